import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client, RequestFactory

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.web.pages import add_error, kept_fields, local_address, sent_from_here

FACTORY = RequestFactory()


class Form(forms.Form):
    name = forms.CharField(label="Name")


def test_what_a_service_refuses_stands_beside_the_field_or_above_the_form():
    form = Form({"name": "x"})
    add_error(form, InputError("a", message("test", "Taken."), where="name", remedy=message("test", "Choose another.")))
    add_error(form, InputError("a", message("test", "Closed."), where="elsewhere"))
    assert form.errors == {"name": ["Taken. Choose another."], "__all__": ["Closed."]}


@pytest.mark.parametrize(
    ("wanted", "followed"),
    [
        ("/rounds/?page=2", "/rounds/?page=2"),
        ("https://testserver/a", "/start/"),
        ("http://testserver/a", "http://testserver/a"),
        ("https://evil.example/", "/start/"),
        ("//evil.example/", "/start/"),
        ("/\\evil.example", "/start/"),
        ("javascript:alert(1)", "/start/"),
        ("", "/start/"),
        (None, "/start/"),
    ],
)
def test_only_addresses_of_this_site_are_gone_back_to(wanted, followed):
    request = FACTORY.get("/") if wanted != "https://testserver/a" else FACTORY.get("/", secure=True)
    if wanted == "https://testserver/a":
        assert local_address(request, "http://testserver/a", "/start/") == "/start/", "never from https to http"
        return
    assert local_address(request, wanted, "/start/") == followed


def test_secrets_are_never_kept():
    sent = {
        "name": ["a", "b"],
        "password": "x",
        "new_password": "x",
        "code": "1",
        "csrfmiddlewaretoken": "x",
        "confirmed": "yes",
    }
    assert kept_fields(FACTORY.post("/", sent)) == [("name", "a"), ("name", "b")]


def test_a_page_of_ours_is_known_by_its_origin():
    assert sent_from_here(FACTORY.post("/", headers={"Origin": "http://testserver"}))
    assert not sent_from_here(FACTORY.post("/", headers={"Origin": "https://testserver"}))
    assert not sent_from_here(FACTORY.post("/"))


@pytest.mark.django_db
class TestInTheSite:
    @pytest.fixture(autouse=True)
    def gallery(self, settings):
        settings.ROOT_URLCONF = "tests.e2e.gallery"
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": ["tests/e2e/templates"]}]

    def test_visitors_are_asked_to_sign_in_and_come_back(self):
        response = Client().get("/gallery/?q=x")
        assert response.status_code == 302
        assert response["Location"] == "/account/login/?next=/gallery/%3Fq%3Dx"

    def test_what_was_typed_when_the_session_had_ended_is_offered_again(self):
        response = Client().post(
            "/gallery/form/", {"laboratory": "typed", "q": "1"}, headers={"Origin": "http://testserver"}
        )
        assert response.status_code == 401
        assert 'name="laboratory" value="typed"' in response.content.decode()
        assert Client().post("/gallery/form/", {"laboratory": "typed"}).status_code == 302, "not from a foreign page"

    def test_a_question_is_asked_once_and_carries_what_was_sent(self, signed_in):
        asked = signed_in.post("/gallery/question/", {"reason": "late"})
        text = asked.content.decode()
        assert "312 laboratories are told by mail." in text
        assert '<input type="hidden" name="reason" value="late">' in text
        assert 'name="confirmed" value="yes"' in text
        assert signed_in.post("/gallery/question/", {"confirmed": "yes"}).status_code == 302

    def test_a_form_that_comes_back_says_so_to_programs_too(self, signed_in):
        assert signed_in.get("/gallery/form/").status_code == 200
        back = signed_in.post("/gallery/form/", {"result": "1,234", "remarks": "long text"})
        assert isinstance(back, HttpResponse)
        assert back.status_code == 422
        assert "long text" in back.content.decode()
        assert 'value="1,234"' in back.content.decode()
