"""Which time counts, what is still taken, which version counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comity.domains.exercises.guests.rules import Candidate, Timed, still_taken, the_one_that_counts, time_that_counts

DEADLINE = datetime(2026, 3, 31, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("arrived", "proven", "expected"),
    [
        (-HOUR, None, (-HOUR, "arrival", False)),
        (timedelta(0), None, (timedelta(0), "arrival", False)),
        (3 * HOUR, None, (3 * HOUR, "arrival", True)),
        (3 * HOUR, -HOUR, (-HOUR, "log", False)),
        (3 * HOUR, 2.5 * HOUR, (2.5 * HOUR, "log", True)),
        (-HOUR, HOUR, (-HOUR, "arrival", False)),  # a witness from the future helps nobody and harms nobody
    ],
)
def test_arrival_counts_unless_a_witness_saw_it_before(arrived, proven, expected):
    found = time_that_counts(DEADLINE + arrived, None if proven is None else DEADLINE + proven, DEADLINE, 2.0)
    assert (found.at - DEADLINE, found.basis, found.late) == expected


@pytest.mark.parametrize(
    ("state", "basis", "late", "taken"),
    [
        ("open", "arrival", True, True),
        ("closed", "arrival", False, False),
        ("closed", "log", False, True),
        ("evaluated", "log", False, True),
        ("closed", "log", True, False),
        ("released", "log", False, False),
    ],
)
def test_after_the_close_only_what_was_proven_in_time_is_taken(state, basis, late, taken):
    assert still_taken(state, Timed(DEADLINE, basis, late)) is taken


def one(number, nomination, *, by_hand=False, late=False):
    return Candidate(UUID(int=number), nomination, by_hand, late)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([], None),
        ([one(1, 0)], None),
        ([one(1, 1), one(2, 2)], 2),
        ([one(1, 1), one(2, 2, late=True)], 1),
        ([one(1, 1), one(2, 2, late=True, by_hand=True)], 2),
        ([one(1, 1, late=True), one(2, 2, late=True)], 2),
        ([one(1, 3, by_hand=True), one(2, 2)], 1),
    ],
)
def test_the_latest_choice_counts_but_lateness_takes_over_only_by_hand(candidates, chosen):
    for order in (candidates, candidates[::-1]):
        found = the_one_that_counts(order)
        assert found == (None if chosen is None else UUID(int=chosen))
