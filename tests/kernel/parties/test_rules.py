from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kernel.parties.rules import (
    MAY_BE_MEMBER_OF,
    Kind,
    holds_on,
    is_part_of,
    may_be_member,
    reachable,
    would_close_circle,
)

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


def test_every_kind_has_its_line():
    assert set(MAY_BE_MEMBER_OF) == set(Kind)


def test_who_may_be_member_of_what():
    assert may_be_member(Kind.LABORATORY, Kind.ORGANISATION)
    assert may_be_member(Kind.NETWORK, Kind.ALLIANCE)
    assert not may_be_member(Kind.NETWORK, Kind.LABORATORY)
    assert not any(may_be_member(Kind.PERSON, of) or may_be_member(of, Kind.PERSON) for of in Kind)


def test_only_parts_give_power_and_every_part_is_a_member():
    for member in Kind:
        for of in Kind:
            if is_part_of(member, of):
                assert member in {Kind.LABORATORY, Kind.GROUP}
                assert of in {Kind.ORGANISATION, Kind.LABORATORY}
    assert not is_part_of(Kind.LABORATORY, Kind.NETWORK)
    assert not is_part_of(Kind.ORGANISATION, Kind.ORGANISATION)


@given(PAIRS)
def test_memberships_added_one_by_one_never_make_a_circle(wanted):
    kept: list[tuple[int, int]] = []
    for member, of in wanted:
        if not would_close_circle(member, of, kept):
            kept.append((member, of))
    above: dict[int, set[int]] = {}
    for member, of in kept:
        above.setdefault(member, set()).add(of)
    for member, of in kept:
        assert member not in reachable([of], above)


@given(PAIRS, st.integers(0, 7), st.integers(0, 7))
def test_what_is_refused_would_have_been_a_circle(pairs, member, of):
    if would_close_circle(member, of, pairs):
        above: dict[int, set[int]] = {}
        for lower, upper in [*pairs, (member, of)]:
            above.setdefault(lower, set()).add(upper)
        assert member in {there for step in above[member] for there in reachable([step], above)}


@pytest.mark.parametrize(("on", "expected"), [((2024, 12, 31), False), ((2025, 1, 1), True), ((2025, 6, 1), False)])
def test_the_first_day_counts_and_the_last_does_not(on, expected):
    assert holds_on(date(2025, 1, 1), date(2025, 6, 1), date(*on)) is expected
    assert holds_on(date(2025, 1, 1), None, date(2099, 1, 1))
