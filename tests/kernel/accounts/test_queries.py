from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import NotAllowedError, NotFoundError
from comity.kernel.accounts import queries
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role


def test_people_of_a_party_are_those_who_act_now(house):
    ana = house.actor("Ana", house.laboratory)
    house.person("Olaf", house.laboratory)
    gone = house.person("Gone", house.laboratory)
    Assignment.objects.filter(pk=gone.pk).update(until=now() - timedelta(seconds=1))
    assert [one.user.person.name for one in queries.people(ana, house.laboratory.pk)] == ["Ana", "Olaf"]
    with pytest.raises(NotAllowedError):
        queries.people(ana, house.institute.pk)
    with pytest.raises(NotFoundError):
        queries.people(ana, ana.user_id)


def test_a_party_has_an_administrator_when_one_is_there_or_above(house):
    assert not queries.has_administrator(house.laboratory.pk)
    held = house.person("Mina", house.ministry, Role.ADMINISTRATOR)
    assert queries.has_administrator(house.laboratory.pk)
    assert not queries.has_administrator(house.institute.pk)
    Assignment.objects.filter(pk=held.pk).update(until=now())
    assert not queries.has_administrator(house.ministry.pk)


def test_only_the_machine_looks_accounts_up_by_address(house):
    ana = house.actor("Ana", house.laboratory)
    house.person("Olaf", house.laboratory)
    assert queries.get_account_by_email(Actor.system("test"), " OLAF@example.org").email == "olaf@example.org"
    assert queries.get_account_by_email(ana, "ana@example.org").pk == ana.user_id
    for actor, email in (
        (ana, "olaf@example.org"),
        (ana, "nobody@example.org"),
        (Actor.visitor(""), "ana@example.org"),
    ):
        with pytest.raises(NotFoundError):
            queries.get_account_by_email(actor, email)


def test_what_is_ones_own_needs_a_person():
    for ask in (queries.myself, queries.my_assignments, queries.tokens, queries.sessions, queries.second_factors):
        with pytest.raises(NotFoundError):
            ask(Actor.system("test"))


def test_the_trail_is_for_administrators_and_quality_managers(house):
    for role in Role:
        actor = house.actor("Some", house.laboratory, role)
        if role in {Role.ADMINISTRATOR, Role.QUALITY_MANAGER}:
            assert queries.audit_trail(actor, house.laboratory.pk).count() == 0
        else:
            with pytest.raises(NotAllowedError):
                queries.audit_trail(actor, house.laboratory.pk)
