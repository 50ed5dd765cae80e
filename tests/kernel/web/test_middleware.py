import pytest
from django.test import Client
from django.utils import timezone

from comity.base.messages import available_languages

pytestmark = pytest.mark.django_db


def language_of(response):
    return response.content.decode().split('<html lang="')[1].split('"')[0]


def test_language_of_the_person_unless_this_device_has_its_own(signed_in):
    assert language_of(signed_in.get("/about/")) == "en"
    user = signed_in.assignment.user
    type(user).objects.update(language="fr")
    assert language_of(signed_in.get("/about/")) == "fr"
    signed_in.cookies["comity_language"] = "ar"
    response = signed_in.get("/about/")
    assert language_of(response) == "ar"
    assert 'dir="rtl"' in response.content.decode()
    assert "bootstrap.rtl.min.css" in response.content.decode()


def test_visitors_are_shown_the_language_their_browser_asks_for():
    assert language_of(Client().get("/about/", headers={"Accept-Language": "fr-CH, en;q=0.7"})) == "fr"
    assert language_of(Client().get("/about/", headers={"Accept-Language": "xx"})) == "en"


def test_no_language_is_offered_without_a_catalogue(settings):
    assert {code for code, _ in settings.LANGUAGES} == {*available_languages()}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Not/AZone", ""])
def test_time_zone_of_the_person_for_the_request_only(signed_in, zone, settings):
    settings.ROOT_URLCONF = __name__
    type(signed_in.assignment.user).objects.update(time_zone=zone)
    expected = zone if zone == "Pacific/Auckland" else "UTC"
    assert signed_in.get("/zone/").content.decode() == expected
    assert str(timezone.get_current_timezone()) == "UTC"
    assert Client().get("/zone/").content.decode() == "UTC"


@pytest.mark.parametrize("address", ["/", "/about/", "/account/login/", "/nope/"])
def test_pages_are_for_their_reader_only_and_the_browser_is_told_what_it_may_do(client, address):
    response = client.get(address)
    assert "private" in response["Cache-Control"] or "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("length", ["-1", "x", "1.5"])
def test_a_length_that_is_none(client, length):
    assert client.post("/account/login/", CONTENT_LENGTH=length).status_code == 400


def _zone(_request):
    from django.http import HttpResponse

    return HttpResponse(str(timezone.get_current_timezone()))


from django.urls import path  # noqa: E402 - this module is also a list of addresses

urlpatterns = [path("zone/", _zone)]
