import pytest

from comity.kernel.handling.belonging import viewer_in
from comity.kernel.handling.combine import combine, combine_all, derive, weakenings
from comity.kernel.handling.label import Evaluation, Label, Scheme, Tlp
from comity.kernel.handling.rules import Reason, decides
from tests.kernel.handling.test_rules import A, B, C, graph
from tests.kernel.handling.worlds import NOW, PURPOSES, chance_of, names_in, random_label, random_world

TRIALS = 2000


@pytest.fixture(scope="module")
def triples():
    chance = chance_of(7)
    world = random_world(chance)
    names = names_in(world, chance)
    return [tuple(random_label(chance, names, list(world.parties)[:4]) for _ in range(3)) for _ in range(TRIALS)]


def test_commutative_associative_idempotent(triples):
    for a, b, c in triples:
        assert combine(a, b) == combine(b, a)
        assert combine(combine(a, b), c) == combine(a, combine(b, c)) == combine_all([c, a, b])
        assert combine(a, a) == a


def test_never_wider_than_either_side():
    chance, shown = chance_of(11), 0
    for _ in range(60):
        world = random_world(chance)
        memberships, names = graph(world), names_in(world, chance)
        for party in [*world.parties, ""]:
            viewer = viewer_in(memberships, party, purpose=chance.choice(["", *PURPOSES]))
            for _pair in range(8):
                a, b = (random_label(chance, names, [*world.parties]) for _ in range(2))
                if decides(combine(a, b), viewer, NOW).allowed:
                    shown += 1
                    assert decides(a, viewer, NOW).allowed
                    assert decides(b, viewer, NOW).allowed
    assert shown > 50, "the trials say something"


def test_derived_records_reach_nobody_new_but_their_author():
    chance, shown = chance_of(12), 0
    for _ in range(60):
        world = random_world(chance)
        memberships, names = graph(world), names_in(world, chance)
        author, *readers = world.parties
        own = Label("CLEAR", author)
        sources = [random_label(chance, names, readers) for _ in range(2)]
        made = derive(own, sources)
        for party in readers:
            viewer = viewer_in(memberships, party)
            if author not in viewer.as_member and decides(made, viewer, NOW).allowed:
                shown += 1
                assert all(decides(source, viewer, NOW).allowed for source in sources)
        assert decides(made, viewer_in(memberships, author), NOW).reason is Reason.ORIGINATOR
        assert not weakenings(made, made)
        assert made.contributors >= {source.originator for source in sources} - {""}
    assert shown > 10


def test_the_most_restrictive_wins_by_hand():
    first = Label(
        "AMBER", A, releasable_to=frozenset({B, C}), evaluations=frozenset({Evaluation(Scheme.ADMIRALTY, "B", "2")})
    )
    second = Label("RED", B, releasable_to=frozenset({C}), not_releasable_to=frozenset({"FR"}))
    both = combine(first, second)
    assert both.tlp is Tlp.RED
    assert both.originator == ""
    assert both.releasable_to == {B, C}, "the originator of the second stands on both lists"
    assert both.not_releasable_to == {"FR"}
    assert both.contributors == {A, B}
    assert both.evaluations == first.evaluations


def test_a_label_that_names_nobody_is_not_joined_to_one_that_names_many():
    assert combine(Label("AMBER", A), Label("GREEN", A, releasable_to=frozenset({C}))).releasable_to == {A}


def test_weakenings_name_what_is_weaker():
    floor = Label("AMBER", A, releasable_to=frozenset({B}), expires=NOW, purposes=frozenset({"quality-assurance"}))
    assert weakenings(floor, floor) == ()
    weaker = Label("GREEN", A, releasable_to=frozenset({B, C}))
    assert weakenings(weaker, floor) == ("tlp", "releasable_to", "purposes", "expires")
    stricter = Label("RED", A, expires=NOW, purposes=frozenset(), not_releasable_to=frozenset({C}))
    assert weakenings(stricter, floor) == ()
