from datetime import timedelta
from itertools import pairwise

import pytest

from comity.kernel.handling.belonging import Above, Known, Memberships, viewer_in
from comity.kernel.handling.label import Label, Onward, Tlp
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.rules import Reason, Viewer, decides, may_pass_on, names_that_count
from tests.functional.label_oracle import may_see
from tests.kernel.handling.worlds import (
    NOW,
    PURPOSES,
    chance_of,
    identifier,
    names_in,
    random_label,
    random_world,
    tell,
)

WORLDS = 250
NAMES = {name: f"00000000-0000-0000-0000-00000000000{digit}" for digit, name in enumerate("abcdefgh")}
A, B, C, D, E, F, G, H = NAMES.values()


def graph(world) -> Memberships:
    above: dict[str, list[Above]] = {}
    for member, of, part, since, until in world.memberships:
        if since <= world.day and (until is None or until > world.day):
            above.setdefault(member, []).append(Above(of, part))
    known = {name: Known(kind, seat) for name, (kind, seat) in world.parties.items()}
    return Memberships(known, {member: tuple(ones) for member, ones in above.items()})


def test_the_rule_and_an_independent_one_agree():
    chance, asked, shown = chance_of(4), 0, 0
    for _ in range(WORLDS):
        world = random_world(chance)
        memberships, names = graph(world), names_in(world, chance)
        for party in [*world.parties, ""]:
            person = identifier(chance)
            for _label in range(6):
                purpose = chance.choice(["", *PURPOSES])
                label = random_label(chance, [*names, person], [*world.parties])
                viewer = viewer_in(memberships, party, person=person if party else "", purpose=purpose)
                expected = may_see(world, party, person if party else "", purpose, to_data(label), NOW)
                assert decides(label, viewer, NOW).allowed == expected, (label, party, world)
                asked, shown = asked + 1, shown + expected
    tell(f"{asked} decisions, {shown} of them shown")
    assert 0.15 < shown / asked < 0.7, "both answers are asked for"


# One world by hand: laboratory A of ministry B; B in network C; C in alliance D; state E; B in international F.
WORLD = Memberships(
    parties={
        A: Known("laboratory"),
        B: Known("organisation", "NL"),
        C: Known("network", "FR"),
        D: Known("alliance"),
        E: Known("state", "NL"),
        F: Known("organisation"),
        G: Known("network"),
        H: Known("laboratory", "GH"),
    },
    above={
        A: (Above(B, part=True),),
        B: (Above(C, part=False), Above(F, part=False)),
        C: (Above(D, part=False),),
        E: (Above(G, part=False),),
    },
)
#            to    RED    STRICT  AMBER  GREEN, for a reader who acts for laboratory A
REACHES = [
    (A, True, True, True),
    (B, False, True, True),  # the ministry's organisation includes its laboratory
    (C, False, True, True),  # a network stands for its members
    (D, False, True, True),
    (E, False, True, True),  # the state stands for organisations in it
    ("NL", False, True, True),
    ("FR", False, False, False),  # the seat of a network says nothing about its members
    (F, False, False, True),  # a member of a recipient, from TLP:AMBER on
    (G, False, False, False),  # what the state belongs to grants nothing
    (H, False, False, False),
]


@pytest.mark.parametrize(("name", "red", "strict", "amber"), REACHES)
def test_what_each_value_means(name, red, strict, amber):
    viewer = viewer_in(WORLD, A)
    expected = {Tlp.RED: red, Tlp.AMBER_STRICT: strict, Tlp.AMBER: amber, Tlp.GREEN: amber, Tlp.CLEAR: amber}
    for tlp, shown in expected.items():
        assert decides(Label(tlp, releasable_to=frozenset({name})), viewer, NOW).allowed == shown, tlp


@pytest.mark.parametrize("name", [A, B, C, D, E, F, G, "NL"])
def test_denial_reaches_further_than_any_grant(name):
    label = Label("CLEAR", releasable_to=frozenset({A}), not_releasable_to=frozenset({name}))
    assert decides(label, viewer_in(WORLD, A), NOW).reason is Reason.DENIED


def test_the_whole_is_not_reached_by_its_part():
    assert not decides(Label("AMBER", releasable_to=frozenset({A})), viewer_in(WORLD, B), NOW).allowed


def test_without_a_list():
    somebody, stranger = viewer_in(WORLD, A), viewer_in(WORLD, "")
    shown = {
        tlp: (decides(Label(tlp), somebody, NOW).allowed, decides(Label(tlp), stranger, NOW).allowed) for tlp in Tlp
    }
    assert shown == {
        Tlp.CLEAR: (True, True),
        Tlp.GREEN: (True, False),
        Tlp.AMBER: (False, False),
        Tlp.AMBER_STRICT: (False, False),
        Tlp.RED: (False, False),
    }


def test_the_originator_always_sees_its_own_and_others_see_nothing_that_has_expired():
    label = Label("RED", B, not_releasable_to=frozenset({B}), purposes=frozenset(), expires=NOW)
    assert decides(label, viewer_in(WORLD, B), NOW).reason is Reason.ORIGINATOR
    ending = Label("CLEAR", B, expires=NOW)
    assert decides(ending, viewer_in(WORLD, A), NOW).reason is Reason.EXPIRED
    assert decides(ending, viewer_in(WORLD, A), NOW - timedelta(seconds=1)).allowed


def test_purpose_must_be_stated():
    label = Label("CLEAR", purposes=frozenset({"quality-assurance"}))
    assert decides(label, viewer_in(WORLD, "", purpose="quality-assurance"), NOW).allowed
    assert decides(label, viewer_in(WORLD, A), NOW).reason is Reason.PURPOSE
    assert decides(label, viewer_in(WORLD, A, purpose="training"), NOW).reason is Reason.PURPOSE


def test_somebody_unknown_might_be_the_one_who_is_denied():
    label = Label("CLEAR", not_releasable_to=frozenset({H}))
    assert decides(label, viewer_in(WORLD, ""), NOW).reason is Reason.DENIED
    assert decides(label, viewer_in(WORLD, A), NOW).allowed


def test_the_node_itself_reads_everything():
    assert decides(Label("RED", B, expires=NOW), Viewer(is_node=True), NOW).allowed


def test_what_counts_grows_with_the_value():
    viewer = viewer_in(WORLD, A, person=H)
    sets = [names_that_count(tlp, viewer) for tlp in reversed(Tlp)]
    assert all(narrow <= wide for narrow, wide in pairwise(sets))
    assert viewer.as_member <= viewer.deniable


def test_onward():
    holder, other, hidden = viewer_in(WORLD, A), viewer_in(WORLD, B), viewer_in(WORLD, H)
    for onward, reason in ((Onward.NONE, "onward-none"), (Onward.ASK, "onward-ask"), (Onward.LISTED, "granted")):
        label = Label("AMBER", F, releasable_to=frozenset({B}), onward=onward)
        assert may_pass_on(label, holder, other, NOW).reason == reason
        assert not may_pass_on(label, holder, hidden, NOW).allowed
        assert may_pass_on(label, viewer_in(WORLD, F), other, NOW).allowed
