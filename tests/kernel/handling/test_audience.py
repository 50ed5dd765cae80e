import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.base.clock import as_if
from comity.base.errors import NotAllowedError
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.audience import audience
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.parties.models import Membership, Party
from tests.functional.label_oracle import may_see
from tests.kernel.handling.stored_worlds import stored_world
from tests.kernel.handling.worlds import NOW, TODAY, chance_of, names_in, random_label
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(house):
    for number in range(13):
        member = Party.objects.create(kind="organisation", name=f"Institute {number:02d}", country="FR")
        Membership.objects.create(member=member, of=house.network, since=LONG_AGO.date())
    return house.actor("Ama", house.laboratory)


def said(found):
    return [str(one) for one in found.sentences]


def own(actor, tlp, *to, **more):
    return Label(tlp, str(actor.party_id), releasable_to=frozenset(map(str, to)) or None, **more)


def test_a_network_in_words(house, actor):
    house.person("Ines", house.institute)
    found = audience(actor, own(actor, "AMBER+STRICT", house.network.pk))
    assert said(found) == [
        "All 14 members of Network.",
        "Together 15 parties on this node, the originator included.",
        "13 of them hold no account here.",
    ]
    assert [one.name for one in found.recipients][:2] == ["Foreign Institute", "Institute 00"]
    assert found.without_account == 13


def test_who_is_denied_is_named(house, actor):
    denied = Party.objects.get(name="Institute 07")
    label = own(actor, "AMBER+STRICT", house.network.pk, not_releasable_to=frozenset({str(denied.pk)}))
    found = audience(actor, label)
    assert said(found)[:2] == ["13 of the members of Network; not Institute 07.", "Not: Institute 07."]
    assert denied.name not in {one.name for one in found.recipients}


def test_each_kind_of_label_in_words(house, actor):
    stranger = "00000000-0000-0000-0000-00000000000a"
    first = {
        "Everybody, also people who are not signed in.": own(actor, "CLEAR"),
        "Everybody who acts for an organisation known to this node.": own(actor, "GREEN"),
        "Organisations in this country: Ghana.": own(actor, "AMBER", "GH"),
        "Foreign Institute.": own(actor, "RED", house.institute.pk),
        f"A person, or a party that this node does not know: {stranger}.": own(actor, "RED", stranger),
        "The label has expired: only the originator sees this.": own(actor, "CLEAR", expires=LONG_AGO),
        "Together 1 party on this node, the originator included.": own(actor, "RED"),
    }
    for sentence, label in first.items():
        assert said(audience(actor, label))[0] == sentence
    assert said(audience(actor, own(actor, "RED", house.network.pk)))[0] == "Network.", "its members are not named"


def test_the_audience_is_what_the_oracle_says():
    chance = chance_of(17)
    from comity.kernel.accounts.actor import Actor

    with as_if(NOW):
        world = stored_world(chance, size=12)
        for _ in range(40):
            label = random_label(chance, names_in(world, chance), [*world.parties])
            purpose = min(label.purposes, default="") if label.purposes else ""
            expected = {
                party
                for party, (kind, _) in world.parties.items()
                if kind not in ("network", "alliance") and may_see(world, party, "", purpose, to_data(label), NOW)
            }
            assert {one.id for one in audience(Actor.system("a test"), label).recipients} == expected
    assert NOW.date() == TODAY


def test_the_number_of_questions_does_not_grow_with_the_members(house, actor):
    with CaptureQueriesContext(connection) as few:
        audience(actor, own(actor, "AMBER", house.network.pk))
    assert len(few) <= 6


def test_observers_do_not_ask(house):
    observer = house.actor("Obi", house.laboratory, Role.OBSERVER)
    with pytest.raises(NotAllowedError):
        audience(observer, own(observer, "GREEN"))
