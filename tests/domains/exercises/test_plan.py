import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import plan_from_data, plan_to_data, read_plan
from comity.domains.exercises.plan.fields import parse_instant
from comity.domains.exercises.plan.names import substance_names
from comity.domains.exercises.templates import plan_template


def faults_of(data):
    with pytest.raises(FaultsError) as caught:
        plan_from_data(data, "plan.toml")
    for fault in caught.value.faults:
        assert fault.place.file == "plan.toml"
        assert fault.what.render()
        assert fault.remedy.render()
    assert caught.value.exit_code == 3
    return {fault.place.key: fault for fault in caught.value.faults}


def test_a_plan_survives_plain_data_and_json(data, made):
    for plan in (
        plan_from_data(data, "p"),
        read_plan(plan_template().encode(), "p"),
        read_plan(made.plan_toml.encode(), "p"),
    ):
        written = plan_to_data(plan)
        assert plan_from_data(json.loads(json.dumps(written)), "p") == plan
        assert plan_to_data(plan_from_data(written, "p")) == written


def test_defaults_are_written_out(data):
    written = plan_to_data(plan_from_data(data, "p"))
    assert written["exercise"]["estimators"]["consensus"] == "q_hampel"
    assert written["exercise"]["gates"]["blunders"] == "keep"
    assert written["exercise"]["qualitative"]["traces"] == "ignore"


def test_all_faults_are_found_at_once(data):
    data["exercise"]["deadlin"] = "x"
    data["items"].append({"code": "a"})
    data["evaluations"][0]["measurand"] = "cocain"
    assert set(faults_of(data)) == {"exercise.deadlin", "items[3]", "evaluations[1].measurand"}


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("format",), "comity-exercise-plan/2", "format"),
        (("format",), 1, "format"),
        (("exercise", "scheme"), "", "exercise.scheme"),
        (("exercise", "scheme"), 3, "exercise.scheme"),
        (("exercise", "scheme"), "a\x07", "exercise.scheme"),
        (("exercise", "deadline"), "2026-03-31T16:00:00", "exercise.deadline"),
        (("exercise", "deadline"), datetime(2026, 3, 31), "exercise.deadline"),  # noqa: DTZ001 - the fault itself
        (("exercise", "deadline"), "soon", "exercise.deadline"),
        (("exercise", "grace"), -1, "exercise.grace"),
        (("exercise", "grace"), 24, "exercise.grace"),
        (("exercise", "seed"), 1.5, "exercise.seed"),
        (("exercise", "seed"), True, "exercise.seed"),
        (("exercise", "seed"), -1, "exercise.seed"),
        (("exercise", "invented"), "yes", "exercise.invented"),
        (("exercise", "sources"), "one", "exercise.sources"),
        (("exercise", "status"), "finished", "exercise.status"),
        (("exercise", "status"), "amended", "exercise.status_reason"),
        (("exercise", "contact"), "x" * 2_001, "exercise.contact"),
        (("exercise", "comments"), "x" * 20_001, "exercise.comments"),
        (("exercise", "estimators"), {"consensus": "average"}, "exercise.estimators.consensus"),
        (("exercise", "estimators"), {"resamples": 10**9}, "exercise.estimators.resamples"),
        (("exercise", "gates"), {"blunders": "delete"}, "exercise.gates.blunders"),
        (("exercise", "gates"), {"bimodality": "exclude"}, "exercise.gates.bimodality"),
        (("exercise", "results"), {"coverage_factor": 0}, "exercise.results.coverage_factor"),
        (("exercise", "results"), {"decimal_mark": ","}, "exercise.results.decimal_mark"),
        (("exercise",), [], "exercise"),
        (("laboratories",), {"code": "L1"}, "laboratories"),
        (("laboratories",), [{"name": "no code"}], "laboratories[1].code"),
        (("laboratories",), [{"code": "../../etc"}], "laboratories[1].code"),
        (("laboratories",), [{"code": "L1"}, {"code": "l1"}], "laboratories[2]"),
        (("items",), [{"code": "A"}, {"code": "B"}, {"code": "A"}], "items[3]"),
        (("measurands", 0, "unit"), "", "measurands[1].unit"),
        (("measurands", 0, "forms"), ["hydrochloride"], "measurands[1].forms"),
        (("measurands", 0, "forms"), {"hydrochloride": "x"}, "measurands[1].forms.hydrochloride"),
        (("measurands", 0, "forms"), {"hydrochloride": 0}, "measurands[1].forms.hydrochloride"),
        (("measurands", 0, "forms"), {"base": 0.9}, "measurands[1].forms.base"),
        (("measurands", 0, "form"), "", "measurands[1].forms"),
        (("measurands", 0, "kind"), "ordinal", "measurands[1].levels"),
        (("measurands", 0, "kind"), "nominal", "measurands[1].kind"),
        (("measurands", 0, "code"), "identification", "measurands[1].code"),
        (("evaluations", 0, "item"), "Z", "evaluations[1].item"),
        (("evaluations", 0, "item"), "B", "evaluations[2]"),
        (("evaluations", 0, "maximum_error"), 0, "evaluations[1].maximum_error"),
        (("evaluations", 0, "expected"), "strong", "evaluations[1].expected"),
        (("evaluations", 0, "homogeneity"), [[1, 2]], "evaluations[1].homogeneity"),
        (("evaluations", 0, "homogeneity"), [[1, 2], [1]], "evaluations[1].homogeneity"),
        (("evaluations", 0, "homogeneity"), [[1], [2], [3]], "evaluations[1].homogeneity"),
        (("evaluations", 0, "homogeneity"), [[1, "2"], [1, 2]], "evaluations[1].homogeneity.1"),
        (("evaluations", 0, "stability"), {"before": [1]}, "evaluations[1].stability"),
        (("evaluations", 0, "decisions"), [{"laboratory": "L1"}], "evaluations[1].decisions[1].reason"),
        (("evaluations",), [], "evaluations"),
        (("vocabulary",), {"menu": ["cocaine"], "classes": ["x"]}, "vocabulary.classes"),
        (("vocabulary",), {"aliases": {"a": ["x"], "b": ["x"]}}, "vocabulary.aliases.b"),
    ],
)
def test_every_fault_names_its_key(data, path, value, key):
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert key in faults_of(data)


