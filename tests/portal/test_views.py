import json

import pytest
from django.db import Error

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(house, client):
    assignment = house.person("Ama Mensah", house.laboratory, "laboratory_manager")
    client.force_login(assignment.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_visitors_are_told_what_this_is_and_how_to_come_in(client):
    page = client.get("/").content.decode()
    assert "You were invited" in page
    assert page.count("next-action") == 1


def test_home_greets_and_says_what_waits(signed_in, settings):
    settings.COMITY_WAITING = []
    page = signed_in.get("/").content.decode()
    assert "Good to see you, Ama Mensah" in page
    assert "Nothing waits for you" in page
    settings.COMITY_WAITING = ["tests.e2e.gallery.waiting"]
    page = signed_in.get("/").content.decode()
    assert page.index("Submit results for round 2026-A") < page.index("Tell the laboratory in Examplia")
    assert '<time datetime="2026-12-01T16:00:00+00:00">' in page
    assert "Nothing waits for you" not in page


def test_who_has_no_role_yet_is_told_whom_to_ask(signed_in):
    from comity.kernel.accounts.models import Assignment

    Assignment.objects.all().delete()
    assert "no role yet" in signed_in.get("/").content.decode()


def test_search_needs_a_person_and_asks_the_rooms(signed_in, settings):
    settings.COMITY_SEARCH = ["tests.e2e.gallery.search"]
    page = signed_in.get("/search/?q=<script>").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "Nothing found" in signed_in.get("/search/?q=zzz").content.decode()
    assert "What are you looking for?" in signed_in.get("/search/").content.decode()
    assert signed_in.get("/search/?q=" + "x" * 5000).status_code == 200
    signed_in.logout()
    assert signed_in.get("/search/?q=a").status_code == 302


def test_health_says_ok_and_nothing_about_the_inside(client, monkeypatch):
    response = client.get("/health/")
    assert response.status_code == 200
    assert json.loads(response.content)["status"] == "ok"
    assert "no-store" in response["Cache-Control"]

    def broken():
        raise Error("password=hush")

    monkeypatch.setattr("comity.portal.views.connection.cursor", broken)
    response = client.get("/health/")
    assert response.status_code == 503
    assert "hush" not in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/about/", "/health/", "/search/"])
def test_pages_that_only_show_are_only_read(client, address):
    assert client.post(address).status_code == 405
