import pytest

pytestmark = pytest.mark.django_db


def test_the_choice_is_kept_in_a_cookie_and_shown(client):
    assert "data-bs-theme" not in client.get("/about/").content.decode()
    response = client.post("/display/", {"display": "dark", "next": "/about/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/about/?a=1")
    assert response.cookies["comity_display"]["httponly"]
    page = client.get("/about/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'value="dark" aria-pressed="true"' in page
    client.post("/display/", {"display": "device"})
    assert "data-bs-theme" not in client.get("/about/").content.decode()


@pytest.mark.parametrize("chosen", ["", "pink", '"><script>'])
def test_another_choice_is_none(client, chosen):
    assert "comity_display" not in client.post("/display/", {"display": chosen}).cookies
    client.cookies["comity_display"] = chosen
    assert "data-bs-theme" not in client.get("/about/").content.decode()


def test_only_a_form_changes_it(client):
    assert client.get("/display/").status_code == 405
    assert client.post("/display/", {"display": "dark", "next": "https://evil.example"})["Location"] == "/"
