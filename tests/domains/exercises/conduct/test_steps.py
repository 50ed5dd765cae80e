"""The steps of a round and the one that is next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.domains.exercises.conduct.steps import Progress, Step, next_step, steps_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
NEW = Progress(state="draft", deadline=None, grace_hours=0, has_plan=False, frozen=False, enrolled=0)
READY = replace(NEW, deadline=AT + timedelta(days=30), has_plan=True, invited=3)
OPEN = replace(READY, state="open", frozen=True, enrolled=3, prepared=0, dispatched=3)


@pytest.mark.parametrize(
    ("progress", "step"),
    [
        (NEW, Step.WRITE_PLAN),
        (replace(NEW, has_plan=True), Step.SET_DEADLINE),
        (replace(READY, invited=0), Step.INVITE),
        (READY, Step.FREEZE_PLAN),
        (replace(READY, requested=1), Step.ANSWER_REQUESTS),
        (replace(READY, frozen=True), Step.OPEN),
        (replace(OPEN, dispatched=0, without_parcel=3), Step.PREPARE_PARCELS),
        (replace(OPEN, dispatched=2, prepared=1), Step.DISPATCH_PARCELS),
        (replace(OPEN, damaged=1), Step.REPLACE_PARCELS),
        (OPEN, Step.WAIT_FOR_RESULTS),
        (replace(OPEN, deadline=AT - timedelta(hours=1)), Step.CLOSE),
        (replace(OPEN, deadline=AT - timedelta(hours=1), grace_hours=2), Step.WAIT_FOR_RESULTS),
        (replace(OPEN, state="closed"), Step.EVALUATE),
        (replace(OPEN, state="evaluated"), Step.RELEASE),
        (replace(OPEN, state="released"), None),
    ],
)
def test_one_step_is_next(progress, step):
    assert next_step(progress, AT) is step
    assert sum(stage.next for stage in steps_of(progress, AT)) == (step is not None)


def test_who_sees_codes_only_is_shown_no_step_about_names():
    blind = replace(OPEN, enrolled=None, invited=None)
    assert not {Step.INVITE, Step.PREPARE_PARCELS} & {stage.step for stage in steps_of(blind, AT)}
