"""Error pages: words, no detail, the same for what is not there and what is not for you."""

import logging

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_site")]


def page(response, status):
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    text = response.content.decode()
    assert "<h1>" in text
    assert "What to do" in text
    assert "secret" not in text
    assert "Traceback" not in text
    assert "RuntimeError" not in text
    return text


def test_not_there_and_not_for_you_are_one_page(signed_in):
    texts = {page(signed_in.get(f"/refuses/{kind}/"), 404).replace(kind, "") for kind in ("missing", "django")}
    assert len({text.split("<main")[1].split("</main")[0] for text in texts}) == 1


@pytest.mark.parametrize(
    ("kind", "status", "words"), [("not-allowed", 403, "role"), ("conflict", 409, "closed"), ("input", 422, "taken")]
)
def test_what_a_service_refused_is_told_in_its_words(signed_in, kind, status, words):
    response = signed_in.get(f"/refuses/{kind}/")
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_fault_of_ours_says_so_and_nothing_else(signed_in, caplog):
    with caplog.at_level(logging.ERROR):
        page(signed_in.get("/refuses/fault/"), 500)
    assert "the secret inside" in caplog.text, "the log has it, the page has not"


def test_a_body_that_is_too_large(client, monkeypatch):
    from comity.kernel.web import middleware

    monkeypatch.setattr(middleware, "LARGEST_BODY", 10)
    page(client.post("/account/login/", {"login": "x" * 20}), 413)


def test_a_form_with_too_many_fields(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    page(client.post("/account/login/", {str(number): "x" for number in range(9)}), 413)


@pytest.mark.parametrize("address", ["/search/?q=%00", "/%00/"])
def test_an_address_that_nobody_can_store(client, address):
    page(client.get(address), 400)


def test_a_stale_form_token_loses_nothing_and_offers_to_send_again():
    strict = Client(enforce_csrf_checks=True)
    sent = {"title": "typed <b>words</b>", "password": "hush", "csrfmiddlewaretoken": "stale"}
    response = strict.post("/account/login/", sent, headers={"Origin": "http://testserver"})
    text = response.content.decode()
    assert response.status_code == 403
    assert 'name="title" value="typed &lt;b&gt;words&lt;/b&gt;"' in text
    assert "Send again" in text
    assert "hush" not in text
    assert "stale" not in text


def test_a_form_sent_by_another_site_is_not_offered_again():
    strict = Client(enforce_csrf_checks=True)
    for headers in ({"Origin": "https://evil.example"}, {}, {"Origin": "null"}):
        text = strict.post("/account/login/", {"title": "planted"}, headers=headers).content.decode()
        assert "planted" not in text
        assert "Send again" not in text
