from datetime import date, timedelta

import pytest

from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.belonging import viewer_in
from comity.kernel.handling.viewers import everything, viewer_of
from comity.kernel.parties.models import Membership, Party
from tests.kernel.handling.stored_worlds import actor_of_party, stored_world
from tests.kernel.handling.worlds import TODAY, chance_of

pytestmark = pytest.mark.django_db


def test_the_climb_from_one_party_sees_what_the_whole_picture_shows():
    chance = chance_of(5)
    world = stored_world(chance, size=60)
    picture = everything(TODAY)
    for party in world.parties:
        assert viewer_of(actor_of_party(party), on=TODAY) == viewer_in(picture, party)


def test_who_reads(house):
    assert viewer_of(None) == viewer_of(Actor.visitor("")) == viewer_of(Actor(user_id=house.ministry.pk))
    assert viewer_of(Actor.system("a test")).is_node
    actor = house.actor("Ama", house.laboratory)
    viewer = viewer_of(actor, purpose="quality-assurance")
    assert viewer.named == {str(house.laboratory.pk), str(actor.person_id)}
    assert str(house.ministry.pk) in viewer.as_recipient
    assert {"NL"} <= viewer.as_recipient
    assert viewer.purpose == "quality-assurance"


def test_a_membership_counts_from_its_first_day_until_its_last(house):
    day = date(2026, 5, 1)
    Membership.objects.create(member=house.ministry, of=house.network, since=day, until=day + timedelta(2))
    network = str(house.network.pk)
    counted = [
        network in viewer_of(actor_of_party(str(house.laboratory.pk)), on=day + timedelta(n)).as_recipient
        for n in range(-1, 4)
    ]
    assert counted == [False, True, True, False, False]


def test_the_picture_leaves_out_people_and_parties_that_have_ended(house):
    house.person("Ama", house.laboratory)
    Party.objects.filter(pk=house.institute.pk).update(ended_on=TODAY)
    known = everything(TODAY).parties
    assert str(house.institute.pk) not in known
    assert all(one.kind != "person" for one in known.values())
