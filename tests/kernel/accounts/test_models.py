"""The database itself refuses what no rule allows."""

import pytest
from django.db import IntegrityError, transaction

from comity.base.clock import now
from comity.kernel.accounts.models import Assignment, Invitation, User
from comity.kernel.parties.models import Party
from tests.people import LONG_AGO


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_accounts_are_one_per_address_and_person(house):
    user = house.person("Ana", house.laboratory).user
    person = Party.objects.create(kind="person", name="Second")
    refused(lambda: User.objects.create(email="ANA@example.org", person=person, joined_at=now()))
    refused(lambda: User.objects.create(email="b@example.org", person=user.person, joined_at=now()))
    assert User.objects.get_by_natural_key("Ana@Example.org") == user
    assert not user.has_perm("anything")
    assert not user.has_module_perms("anything")
    assert str(user) == "ana@example.org"


def test_assignments(house):
    held = house.person("Ana", house.laboratory)
    make = Assignment.objects.create
    refused(lambda: make(user=held.user, party=house.laboratory, role="analyst", since=now()))
    refused(lambda: make(user=held.user, party=house.institute, role="king", since=now()))
    refused(lambda: make(user=held.user, party=house.institute, role="analyst", since=now(), until=LONG_AGO))
    assert str(held) == "analyst · Laboratory North"


def test_invitations_end_in_one_way(house):
    def make(**more):
        given = {"email": "a@example.org", "party": house.laboratory, "role": "analyst", "created_at": now()}
        return Invitation.objects.create(**given, expires_at=now(), secret_hash="x", **more)  # noqa: S106 - no secret

    refused(lambda: make(accepted_at=now(), withdrawn_at=now()))
    assert str(make()) == "a@example.org → Laboratory North"
    refused(make)
