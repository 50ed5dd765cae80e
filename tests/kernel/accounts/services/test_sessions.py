from dataclasses import replace

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from comity.base.errors import NotAllowedError, NotFoundError
from comity.kernel.accounts import services
from comity.kernel.accounts.authentication import actor_for
from comity.kernel.audit.models import AuditEntry
from tests.people import PASSWORD


@pytest.fixture
def ana(house):
    return house.person("Ana", house.laboratory)


def signed_in(assignment):
    browser = Client()
    browser.post("/account/login/", {"login": assignment.user.email, "password": PASSWORD})
    return browser


def test_one_session_ends_and_the_other_stays(ana):
    first, second = signed_in(ana), signed_in(ana)
    ended = UserSession.objects.get(session_key=first.session.session_key)
    services.end_session(actor_for(ana, via="page"), ended.pk)
    assert first.get("/account/").status_code == 302
    assert second.get("/account/").status_code == 200
    assert AuditEntry.objects.filter(verb="end session").count() == 1


def test_all_others_end(ana):
    browsers = [signed_in(ana) for _ in range(3)]
    actor = actor_for(ana, via="page")
    assert services.end_other_sessions(actor, but=browsers[0].session.session_key) == 2
    assert [browser.get("/account/").status_code for browser in browsers] == [200, 302, 302]


def test_neither_strangers_nor_programs_end_a_session(house, ana):
    signed_in(ana)
    session = UserSession.objects.get()
    stranger = house.actor("Olaf", house.laboratory)
    with pytest.raises(NotFoundError):
        services.end_session(stranger, session.pk)
    program = replace(actor_for(ana, via="token"), scopes=frozenset({"people:write"}))
    for attempt in (
        lambda: services.end_session(program, session.pk),
        lambda: services.end_other_sessions(program, but=""),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert UserSession.objects.count() == 1
