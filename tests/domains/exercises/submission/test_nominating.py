from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from comity.domains.exercises.submission.nominating import Arrival, Timing, takes_over, timing

DEADLINE = datetime(2026, 3, 31, 16, tzinfo=UTC)
ME, OTHER = uuid4(), uuid4()


class Handed:
    def __init__(self, analyst, *, late=False, seen=False):
        self.analyst_id, self.late, self.verdict_at = analyst, late, DEADLINE if seen else None


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, Timing.IN_TIME), (1, Timing.GRACE), (7200, Timing.GRACE), (7201, Timing.LATE)],
)
def test_the_last_second_is_in_time_and_the_next_is_not(seconds, expected):
    assert timing(DEADLINE + timedelta(seconds=seconds), DEADLINE, 2.0) == expected


def test_without_a_deadline_everything_is_in_time():
    assert timing(DEADLINE, None, 0.0) == Timing.IN_TIME


@pytest.mark.parametrize(
    ("nominated", "arriving", "expected"),
    [
        (None, Arrival(ME, late=False), True),
        (None, Arrival(ME, late=True), True),
        (Handed(ME), Arrival(ME, late=False), True),
        (Handed(OTHER), Arrival(ME, late=False), False),
        (Handed(ME), Arrival(ME, late=True), False),
        (Handed(ME, late=True), Arrival(ME, late=True), True),
        (Handed(ME, seen=True), Arrival(ME, late=False), False),
        (Handed(None), Arrival(None, late=False), False),
    ],
)
def test_which_submission_counts(nominated, arriving, expected):
    assert takes_over(nominated, arriving) is expected
