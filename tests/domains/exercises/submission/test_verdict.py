from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.submission.verdict import known_beforehand, provisional_scores
from tests.submission_round import COCAINE, GOOD, PLAN

PLANNED = read_plan(PLAN, "plan.toml")


def plan_with(old, new):
    return read_plan(PLAN.replace(old, new), "plan.toml")


def test_only_what_is_known_beforehand_is_judged():
    assert [(one.item, one.measurand) for one in known_beforehand(PLANNED)] == [("A", "cocaine")]
    assert [one.measurand for one in provisional_scores(GOOD, "K", PLANNED)] == ["cocaine"]


def test_never_for_a_consensus():
    sigma = plan_with(b'sigma_pt = { route = "perception", value = 1.0 }', b'sigma_pt = { route = "participants" }')
    value = plan_with(
        b'assigned_value = { route = "formulation", value = 45.0, standard_uncertainty = 0.2 }',
        b'assigned_value = { route = "participants" }',
    )
    for plan in (sigma, value):
        assert known_beforehand(plan) == ()
        assert provisional_scores(GOOD, "K", plan) == []


def test_the_verdict_is_the_score_to_one_decimal():
    one = provisional_scores([{**COCAINE, "result": "47.54"}], "K", PLANNED)[0]
    assert (one.score_name, one.score, one.performance) == ("z", 2.5, "questionable")


def test_units_and_forms_are_converted_first():
    rows = [{**COCAINE, "unit": "mg/g", "form": "hydrochloride", "result": "504.09"}]
    one = provisional_scores(rows, "K", PLANNED)[0]
    assert (one.score, one.performance) == (0.0, "satisfactory")


def test_below_a_limit_and_not_tested_have_no_score():
    for row in ({**COCAINE, "result": "<50"}, {**COCAINE, "not_tested_reason": "broken"}):
        assert provisional_scores([row], "K", PLANNED)[0].performance == "not_scored"
    assert provisional_scores([{**COCAINE, "result": "<5"}], "K", PLANNED)[0].performance == "unsatisfactory"
