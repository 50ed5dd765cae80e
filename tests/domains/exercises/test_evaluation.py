import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComityError
from comity.base.messages import message
from comity.domains.exercises.document import document_text, parse_document
from comity.domains.exercises.evaluation import PastScore, evaluate
from comity.domains.exercises.evaluation.estimators import seed_for
from comity.domains.exercises.evaluation.plain import plain, rounded
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import plan_from_data
from comity.domains.exercises.replay import replay
from comity.domains.exercises.results import COLUMNS, results_from_data
from comity.science import statistics

AT = datetime(2026, 4, 2, 9, tzinfo=UTC)
VALUES = [45.2, 44.7, 46.0, 45.5, 44.1, 45.8, 44.9, 45.3, 45.0, 44.6, 45.9, 45.1]


def evaluated(plan, results, **options):
    return evaluate(plan, results, evaluated_at=AT, **options)


@pytest.fixture
def rows(row):
    return [row(f"L{n:02d}", f"{value + shift}", item=item) for item, shift in (("A", 0), ("B", 20))
            for n, value in enumerate(VALUES, 1)]  # fmt: skip


def block(document, item="A"):
    return next(block for block in document["measurands"] if block["item"] == item)


def score(document, laboratory, item="A"):
    return next(entry for entry in block(document, item)["scores"] if entry["laboratory"] == laboratory)


def test_scores_are_those_of_the_formulae(make_plan, read, rows):
    rows[0] |= {"uncertainty": "1.1", "coverage_factor": "2"}
    found = block(evaluated(make_plan(), read(make_plan(), *rows)))
    x_pt, u = found["assigned_value"]["value"], found["assigned_value"]["standard_uncertainty"]
    expected = statistics.q_hampel(VALUES)
    assert (x_pt, u) == (rounded(expected.location), rounded(expected.standard_uncertainty))
    first = found["scores"][0]
    difference = 45.2 - x_pt
    assert first["difference"] == pytest.approx(difference, abs=1e-10)
    assert first["difference_percent"] == pytest.approx(100 * difference / x_pt, abs=1e-9)
    assert first["percent_allowed"] == pytest.approx(100 * difference / 4.5, abs=1e-9)
    assert first["z"] == pytest.approx(difference / 1.5, abs=1e-10)
    assert first["z_prime"] == pytest.approx(difference / np.hypot(1.5, u), abs=1e-10)
    assert first["zeta"] == pytest.approx(difference / np.hypot(0.55, u), abs=1e-10)
    assert first["en"] == pytest.approx(difference / np.hypot(1.1, 2 * u), abs=1e-10)
    assert (first["score"], first["performance"], first["uncertainty_flag"]) == ("z", "satisfactory", "a")
    assert found["scores"][1]["zeta"] is None
    assert found["counts"] == {
        "reported": 12, "numeric": 12, "used": 12, "censored": 0, "late": 0, "excluded": 0, "not_tested": 0
    }  # fmt: skip


def test_the_order_of_rows_does_not_matter(make_plan, read, rows):
    plan = make_plan()
    shuffled = list(rows)
    random.Random(1).shuffle(shuffled)  # noqa: S311 - nothing secret
    one, other = evaluated(plan, read(plan, *rows)), evaluated(plan, read(plan, *shuffled))
    for section in ("laboratories", "measurands", "combined", "collusion"):
        assert one[section] == other[section]


def test_another_item_changes_no_other_items_digits(data, read, rows):
    data["exercise"]["estimators"] = {"uncertainty": "bootstrap", "resamples": 200}
    both = plan_from_data(data, "p")
    data["evaluations"] = data["evaluations"][:1]
    one = plan_from_data(data, "p")
    alone, together = block(evaluated(one, read(one, *rows[:12]))), block(evaluated(both, read(both, *rows)))
    assert {**alone, "gates": []} == {**together, "gates": []}  # samples can only be swapped where there are two
    assert alone["assigned_value"]["standard_uncertainty"] > 0


