from datetime import date, timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties import queries
from comity.kernel.parties.models import Membership, Party


@pytest.fixture
def ana(house):
    return house.actor("Ana", house.laboratory)


def names(found):
    return [party.name for party in found]


def test_lists_show_no_people(ana):
    assert "Ana" not in names(queries.list_parties(ana, with_ended=True))
    assert queries.list_parties(ana, kind="person").count() == 0


def test_a_list_is_narrowed(ana, house):
    assert names(queries.list_parties(ana, kind="laboratory", country="nl")) == ["Laboratory North", "Laboratory South"]
    assert names(queries.list_parties(ana, text="FOREIGN")) == ["Foreign Institute"]
    Party.objects.filter(pk=house.institute.pk).update(ended_on=now().date())
    assert names(queries.list_parties(ana, text="foreign")) == []
    assert names(queries.list_parties(ana, text="foreign", with_ended=True)) == ["Foreign Institute"]


def test_people_see_themselves_and_nobody_else(ana, house):
    assert queries.get_party(ana, ana.person_id).name == "Ana"
    other = house.actor("Olaf", house.laboratory)
    with pytest.raises(NotFoundError):
        queries.get_party(ana, other.person_id)


def test_without_a_role_nothing_is_seen(house):
    nobody = Actor.visitor("")
    assert not queries.list_parties(nobody).exists()
    for ask in (queries.get_party, queries.memberships, queries.members):
        with pytest.raises(NotFoundError):
            ask(nobody, house.network.pk)
    with pytest.raises(NotFoundError):
        queries.get_membership(nobody, Membership.objects.first().pk)


def test_parts_and_wholes_on_a_day(house):
    bench = Party.objects.create(kind="group", name="Bench")
    Membership.objects.create(
        member=bench, of=house.laboratory, part=True, since=date(2025, 1, 1), until=date(2025, 2, 1)
    )
    assert queries.wholes_of(bench.pk, date(2025, 1, 31)) == {house.laboratory.pk, house.ministry.pk}
    assert queries.wholes_of(bench.pk, date(2025, 2, 1)) == set()
    assert queries.parts_of(house.ministry.pk, date(2025, 1, 1)) >= {bench.pk, house.laboratory.pk}
    assert queries.wholes_of(house.institute.pk, date(2025, 1, 1)) == set()
    assert not queries.is_part_of(house.ministry.pk, house.laboratory.pk)
    assert not queries.is_part_of(house.ministry.pk, None)


def test_memberships_on_a_day_or_ever(ana, house):
    Membership.objects.filter(member=house.institute).update(until=now().date() - timedelta(days=1))
    assert not queries.memberships(ana, house.institute.pk, on=now().date()).exists()
    assert queries.memberships(ana, house.institute.pk).count() == 1
    assert queries.operator() == house.operator