@pytest.mark.parametrize(
    ("assigned", "key"),
    [
        ({"route": "guess"}, "route"),
        ({"route": "formulation", "value": 1.0}, "standard_uncertainty"),
        ({"route": "formulation", "value": float("nan"), "standard_uncertainty": 1}, "value"),
        ({"route": "formulation", "value": 1e300, "standard_uncertainty": 1}, "value"),
        ({"route": "formulation", "value": 1.0, "standard_uncertainty": -1}, "standard_uncertainty"),
        ({"route": "formulation", "value": 1.0, "standard_uncertainty": 1, "estimator": "mean"}, "estimator"),
        ({"route": "participants", "value": 1.0}, "value"),
        ({"route": "participants", "homogeneity": -1}, "homogeneity"),
        ({"route": "expert_laboratories", "values": [1, 2]}, "standard_uncertainties"),
        ({"route": "expert_laboratories", "values": [1], "standard_uncertainties": [1]}, "standard_uncertainties"),
        (
            {"route": "expert_laboratories", "values": [1, 2], "standard_uncertainties": [1, 0]},
            "standard_uncertainties",
        ),
        ({"route": "comparison", "value": 1, "standard_uncertainty": 1, "differences": [1]}, "differences"),
        ({"value": 1, "rute": "formulation"}, "rute"),
    ],
)
def test_routes_to_the_assigned_value_need_what_they_need(data, assigned, key):
    data["evaluations"][0]["assigned_value"] = assigned
    assert f"evaluations[1].assigned_value.{key}" in faults_of(data)


@pytest.mark.parametrize(
    ("sigma", "key"),
    [
        ({"route": "perception"}, ""),
        ({"route": "perception", "value": 1, "relative_percent": 2}, ""),
        ({"route": "perception", "value": 0}, ".value"),
        ({"route": "horwitz"}, ".mass_fraction_per_unit"),
        ({"route": "previous_rounds", "levels": [], "standard_deviations": []}, ".standard_deviations"),
        ({"route": "previous_rounds", "levels": [1, 2], "standard_deviations": [1]}, ".standard_deviations"),
        ({"route": "participants", "floor": 2, "ceiling": 1}, ".floor"),
        ({"route": "participants", "replicates": 2}, ".replicates"),
        (
            {
                "route": "precision_experiment",
                "reproducibility_standard_deviation": 1,
                "repeatability_standard_deviation": 2,
            },
            ".repeatability_standard_deviation",
        ),
    ],
)
def test_routes_to_sigma_pt_need_what_they_need(data, sigma, key):
    data["evaluations"][0]["sigma_pt"] = sigma
    assert f"evaluations[1].sigma_pt{key}" in faults_of(data)


def test_a_misspelt_key_gets_a_suggestion(data):
    data["exercise"]["cordinator"] = "x"
    assert "coordinator" in faults_of(data)["exercise.cordinator"].remedy.render()


def test_decisions_must_know_the_laboratory_and_not_contradict_each_other(data):
    data["laboratories"] = [{"code": "L1"}]
    decisions = [
        {"laboratory": code, "action": action, "reason": "r"}
        for code, action in (("L1", "keep"), ("L1", "exclude"), ("L2", "keep"))
    ]
    data["evaluations"][0]["decisions"] = decisions
    assert set(faults_of(data)) == {
        "evaluations[1].decisions[2].laboratory",
        "evaluations[1].decisions[3].laboratory",
    }


def test_a_composition_must_fit_the_menu_and_name_each_substance_once(data):
    data["vocabulary"] = {"menu": ["MDMA"]}
    data["items"][0]["composition"] = {"major": ["MDMA", "caffeine"], "trace": ["MDMA"]}
    assert "items[1].composition" in faults_of(data)


def test_names_lead_to_one_spelling(data):
    data["vocabulary"] = {"menu": ["MDMA"], "aliases": {"mdma": ["Ecstasy"]}, "classes": {"ATS": ["MDA"]}}
    names = substance_names(plan_from_data(data, "p"))
    assert names["ecstasy"] == names["mdma"] == "MDMA"
    assert names["mda"] == "MDA"
    assert names["ats"] == "ATS"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = ", b"a = " + b"[" * 5000, b"x = nope", b"\x00"])
def test_what_is_not_toml_is_refused_in_words(content):
    with pytest.raises(FaultsError) as caught:
        read_plan(content, "plan.toml")
    assert "plan.toml" in str(caught.value)


def test_instants_need_a_zone():
    assert parse_instant("2026-03-31T16:00:00Z") == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert parse_instant("2026-03-31T18:00:00+02:00") == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert parse_instant("2026-03-31T16:00:00") is None
    assert parse_instant("yesterday") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["exercise", "laboratories", "items", "measurands", "evaluations", "vocabulary"]), json_values)
def test_any_data_is_a_plan_or_refused_in_words(section, value):
    data = {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "s", "round": "r"},
        "items": [{"code": "A", "composition": {"major": ["x"]}}],
        section: value,
    }
    try:
        plan = plan_from_data(data, "p")
    except FaultsError:
        return
    assert plan_from_data(plan_to_data(plan), "p") == plan