def test_late_results_are_scored_but_stay_out_of_the_consensus(make_plan, read, rows):
    plan = make_plan(deadline="2026-03-31T16:00:00Z", grace=1)
    late = (datetime(2026, 3, 31, 17, tzinfo=UTC) + timedelta(seconds=1)).isoformat()
    rows[0] |= {"submitted_at": late, "result": "60"}
    document = evaluated(plan, read(plan, *rows))
    assert score(document, "L01")["late"]
    assert not score(document, "L01")["used"]
    assert score(document, "L01")["performance"] == "unsatisfactory"
    assert score(document, "L01")["notes"]
    assert block(document)["assigned_value"]["value"] == rounded(statistics.q_hampel(VALUES[1:]).location)
    assert (block(document)["counts"]["late"], block(document)["counts"]["used"]) == (1, 11)
    assert any("23" in str(entry["values"]) for entry in document["warnings"])


def test_a_decision_of_the_coordinator_excludes_with_its_reason(data, read, rows):
    data["evaluations"][0]["decisions"] = [{"laboratory": "L03", "action": "exclude", "reason": "confused vials"}]
    plan = plan_from_data(data, "p")
    document = evaluated(plan, read(plan, *rows))
    assert not score(document, "L03")["used"]
    assert score(document, "L03", "B")["used"]
    assert any(note["values"].get("reason") == "confused vials" for note in score(document, "L03")["notes"])
    assert block(document)["counts"]["excluded"] == 1


@pytest.mark.parametrize(("decision", "used"), [("keep", True), ("exclude", False)])
def test_the_plan_decides_what_a_gate_leads_to(make_plan, read, rows, decision, used):
    plan = make_plan(gates={"blunders": decision})
    rows[0]["result"] = "452"
    document = evaluated(plan, read(plan, *rows))
    gate = next(gate for gate in block(document)["gates"] if gate["gate"] == "blunders")
    assert (gate["verdict"], gate["decision"]) == ("suspect", decision)
    assert gate["findings"][0]["laboratories"] == ["L01"]
    assert gate["consequence"]["scale_before"] > gate["consequence"]["scale_after"]
    assert score(document, "L01")["used"] is used
    assert score(document, "L01")["performance"] == "unsatisfactory"
    assert bool(score(document, "L01")["notes"]) is not used


def test_keep_goes_before_what_a_gate_suggests(data, read, rows):
    data["exercise"]["gates"] = {"blunders": "exclude"}
    data["evaluations"][0]["decisions"] = [{"laboratory": "L01", "action": "keep", "reason": "checked"}]
    rows[0]["result"] = "452"
    plan = plan_from_data(data, "p")
    assert score(evaluated(plan, read(plan, *rows)), "L01")["used"]


def test_results_below_a_limit_are_missed_or_compatible(make_plan, read, rows):
    plan = make_plan()
    rows[0]["result"], rows[1]["result"] = "<5", "<60"
    rows[0]["uncertainty"] = rows[1]["uncertainty"] = ""
    document = evaluated(plan, read(plan, *rows))
    missed, compatible = score(document, "L01"), score(document, "L02")
    assert (missed["false_negative"], missed["performance"], missed["limit"]) == (True, "unsatisfactory", 5.0)
    assert (compatible["false_negative"], compatible["performance"]) == (False, "not_scored")
    assert missed["z"] is None
    assert missed["notes"]
    assert "censored_normal" in {entry["name"] for entry in block(document)["estimators"]}
    assert block(document)["counts"]["censored"] == 2


def test_replicates_are_averaged_and_described(make_plan, read, row):
    plan = make_plan()
    rows = [row(f"L{n}", f"{45 + n + d}", item=item, replicate=str(r)) for item in "AB" for n in range(5)
            for r, d in ((1, -0.5), (2, 0.5))]  # fmt: skip
    document = evaluated(plan, read(plan, *rows))
    assert score(document, "L2")["result"] == 47.0
    assert score(document, "L2")["replicates"] == 2
    precision = block(document)["precision"]
    assert precision["repeatability_standard_deviation"] == pytest.approx(np.sqrt(0.5), abs=1e-9)
    assert [cell["laboratory"] for cell in precision["cells"]] == [f"L{n}" for n in range(5)]
    assert set(precision["h_critical"]) == {"0.05", "0.01"}


def test_replicates_on_both_sides_of_a_limit_have_no_mean(make_plan, read, row, rows):
    plan = make_plan()
    results = read(plan, *rows, row("X", "40", replicate="1"), row("X", "<42", replicate="2"))
    found = score(evaluated(plan, results), "X")
    assert (found["result"], found["censored"], found["limit"]) == (None, True, 42.0)
    assert found["notes"]


