import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.domains.exercises import services
from comity.domains.exercises.models import EvaluationRun, Round
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import REASON, set_stage

NODE = Actor.system("evaluation in the background")


@pytest.fixture
def stage(house):
    return set_stage(house)


def evaluated(stage, *, reason: str = "") -> EvaluationRun:
    version = stage.round.runs.count() + 1
    run = EvaluationRun.objects.create(
        round=stage.round, version=version, state="done", requested_at=now(), document_digest="d", reason=reason
    )
    services.note_evaluation(NODE, stage.round.pk)
    return run


def test_from_draft_to_amended(stage):
    stage.opened().past_deadline()
    services.close_round(stage.coordinator, stage.round.pk)
    first = evaluated(stage)
    services.release_round(stage.coordinator, stage.round.pk)
    second = evaluated(stage, reason="wrong unit in item A")
    assert stage.fresh().state == "released"
    services.amend_round(stage.coordinator, stage.round.pk, reason="wrong unit in item A")
    round_ = stage.fresh()
    assert (round_.state, round_.amended_at is not None) == ("amended", True)
    assert None not in EvaluationRun.objects.filter(pk__in=[first.pk, second.pk]).values_list("released_at", flat=True)
    steps = [entry.detail["to"] for entry in AuditEntry.objects.order_by("id") if "to" in entry.detail]
    assert steps == ["open", "closed", "evaluated", "released", "amended"]


def test_a_round_opens_only_with_a_frozen_plan_and_a_deadline_ahead(stage):
    with pytest.raises(ConflictError, match="frozen"):
        services.open_round(stage.planned().coordinator, stage.round.pk)
    services.freeze_plan(stage.coordinator, stage.round.pk)
    stage.past_deadline()
    with pytest.raises(InputError, match="past"):
        services.open_round(stage.coordinator, stage.round.pk)


def test_closing_early_needs_a_reason_that_is_kept(stage):
    stage.opened()
    with pytest.raises(InputError, match="not passed"):
        services.close_round(stage.coordinator, stage.round.pk)
    assert services.close_round(stage.coordinator, stage.round.pk, reason=REASON).close_reason == REASON


def test_the_node_closes_a_round_whose_time_is_over(stage):
    stage.opened().past_deadline()
    assert services.close_round(NODE, stage.round.pk).state == "closed"


def test_no_step_is_taken_twice_or_skipped(stage):
    stage.opened()
    for step in (services.open_round, services.release_round):
        with pytest.raises(ConflictError):
            step(stage.coordinator, stage.round.pk)
    with pytest.raises(ConflictError):
        services.amend_round(stage.coordinator, stage.round.pk, reason=REASON)


def test_what_was_released_is_amended_only_by_a_new_evaluation_with_a_reason(stage):
    stage.opened().past_deadline()
    services.close_round(stage.coordinator, stage.round.pk)
    evaluated(stage)
    services.release_round(stage.coordinator, stage.round.pk)
    for reason in (None, ""):
        if reason is not None:
            evaluated(stage, reason=reason)
        with pytest.raises(ConflictError, match="no new evaluation"):
            services.amend_round(stage.coordinator, stage.round.pk, reason=REASON)


def test_only_the_node_notes_an_evaluation(stage):
    stage.opened().past_deadline()
    services.close_round(stage.coordinator, stage.round.pk)
    with pytest.raises(PermissionError):
        services.note_evaluation(stage.coordinator, stage.round.pk)


def test_the_database_itself_refuses_an_open_round_without_frozen_plan(stage):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=stage.round.pk).update(state="open")
