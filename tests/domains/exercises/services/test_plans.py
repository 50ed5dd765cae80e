from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError
from comity.domains.exercises import queries, services
from comity.domains.exercises.conduct.freezing import plan_digest
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.models import PlanDeviation
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.rounds import REASON, plan_data, set_stage


@pytest.fixture
def stage(house):
    return set_stage(house)


def changed_plan(stage, value: float) -> dict:
    data = stage.fresh().plan
    data["evaluations"][0]["assigned_value"]["value"] = value
    return data


def test_the_record_says_scheme_round_organiser_and_deadline(stage):
    exercise = stage.planned().fresh().plan["exercise"]
    assert (exercise["scheme"], exercise["round"], exercise["provider"]) == ("Seized drugs", "2026/1", "Network")
    assert exercise["deadline"] == stage.fresh().deadline.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_file_states_the_deadline_and_the_round_takes_it_over(stage):
    file = (
        b'format="comity-exercise-plan/1"\n[exercise]\nscheme="x"\nround="y"\ndeadline=2031-01-01T00:00:00Z\ngrace=3\n'
    )
    file += b'[[items]]\ncode="A"\n[items.composition]\nmajor=["cocaine"]\n'
    saved = services.save_plan(stage.statistician, stage.round.pk, file, version=1)
    assert (saved.deadline.year, saved.grace_hours) == (2031, 3)


def test_every_fault_is_named_and_nothing_is_kept(stage):
    with pytest.raises(FaultsError) as refused:
        services.save_plan(stage.coordinator, stage.round.pk, plan_data() | {"items": [], "surprise": 1}, version=1)
    assert refused.value.count >= 2
    assert stage.fresh().plan == {}


def test_without_a_seed_one_is_drawn_and_kept(stage):
    data = plan_data(seed=0)
    first = services.save_plan(stage.coordinator, stage.round.pk, data, version=1).plan["exercise"]["seed"]
    assert first > 0
    data["items"][1]["title"] = "Nothing"
    again = services.save_plan(stage.coordinator, stage.round.pk, data, version=2)
    assert (again.plan["exercise"]["seed"], again.version) == (first, 3)


def test_saving_the_same_again_is_no_change(stage):
    stage.planned()
    saved = services.save_plan(stage.coordinator, stage.round.pk, stage.fresh().plan, version=2)
    assert saved.version == 2


def test_two_who_saved_at_once_lose_nothing(stage):
    stage.planned()
    mine, theirs = changed_plan(stage, 44.0), changed_plan(stage, 46.0)
    services.save_plan(stage.coordinator, stage.round.pk, mine, version=2)
    with pytest.raises(ConflictError, match="Somebody else"):
        services.save_plan(stage.statistician, stage.round.pk, theirs, version=2)
    assert stage.fresh().plan["evaluations"][0]["assigned_value"]["value"] == 44.0


def test_freezing_fixes_the_digest_of_what_is_kept(stage):
    round_ = stage.frozen().fresh()
    assert round_.plan_digest == plan_digest(round_.plan)
    assert round_.plan_frozen_at is not None
    with pytest.raises(ConflictError, match="already"):
        services.freeze_plan(stage.coordinator, stage.round.pk)


def test_nothing_is_frozen_without_plan_or_after_the_deadline(stage):
    with pytest.raises(InputError, match="no plan"):
        services.freeze_plan(stage.coordinator, stage.round.pk)
    stage.planned().past_deadline()
    with pytest.raises(InputError, match="past"):
        services.freeze_plan(stage.coordinator, stage.round.pk)


def test_a_frozen_plan_changes_with_a_reason_only_and_that_stays_on_record(stage):
    stage.frozen()
    before = stage.fresh()
    with pytest.raises(InputError, match="reason"):
        services.save_plan(stage.coordinator, stage.round.pk, changed_plan(stage, 44.0), version=before.version)
    assert stage.fresh().plan == before.plan
    services.save_plan(
        stage.statistician, stage.round.pk, changed_plan(stage, 44.0), version=before.version, reason=REASON
    )
    deviation = queries.deviations(stage.coordinator, stage.round.pk).get()
    assert deviation.changes == [
        {"key": "evaluations[A × cocaine].assigned_value.value", "before": "45.0", "after": "44.0"}
    ]
    assert (deviation.digest_before, deviation.role, deviation.reason) == (
        before.plan_digest,
        Role.STATISTICIAN,
        REASON,
    )
    assert stage.fresh().plan_digest == before.plan_digest
    assert deviation.digest_after == plan_digest(stage.fresh().plan)


def test_deviations_are_never_changed(stage):
    stage.frozen()
    services.save_plan(stage.coordinator, stage.round.pk, changed_plan(stage, 44.0), version=3, reason=REASON)
    deviation = PlanDeviation.objects.get()
    for attempt in (deviation.delete, deviation.save, PlanDeviation.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        PlanDeviation.objects.update(reason="another reason")


def test_names_that_change_later_are_no_deviation(stage):
    stage.frozen()
    stage.house.network.name = "Network of Laboratories"
    stage.house.network.save()
    saved = services.save_plan(stage.coordinator, stage.round.pk, stage.fresh().plan, version=3)
    assert (saved.version, PlanDeviation.objects.count()) == (3, 0)


def test_a_frozen_deadline_moves_to_a_later_time_with_a_reason(stage):
    stage.opened()
    before = stage.fresh().deadline
    with pytest.raises(InputError, match="later"):
        services.move_deadline(stage.coordinator, stage.round.pk, before - timedelta(days=1), reason=REASON)
    moved = services.move_deadline(stage.coordinator, stage.round.pk, before + timedelta(days=7), reason=REASON)
    assert moved.deadline == before + timedelta(days=7)
    assert moved.plan["exercise"]["deadline"] == moved.deadline.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [deviation.kind for deviation in PlanDeviation.objects.all()] == ["deadline"]
    data = stage.fresh().plan
    data["exercise"]["deadline"] = "2040-01-01T00:00:00Z"
    with pytest.raises(ConflictError, match="deadline"):
        services.save_plan(stage.coordinator, stage.round.pk, data, version=moved.version, reason=REASON)


def test_before_freezing_a_deadline_is_a_setting(stage):
    with pytest.raises(ConflictError, match="settings"):
        services.move_deadline(stage.coordinator, stage.round.pk, now() + timedelta(days=90), reason=REASON)


@pytest.mark.parametrize("role", [Role.QUALITY_MANAGER])
def test_who_may_look_may_not_write(stage, role):
    actor = stage.house.actor("Quality", stage.house.network, role)
    with pytest.raises(NotAllowedError):
        services.save_plan(actor, stage.round.pk, plan_data(), version=1)


def test_a_plan_beyond_all_bounds_is_refused(stage):
    with pytest.raises(InputError):
        services.save_plan(stage.coordinator, stage.round.pk, b"#" * 5_000_001, version=1)