def test_a_swap_is_seen_at_both_items(make_plan, read, rows):
    plan = make_plan(gates={"sample_swap": "exclude"})
    rows[0]["result"], rows[12]["result"] = "65.2", "45.2"
    document = evaluated(plan, read(plan, *rows))
    for item in "AB":
        gate = next(gate for gate in block(document, item)["gates"] if gate["gate"] == "sample_swap")
        assert gate["excluded"] == ["L01"]


def test_equal_results_are_stated_as_degenerate_and_scored_against_a_planned_sigma(make_plan, read, row):
    plan = make_plan()
    rows = [row(f"L{n}", "45.2", item=item) for item in "AB" for n in range(8)]
    found = block(evaluated(plan, read(plan, *rows)))
    assert found["density"] is None
    assert all(entry["degenerate"] for entry in found["estimators"])
    assert {entry["z"] for entry in found["scores"]} == {0.0}


def test_no_result_and_no_scale_are_errors_with_place_and_remedy(data, make_plan, read, row):
    plan = make_plan()
    with pytest.raises(FaultsError):
        evaluated(plan, read(plan, row("L1", "<5")))
    data["exercise"]["estimators"] = {"consensus": "mad_e"}
    data["evaluations"] = [{"item": "A", "measurand": "cocaine", "sigma_pt": {"route": "participants"}}]
    plan = plan_from_data(data, "p")
    nearly_equal = [row(f"L{n}", "45.2") for n in range(9)] + [row("X", "45.3")]
    with pytest.raises(ComityError) as caught:
        evaluated(plan, read(plan, *nearly_equal))
    assert caught.value.where == "A × cocaine"
    assert caught.value.remedy.render()


@pytest.mark.parametrize(
    "assigned",
    [
        {"route": "formulation", "value": 45.0, "standard_uncertainty": 0.2},
        {"route": "reference_material", "value": 45.0, "standard_uncertainty": 0.2},
        {"route": "one_laboratory", "value": 45.0, "standard_uncertainty": 0.2},
        {"route": "comparison", "value": 44.0, "standard_uncertainty": 0.2, "differences": [1.0, 1.2, 0.8]},
        {"route": "expert_laboratories", "values": [45, 45.1, 44.9], "standard_uncertainties": [0.1, 0.2, 0.1]},
        *({"route": "participants", "estimator": name}
          for name in ("algorithm_a", "q_hampel", "hampel", "median_niqr", "mad_e", "mean", "censored_normal")),
        {"route": "participants", "uncertainty": "bootstrap"},
    ],
)  # fmt: skip
def test_every_route_to_the_assigned_value(data, read, rows, assigned):
    data["evaluations"][0]["assigned_value"] = {**assigned, "homogeneity": 0.3}
    plan = plan_from_data(data, "p")
    found = block(evaluated(plan, read(plan, *rows)))["assigned_value"]
    assert found["value"] == pytest.approx(45.1, abs=0.3)
    assert found["components"]["homogeneity"] == 0.3
    assert found["standard_uncertainty"] > 0.3
    assert found["traceability"]["text"]


@pytest.mark.parametrize(
    "sigma",
    [
        {"route": "perception", "value": 1.0},
        {"route": "perception", "relative_percent": 3},
        {"route": "perception", "maximum_error": 3},
        {"route": "previous_rounds", "levels": [10, 50, 90], "standard_deviations": [0.3, 1.1, 2.0]},
        {"route": "horwitz", "mass_fraction_per_unit": 0.01},
        {
            "route": "precision_experiment",
            "reproducibility_standard_deviation": 1.0,
            "repeatability_standard_deviation": 0.3,
        },
        {"route": "participants", "floor": 0.5, "ceiling": 1.5},
    ],
)
def test_every_route_to_sigma_pt(data, read, rows, sigma):
    data["evaluations"][0]["sigma_pt"] = sigma
    plan = plan_from_data(data, "p")
    found = block(evaluated(plan, read(plan, *rows)))["sigma_pt"]
    assert 0.3 < found["value"] < 2
    assert found["route"] == sigma["route"]
    assert bool(found["warnings"]) or sigma["route"] != "horwitz"


