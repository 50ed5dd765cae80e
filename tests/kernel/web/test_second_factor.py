"""Administrators and coordinators set up a second factor before anything else; nobody else is stopped."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from comity.kernel.accounts.authentication import SESSION_KEY
from comity.kernel.accounts.models import User
from comity.kernel.accounts.roles import Role

SET_UP = "/account/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.SECOND_FACTOR_ROLES = ["administrator", "coordinator"]


def browser_of(actor):
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
@pytest.mark.parametrize("path", ["/", "/directory/", "/exercises/", "/account/tokens/new/", "/account/people/"])
def test_without_one_every_page_leads_to_its_set_up(house, role, path):
    browser = browser_of(house.actor("Ada", house.operator, role))
    for ask in (browser.get, browser.post):
        answer = ask(path)
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)


def test_the_set_up_and_the_way_out_are_open(house):
    browser = browser_of(house.actor("Ada", house.operator, Role.ADMINISTRATOR))
    assert browser.get(SET_UP)["Location"].startswith(reverse("account_reauthenticate"))
    assert browser.get(reverse("account_reauthenticate")).status_code == 200
    assert browser.post(reverse("set_language"), {"language": "fr"}).status_code == 302
    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get("/").get("Location") != SET_UP


def test_with_one_nothing_is_in_the_way_and_without_it_again_everything(house):
    actor = house.actor("Ada", house.operator, Role.ADMINISTRATOR)
    browser = browser_of(actor)
    kept = Authenticator.objects.create(user_id=actor.user_id, type="totp", data={"secret": "x"})
    assert browser.get("/directory/").status_code == 200
    kept.delete()
    assert browser.get("/directory/").status_code == 302


def test_recovery_codes_alone_are_none(house):
    actor = house.actor("Ada", house.operator, Role.ADMINISTRATOR)
    Authenticator.objects.create(user_id=actor.user_id, type="recovery_codes", data={})
    assert browser_of(actor).get("/directory/").status_code == 302


@pytest.mark.parametrize("role", [Role.ANALYST, Role.LABORATORY_MANAGER, Role.STATISTICIAN])
def test_other_roles_are_not_stopped(house, role):
    assert browser_of(house.actor("Ana", house.laboratory, role)).get("/directory/").status_code == 200


def test_asked_is_about_the_role_that_is_acted_in(house):
    house.actor("Ada", house.laboratory, Role.ANALYST)
    second = house.actor("Ada", house.network, Role.COORDINATOR)
    browser = browser_of(second)
    assert browser.get("/directory/").status_code == 200
    session = browser.session
    session[SESSION_KEY] = str(second.assignment_id)
    session.save()
    assert browser.get("/directory/").status_code == 302


def test_programs_with_the_session_are_told_in_their_form(house):
    browser = browser_of(house.actor("Ada", house.operator, Role.ADMINISTRATOR))
    answer = browser.get("/api/v1/parties")
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("second-factor-needed")


def test_a_node_may_demand_none(house, settings):
    settings.SECOND_FACTOR_ROLES = []
    assert browser_of(house.actor("Ada", house.operator, Role.ADMINISTRATOR)).get("/directory/").status_code == 200
