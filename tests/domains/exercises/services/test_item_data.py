import pytest

from comity.base.errors import ConflictError, InputError
from comity.domains.exercises import queries, services
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.models import PlanDeviation
from tests.domains.exercises.rounds import REASON, plan_data, set_stage

ALIKE = [[45.0, 45.1], [45.1, 45.0], [44.9, 45.0], [45.0, 44.9], [45.1, 45.1]] * 2
UNLIKE = [[40.0, 40.1], [50.1, 50.0], [44.9, 45.0], [45.0, 44.9], [55.1, 55.1]] * 2


@pytest.fixture
def stage(house):
    return set_stage(house).planned()


def record(stage, replicates, **more):
    version = stage.fresh().version
    return services.record_homogeneity(
        stage.coordinator, stage.round.pk, "A", "cocaine", replicates, version=version, **more
    )


def test_the_verdict_is_given_at_once_and_the_data_stand_in_the_plan(stage):
    assert record(stage, ALIKE).homogeneity["verdict"] == "homogeneous"
    assert stage.fresh().plan["evaluations"][0]["homogeneity"] == ALIKE
    assert record(stage, UNLIKE).homogeneity["accepted"] is False
    assert PlanDeviation.objects.count() == 0


def test_stability_after_the_round_is_on_record_beside_the_frozen_plan(stage):
    services.freeze_plan(stage.coordinator, stage.round.pk)
    check = services.record_stability(
        stage.coordinator,
        stage.round.pk,
        "A",
        "cocaine",
        before=[45.0, 45.1],
        after=[44.9, 45.0],
        version=stage.fresh().version,
        reason="measured after the last result came in",
    )
    assert check.stability["accepted"] is True
    assert PlanDeviation.objects.get().kind == "measurement"


def test_without_known_sigma_pt_the_verdict_waits(stage):
    data = plan_data()
    data["evaluations"][0]["sigma_pt"] = {"route": "participants"}
    services.save_plan(stage.coordinator, stage.round.pk, data, version=stage.fresh().version)
    check = record(stage, ALIKE)
    assert check.sigma_pt is None
    assert "depends on the results" in check.note.render()
    assert queries.item_checks(stage.statistician, stage.round.pk) == [check]


@pytest.mark.parametrize("replicates", [[[1.0, 2.0], [1.0]], [[float("nan"), 1.0]] * 5, [[1e308, 1.0]] * 5])
def test_rows_that_cannot_be_are_refused(stage, replicates):
    with pytest.raises((FaultsError, InputError)):
        record(stage, replicates)
    assert "homogeneity" not in stage.fresh().plan["evaluations"][0]


def test_only_what_the_plan_evaluates_is_checked(stage):
    with pytest.raises(InputError, match="no “MDMA” in item “A”"):
        services.record_homogeneity(stage.coordinator, stage.round.pk, "A", "MDMA", ALIKE, version=None)


def test_a_round_without_a_plan_has_nothing_to_check(house):
    stage = set_stage(house)
    with pytest.raises(ConflictError, match="no plan"):
        record(stage, ALIKE, reason=REASON)
    assert queries.item_checks(stage.coordinator, stage.round.pk) == []
