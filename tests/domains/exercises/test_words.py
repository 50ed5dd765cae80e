"""Every state and step has words, and a deadline is read on the same clock by everybody."""

from datetime import UTC, datetime

import pytest

from comity.domains.exercises import words
from comity.domains.exercises.conduct.steps import Step
from comity.domains.exercises.states import EnrolmentState, ParcelState, PermitState, RoundState


@pytest.mark.parametrize(
    ("badge", "states"),
    [
        (words.round_badge, RoundState),
        (words.enrolment_badge, EnrolmentState),
        (words.parcel_badge, ParcelState),
        (words.permit_badge, PermitState),
    ],
)
def test_every_state_has_a_badge(badge, states):
    assert all(str(badge(state.value).word) for state in states)


def test_every_step_has_words():
    assert set(words.STEP_WORDS) == set(Step)


def test_a_deadline_names_its_zone():
    assert words.in_zone(datetime(2026, 3, 31, 14, 0, tzinfo=UTC), "Europe/Vienna").endswith("16:00 (Europe/Vienna)")
    assert words.in_zone(None, "UTC") == ""