@pytest.mark.parametrize(("heterogeneity", "widened"), [("if needed", True), ("always", True), ("never", False)])
def test_inhomogeneous_items_widen_sigma_pt_as_planned(data, read, rows, heterogeneity, widened):
    pairs = [[45.0 + shift, 45.1 + shift] for shift in (0, 2, -2, 3, -3, 1, -1, 2, -2, 0)]
    data["evaluations"][0] |= {
        "homogeneity": pairs,
        "stability": {"before": [45.0, 45.1], "after": [45.0, 45.2]},
        "sigma_pt": {"route": "perception", "value": 1.5, "heterogeneity": heterogeneity},
    }
    plan = plan_from_data(data, "p")
    found = block(evaluated(plan, read(plan, *rows)))
    assert found["homogeneity"]["verdict"] == "inhomogeneous"
    assert not found["homogeneity"]["accepted"]
    assert (found["sigma_pt"]["value"] > 1.5) is widened
    assert found["stability"]["accepted"]


def test_history_holds_this_round_too_and_signals_a_drift(make_plan, read, rows):
    plan = make_plan()
    past = [PastScore(f"2025/{n}", f"2025-0{n}-01", "L01", "cocaine", 2.5, 2.0) for n in (3, 1, 2)]
    (found,) = evaluated(plan, read(plan, *rows), history=past)["history"]
    assert [entry["round"] for entry in found["rounds"]] == ["2025/1", "2025/2", "2025/3", "1"]
    assert found["rounds"][-1]["count"] == 2
    assert found["signals"]


def test_progress_is_told(make_plan, read, rows):
    plan, seen = make_plan(), []
    evaluated(plan, read(plan, *rows), progress=lambda *step: seen.append(step))
    assert seen == [(0, 2, "A × cocaine"), (1, 2, "B × cocaine"), (2, 2, "")]


def test_laboratories_that_were_silent_are_named(data, read, rows):
    data["laboratories"] = [{"code": f"L{n:02d}"} for n in range(1, 14)]
    plan = plan_from_data(data, "p")
    warnings = evaluated(plan, read(plan, *rows))["warnings"]
    assert [warning["values"] for warning in warnings] == [{"count": 1, "codes": "L13"}]


def test_plain_data():
    assert plain({"a": (np.float64(1 / 3), np.int64(2), np.array([float("inf")]))}) == {
        "a": [0.333333333333, 2, [None]]
    }
    assert plain(message("c", "t", x=float("nan")))["values"] == {"x": None}
    with pytest.raises(TypeError):
        plain(object())


def test_two_uncertainties_of_zero_give_neither_zeta_nor_en(data, read, rows):
    data["evaluations"][0]["assigned_value"] = {"route": "formulation", "value": 45.0, "standard_uncertainty": 0}
    rows[0] |= {"uncertainty": "0", "coverage_factor": "1"}
    rows[1] |= {"uncertainty": "2", "coverage_factor": "2"}
    plan = plan_from_data(data, "p")
    document = evaluated(plan, read(plan, *rows))
    assert (score(document, "L01")["zeta"], score(document, "L01")["en"]) == (None, None)
    assert score(document, "L02")["zeta"] == pytest.approx(-0.3, abs=1e-9)


def test_homogeneous_items_widen_sigma_pt_only_when_always_is_planned(data, read, rows):
    pairs = [[45.0 + shift, 45.01 + shift] for shift in (0, 0.2, -0.2, 0.1, -0.1, 0.2, -0.2, 0.1, -0.1, 0)]
    for heterogeneity, widened in (("if needed", False), ("always", True)):
        data["evaluations"][0] |= {
            "homogeneity": pairs,
            "sigma_pt": {"route": "perception", "value": 1.5, "heterogeneity": heterogeneity},
        }
        plan = plan_from_data(data, "p")
        found = block(evaluated(plan, read(plan, *rows)))
        assert found["homogeneity"]["verdict"] == "homogeneous"
        assert (found["sigma_pt"]["value"] > 1.5) is widened


