import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts import services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment, Invitation, User
from comity.kernel.accounts.roles import Role
from comity.kernel.accounts.services import invitations
from comity.kernel.audit.models import AuditEntry
from tests.people import PASSWORD

VISITOR = Actor.visitor("192.0.2.1")
NEW = {"name": "Nora New", "password": PASSWORD}


@pytest.fixture
def minister(house):
    return house.actor("Mina", house.ministry, Role.ADMINISTRATOR)


def invite(actor, party, email="nora@example.org", role=Role.ANALYST):
    return services.invite_person(actor, party.pk, email=email, role=role)


def closed(secret, actor=VISITOR, **given):
    with pytest.raises(ComityError) as refused:
        services.accept_invitation(actor, secret, **(given or NEW))
    return refused.value.code


def test_an_invitation_leads_to_an_account_with_that_role_and_no_other(house, minister):
    invited = invite(minister, house.laboratory, " Nora@Example.ORG ")
    user = services.accept_invitation(VISITOR, invited.secret, **NEW)
    held = Assignment.objects.get(user=user)
    assert (user.email, user.person.name) == ("nora@example.org", "Nora New")
    assert (held.party, held.role) == (house.laboratory, Role.ANALYST)
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs == ["invite person", "create account", "accept invitation", "assign role"]


def test_the_secret_is_stored_as_a_digest_and_is_in_no_record(house, minister):
    invited = invite(minister, house.laboratory)
    stored = repr(Invitation.objects.values()) + repr(AuditEntry.objects.values())
    assert invited.secret not in stored
    assert len(invited.invitation.secret_hash) == 64


