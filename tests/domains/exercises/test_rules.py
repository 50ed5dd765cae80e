from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.domains.exercises import rules
from comity.domains.exercises.plan import Decision, Evaluation, Exercise, Plan

DEADLINE = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)


@dataclass
class Row:
    laboratory: str = "L1"
    submitted_at: datetime | None = None


@pytest.mark.parametrize(
    ("after", "grace", "late"),
    [(0, 0, False), (1, 0, True), (-1, 0, False), (3600, 1, False), (3601, 1, True), (86400, 24, False)],
)
def test_a_result_is_late_after_deadline_and_grace_and_not_at_them(after, grace, late):
    exercise = Exercise("s", "r", deadline=DEADLINE, grace=grace)
    assert rules.is_late(DEADLINE + timedelta(seconds=after), exercise) is late


def test_time_zones_are_respected():
    exercise = Exercise("s", "r", deadline=DEADLINE)
    east = timezone(timedelta(hours=5, minutes=30))
    assert not rules.is_late(datetime(2026, 3, 31, 21, 30, tzinfo=east), exercise)
    assert rules.is_late(datetime(2026, 3, 31, 21, 31, tzinfo=east), exercise)


def test_without_deadline_or_time_nothing_is_late():
    assert rules.last_moment(Exercise("s", "r")) is None
    assert not rules.is_late(DEADLINE, Exercise("s", "r"))
    assert not rules.is_late(None, Exercise("s", "r", deadline=DEADLINE))


def test_late_and_excluded_results_do_not_enter_the_consensus():
    plan = Plan(Exercise("s", "r", deadline=DEADLINE))
    excluding = Evaluation("A", "m", decisions=(Decision("L1", "exclude", "why"), Decision("L2", "keep", "why")))
    assert rules.enters_consensus(Row(), plan, Evaluation("A", "m"))
    assert not rules.enters_consensus(Row(submitted_at=DEADLINE + timedelta(days=1)), plan, Evaluation("A", "m"))
    assert not rules.enters_consensus(Row(), plan, excluding)
    assert rules.enters_consensus(Row("L2"), plan, excluding)
    assert rules.decision_about("L1", excluding) == ("exclude", "why")
    assert rules.decision_about("L9", excluding) == ("", "")