def test_late_results_below_a_limit_stay_out_of_the_likelihood_too(make_plan, read, rows):
    plan = make_plan(deadline="2026-03-31T16:00:00Z")
    rows[0] |= {"result": "<44", "submitted_at": "2026-04-01T16:00:00Z"}
    rows[1] |= {"result": "46", "submitted_at": "2026-04-01T16:00:00Z"}
    found = block(evaluated(plan, read(plan, *rows)))
    assert "censored_normal" not in {entry["name"] for entry in found["estimators"]}
    assert (found["counts"]["late"], found["counts"]["excluded"], found["counts"]["used"]) == (1, 0, 10)


def test_several_zeta_scores_of_a_round_are_combined_as_z_scores_are(make_plan, read, rows):
    plan = make_plan()
    for row in (rows[0], rows[12]):
        row |= {"uncertainty": "1.1", "coverage_factor": "2"}
    past = [PastScore("2025/1", "2025-01-01", "L01", "cocaine", 0.5, 0.5)]
    document = evaluated(plan, read(plan, *rows), history=past)
    zetas = [score(document, "L01", item)["zeta"] for item in "AB"]
    assert document["history"][0]["rounds"][-1]["zeta"] == pytest.approx(sum(zetas) / np.sqrt(2), abs=1e-9)


def test_seeds_differ_between_uses_and_rounds(make_plan):
    plan, other = make_plan(), make_plan(seed=8)
    seeds = {seed_for(plan, "bootstrap", "A", "x"), seed_for(plan, "bootstrap", "B", "x"), seed_for(plan, "bootstrapA"),
             seed_for(other, "bootstrap", "A", "x")}  # fmt: skip
    assert len(seeds) == 4
    assert all(0 <= seed < 2**48 for seed in seeds)


@pytest.fixture
def words(data, read):
    data["items"][0]["composition"] = {"major": ["MDMA"], "trace": ["procaine"]}
    data["vocabulary"] = {"menu": ["MDMA", "procaine", "MDA"]}
    data["measurands"].append({"code": "colour", "kind": "ordinal", "levels": ["none", "weak", "strong"]})
    data["evaluations"] = [{"item": "B", "measurand": "colour", "expected": "strong", "acceptable_distance": 0}]
    plan = plan_from_data(data, "p")
    said = {"L1": ("MDMA", "strong"), "L2": ("MDMA; procaine", "weak"), "L3": ("none", "weak")}
    cells = [
        {"laboratory": code, "item": item, "measurand": measurand, "result": result}
        for code, results in said.items()
        for item, measurand, result in zip("AB", ("identification", "colour"), results, strict=True)
    ]
    return evaluated(plan, read(plan, *cells))


def test_identification(words):
    (found,) = words["qualitative"]
    substances = {entry["substance"]: entry for entry in found["substances"]}
    assert (substances["MDMA"]["true_positive"], substances["MDMA"]["false_negative"]) == (2, 1)
    assert (substances["procaine"]["true_positive"], substances["procaine"]["false_negative"]) == (1, 0)
    assert (substances["MDA"]["presence"], substances["MDA"]["true_negative"]) == ("absent", 3)
    assert [entry["performance"] for entry in found["laboratories"]] == [
        "satisfactory",
        "satisfactory",
        "unsatisfactory",
    ]


def test_ordinal_results_are_judged_against_the_expected_level(words):
    (found,) = words["ordinal"]
    assert (found["expected"], found["median"], found["mode"]) == ("strong", "weak", ["weak"])
    assert [entry["performance"] for entry in found["laboratories"]] == [
        "satisfactory",
        "unsatisfactory",
        "unsatisfactory",
    ]


def test_a_bootstrap_is_the_same_shown_beside_the_formula_or_used_for_the_assigned_value(data, read, rows):
    spreads = []
    for uncertainty in ("formula", "bootstrap"):
        data["exercise"]["estimators"] = {"uncertainty": uncertainty, "resamples": 200}
        plan = plan_from_data(data, "p")
        found = block(evaluated(plan, read(plan, *rows)))
        shown = next(entry for entry in found["estimators"] if entry["name"] == "q_hampel")
        spreads.append(shown["bootstrap_standard_uncertainty"])
        used = found["assigned_value"]["standard_uncertainty"] == spreads[-1]
        assert used is (uncertainty == "bootstrap")
    assert spreads[0] == spreads[1]