def test_the_mail_goes_out_after_the_transaction_and_holds_the_link(
    house, minister, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invited = services.invite_person(
            minister, house.laboratory.pk, email="nora@example.org", role="analyst", language="en"
        )
        assert not mail.outbox
    assert mail.outbox[0].to == ["nora@example.org"]
    assert re.search(rf"^http://localhost:8000/account/invitation/{invited.secret}/$", mail.outbox[0].body, re.M)


def test_a_link_works_once(house, minister):
    invited = invite(minister, house.laboratory)
    services.accept_invitation(VISITOR, invited.secret, **NEW)
    assert closed(invited.secret) == "invitation-not-open"
    assert User.objects.filter(email="nora@example.org").count() == 1


def test_every_dead_link_gives_the_same_answer(house, minister):
    answers = {closed(secret) for secret in ("", "comity_i_", "comity_i_" + "x" * 43, "x" * 5000, "\x00")}
    expired = invite(minister, house.laboratory, "a@example.org")
    Invitation.objects.filter(pk=expired.invitation.pk).update(expires_at=now() - timedelta(seconds=1))
    withdrawn = invite(minister, house.laboratory, "b@example.org")
    services.withdraw_invitation(minister, withdrawn.invitation.pk)
    replaced = invite(minister, house.laboratory, "c@example.org")
    invite(minister, house.laboratory, "c@example.org")
    house.person("Dora", house.institute)
    User.objects.filter(email="dora@example.org").update(is_active=False)
    account_closed = invite(minister, house.laboratory, "dora@example.org")
    answers |= {closed(one.secret) for one in (expired, withdrawn, replaced, account_closed)}
    assert answers == {"invitation-not-open"}


def test_a_link_dies_with_the_inviters_power(house, minister):
    invited = invite(minister, house.laboratory)
    house.actor("Second", house.ministry, Role.ADMINISTRATOR)
    services.end_assignment(minister, minister.assignment_id)
    assert closed(invited.secret) == "invitation-not-open"


def test_the_operator_gives_a_party_its_first_administrator_and_then_no_more(house):
    operator = house.actor("Olive", house.operator, Role.ADMINISTRATOR)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowedError):
            invite(operator, house.institute, role=role)
    first = invite(operator, house.institute, "first@example.org", Role.ADMINISTRATOR)
    second = invite(operator, house.institute, "second@example.org", Role.ADMINISTRATOR)
    services.accept_invitation(VISITOR, first.secret, **NEW)
    assert closed(second.secret) == "invitation-not-open"
    with pytest.raises(NotAllowedError):
        invite(operator, house.institute, "third@example.org", Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("giver", list(Role))
def test_nobody_gives_a_role_that_they_may_not_give(house, giver, role):
    actor = house.actor("Giver", house.laboratory, giver)
    allowed = giver == Role.ADMINISTRATOR or (
        giver == Role.LABORATORY_MANAGER and role in {Role.ANALYST, Role.OBSERVER}
    )
    if allowed:
        assert invite(actor, house.laboratory, role=role).invitation.role == role
    else:
        with pytest.raises(NotAllowedError):
            invite(actor, house.laboratory, role=role)
    for stranger in (house.institute, house.ministry, house.second_laboratory):
        with pytest.raises(NotAllowedError):
            invite(actor, stranger, role=role)


def test_a_program_never_makes_an_administrator(house, minister):
    program = replace(minister, via="token", scopes=frozenset({"people:write", "parties:read"}))
    assert invite(program, house.ministry).invitation.role == Role.ANALYST
    with pytest.raises(NotAllowedError):
        invite(program, house.ministry, role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        invite(replace(program, scopes=frozenset({"parties:read"})), house.ministry)


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", "@", "a@" + "x" * 300]
)
def test_what_is_no_address_is_refused(house, minister, address):
    with pytest.raises(InputError):
        invite(minister, house.laboratory, address)


def test_inviting_says_the_same_for_a_known_address(house, minister):
    house.person("Nora", house.institute)
    known, unknown = (
        invite(minister, house.laboratory, "nora@example.org"),
        invite(minister, house.laboratory, "x@example.org"),
    )
    fields = {"party_id", "role", "language", "accepted_at", "withdrawn_at", "invited_by_id"}
    assert {name: getattr(known.invitation, name) for name in fields} == {
        name: getattr(unknown.invitation, name) for name in fields
    }


def test_who_has_an_account_accepts_signed_in_and_nobody_else_does(house, minister):
    nora = house.actor("Nora", house.institute)
    other = house.actor("Olaf", house.institute)
    invited = invite(minister, house.laboratory, "nora@example.org")
    assert closed(invited.secret) == "sign-in-first"
    assert closed(invited.secret, other) == "for-somebody-else"
    services.accept_invitation(nora, invited.secret)
    assert set(Assignment.objects.filter(user_id=nora.user_id).values_list("party_id", flat=True)) == {
        house.institute.pk,
        house.laboratory.pk,
    }


def test_a_signed_in_person_does_not_take_an_invitation_for_a_new_address(house, minister):
    invited = invite(minister, house.laboratory, "fresh@example.org")
    assert closed(invited.secret, house.actor("Olaf", house.institute), **NEW) == "for-somebody-else"


def test_the_role_held_already_is_a_conflict_and_the_link_stays(house, minister):
    ana = house.actor("Ana", house.laboratory)
    invited = invite(minister, house.laboratory, "ana@example.org")
    with pytest.raises(ConflictError):
        services.accept_invitation(ana, invited.secret)
    assert Invitation.objects.get(pk=invited.invitation.pk).accepted_at is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "123456789012345"}, "password"),
        ({"password": "nora@example.org"}, "password"),
        ({"name": "  "}, "name"),
        ({"language": "tlh"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_what_does_not_do_for_an_account(house, minister, given, field):
    invited = invite(minister, house.laboratory)
    with pytest.raises(InputError) as refused:
        services.accept_invitation(VISITOR, invited.secret, **{**NEW, **given})
    assert refused.value.where == field
    assert not User.objects.filter(email="nora@example.org").exists()


def test_strangers_find_no_invitation(house, minister):
    invited = invite(minister, house.laboratory)
    stranger = house.actor("Ines", house.institute, Role.ADMINISTRATOR)
    analyst = house.actor("Ana", house.laboratory)
    for actor in (stranger, analyst):
        with pytest.raises(NotFoundError):
            services.withdraw_invitation(actor, invited.invitation.pk)


def test_a_laboratory_manager_does_not_withdraw_what_an_administrator_invited_for_more(house, minister):
    manager = house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)
    invited = invite(minister, house.laboratory, role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        services.withdraw_invitation(manager, invited.invitation.pk)


def test_nobody_is_flooded_with_mail(house, minister, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_PER_DAY", 2)
    invite(minister, house.laboratory, "a@example.org")
    invite(minister, house.laboratory, "b@example.org")
    with pytest.raises(ConflictError):
        invite(minister, house.laboratory, "c@example.org")


def test_for_an_ended_party_nobody_is_invited(house, minister):
    from comity.kernel.parties.services import end_party

    invited = invite(minister, house.laboratory)
    end_party(minister, house.laboratory.pk)
    assert closed(invited.secret) == "invitation-not-open"
    with pytest.raises((ConflictError, NotAllowedError)):
        invite(Actor.system("test"), house.laboratory)
