"""The database itself refuses what no rule allows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from comity.kernel.parties.models import Membership, Party

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_parties(house):
    refused(lambda: Party.objects.create(kind="nonsense", name="x"))
    refused(lambda: Party.objects.create(kind="state", name=""))
    refused(lambda: Party.objects.create(kind="organisation", name="Second", operates_node=True))
    assert str(house.operator) == "Secretariat"
    with pytest.raises(ProtectedError):
        house.ministry.delete()


def test_memberships(house):
    day = date(2025, 1, 1)
    make = Membership.objects.create
    refused(lambda: make(member=house.network, of=house.network, since=day))
    refused(lambda: make(member=house.institute, of=house.network, since=day))
    refused(lambda: make(member=house.ministry, of=house.network, since=day, until=date(2024, 1, 1)))
    assert str(make(member=house.ministry, of=house.network, since=day)) == "Ministry → Network"
