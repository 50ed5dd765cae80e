"""What tables of several rounds show together, held against linear algebra over the numbers themselves."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.domains.exercises.conduct.suppression import FEWEST, Span, group_sizes, shown_across, shown_groups
from comity.domains.exercises.conduct.tallies import Tally, by_region_over_rounds

PLACES = st.tuples(st.sampled_from(["africa", "asia"]), st.sampled_from(["AA", "BB", "CC"]))


@st.composite
def several_rounds(draw):
    """The same laboratories in some of up to four rounds."""
    places = draw(st.lists(PLACES, min_size=5, max_size=40))
    number = draw(st.integers(1, 4))
    takes_part = st.lists(st.integers(0, 4).map(bool), min_size=len(places), max_size=len(places))
    return [
        {name: place for name, (place, there) in enumerate(zip(places, draw(takes_part), strict=True)) if there}
        for _ in range(number)
    ]


def vectors(rounds):
    """Cells of all tables as numpy vectors over (round, place): those shown, and those that a round suppresses."""
    atoms = sorted({(n, place) for n, some in enumerate(rounds) for place in some.values()})
    column = {atom: at for at, atom in enumerate(atoms)}

    def vector(group, numbers):
        made = np.zeros(len(atoms))
        for number, place in atoms:
            if number in numbers and place[: len(group)] == group:
                made[column[number, place]] = 1
        return made

    shown, hidden = [], []
    for number, some in enumerate(rounds):
        sizes = group_sizes(some.values())
        visible = shown_groups(sizes)
        for group in sizes:
            (shown if group in visible else hidden).append(vector(group, {number}))
    shown += [vector(group, set(range(len(rounds)))) for group in shown_across(rounds)]
    return shown, hidden


def follows(vector, known):
    if not known:
        return False
    matrix = np.array(known).T
    solution = np.linalg.lstsq(matrix, vector, rcond=None)[0]
    return bool(np.allclose(matrix @ solution, vector, atol=1e-8))


@settings(deadline=None)
@given(several_rounds())
def test_no_suppressed_cell_follows_from_all_tables_together(rounds):
    shown, hidden = vectors(rounds)
    assert [vector for vector in hidden if follows(vector, shown)] == []


def place_of(counts):
    """Laboratories by number in a country: {("asia", "AA"): range(…)}."""
    return {name: place for place, names in counts.items() for name in names}


def test_a_cell_of_one_round_that_the_sum_over_rounds_would_give_away():
    home, others = ("asia", "AA"), ("asia", "BB")
    first = place_of({home: range(6), others: range(100, 120)})
    second = place_of({home: range(3, 7), others: range(100, 120)})  # four of them: suppressed in its table
    assert home in shown_groups(group_sizes(first.values()))
    assert home not in shown_groups(group_sizes(second.values()))
    assert home in shown_groups(group_sizes({**first, **second}.values())), "alone it might be shown"
    assert home not in shown_across([first, second])
    lines = by_region_over_rounds(
        [{name: (place, Tally({"satisfactory": 1})) for name, place in some.items()} for some in (first, second)]
    )
    assert {line.group for line in lines if line.shown} == shown_across([first, second])


def test_a_single_round_shows_what_its_own_table_shows():
    places = place_of({("asia", "AA"): range(7), ("asia", "BB"): range(10, 19), ("africa", "CC"): range(20, 22)})
    assert shown_across([places]) == shown_groups(group_sizes(places.values()))


@given(several_rounds())
def test_sums_over_rounds_are_right(rounds):
    judged = [{name: (place, Tally({"satisfactory": 2})) for name, place in some.items()} for some in rounds]
    for line in by_region_over_rounds(judged):
        here = [name for some in rounds for name, place in some.items() if place[: len(line.group)] == line.group]
        if line.shown:
            assert line.laboratories == len(set(here)) >= FEWEST
            assert Counter(line.tally.counts) == Counter({"satisfactory": 2 * len(here)})


@given(
    st.lists(st.lists(st.integers(0, 1), min_size=6, max_size=6), max_size=6),
    st.lists(st.integers(0, 1), min_size=6, max_size=6),
)
def test_the_span_is_that_of_linear_algebra(known, asked):
    span = Span()
    for vector in known:
        span.add({at: value for at, value in enumerate(vector) if value})
    expected = not any(asked) or follows(np.array(asked, dtype=float), [np.array(one, dtype=float) for one in known])
    assert span.holds({at: value for at, value in enumerate(asked) if value}) is expected