numbers = st.one_of(
    st.sampled_from([0.0, 1.0, 45.0, 45.2, 45.3, 452.0, -3.0]),
    st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-30),
    st.floats(0, 1, allow_subnormal=False).map(lambda x: 1e9 + x),
    st.floats(1e-14, 1e-12),
    st.floats(1e40, 1e50),
)
sigmas = st.sampled_from(
    [
        {"route": "participants"},
        {"route": "participants", "floor": 1e-13},
        {"route": "perception", "value": 1.5},
        {"route": "perception", "relative_percent": 4},
    ]
)
rows_of = st.lists(
    st.tuples(numbers, st.sampled_from(["", "1", "0"]), st.sampled_from(["", "<"]), st.sampled_from(["", "a", "b"])),
    min_size=1,
    max_size=14,
)


@given(rows_of, sigmas, st.sampled_from(["q_hampel", "algorithm_a", "mad_e", "mean"]), st.booleans())
def test_any_numbers_give_a_valid_document_or_an_error_in_words(cells, sigma, estimator, exclude):
    action = "exclude" if exclude else "keep"
    data = {
        "format": "comity-exercise-plan/1",
        "exercise": {
            "scheme": "s",
            "round": "r",
            "estimators": {"consensus": estimator, "resamples": 100},
            "gates": dict.fromkeys(("blunders", "units", "forms", "sample_swap"), action),
        },
        "items": [{"code": "A"}],
        "measurands": [{"code": "m", "unit": "g", "form": "base", "units": {"mg": 0.001}, "forms": {"salt": 0.9}}],
        "evaluations": [{"item": "A", "measurand": "m", "sigma_pt": sigma}],
    }
    plan = plan_from_data(data, "p")
    typed = [
        {"row": n, "sheet": "", **dict.fromkeys(COLUMNS, ""), "laboratory": f"L{n}", "item": "A", "measurand": "m",
         "result": below + repr(abs(value) if below else value), "unit": "g", "form": "base", "uncertainty": u,
         "coverage_factor": "2" if u else "", "technique": technique}
        for n, (value, u, below, technique) in enumerate(cells, 2)
    ]  # fmt: skip
    try:
        document = evaluated(plan, results_from_data(typed, "r", plan))
    except ComityError as error:
        assert error.render()  # noqa: PT017 - either outcome is right
        return
    parse_document(document_text(document).encode(), "x.json")
    assert replay(document).exact


def test_a_drift_over_the_run_of_the_homogeneity_check_shows(data, read, rows):
    rising = [[45.0 + 0.05 * position] * 2 for position in range(1, 11)]
    data["evaluations"][0] |= {"homogeneity": rising, "run_order": list(range(1, 11))}
    plan = plan_from_data(data, "plan.toml")
    check = block(evaluated(plan, read(plan, *rows)))["homogeneity"]
    assert check["drift"]["significant"]
    assert check["drift"]["slope"] == pytest.approx(0.05)
    assert check["drift"]["message"] in check["warnings"]


def test_a_run_order_that_fits_no_item_is_a_fault(data):
    data["evaluations"][0] |= {"homogeneity": [[45.0, 45.1], [45.2, 45.0]], "run_order": [1, 2, 3]}
    with pytest.raises(FaultsError, match="run order"):
        plan_from_data(data, "plan.toml")


def test_the_plan_chooses_the_stopping_rule_of_algorithm_a(make_plan, read, row):
    ignored = [10, 10, 12, 19, 20, 20, 23, 23, 25, 25, 26, 28, 28, 30, 28, 29, 30, 30, 31, 32, 32, 45, 50]
    rows = [row(f"L{n:02d}", str(value), item=item) for item in "AB" for n, value in enumerate(ignored)]
    plan = make_plan(estimators={"consensus": "algorithm_a_third_figure"})
    found = block(evaluated(plan, read(plan, *rows)))
    assert found["assigned_value"]["value"] == pytest.approx(26.00911, abs=5e-6)  # ISO 13528:2022, Table E.1
    scales = {entry["stopping"]: entry["scale"] for entry in found["estimators"] if entry["method"] == "Algorithm A"}
    assert scales["third_significant_figure"] == pytest.approx(7.22958, abs=5e-6)
    assert scales["convergence"] == pytest.approx(7.237267238, rel=1e-9)
