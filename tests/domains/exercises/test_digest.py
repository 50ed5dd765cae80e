"""What the command line says of an evaluation."""

import copy

import pytest

from comity.domains.exercises.digest import MOST_REMARKS, digest, remarks


def caution(text):
    return {"context": "x", "text": text, "values": {}}


@pytest.fixture
def round_(document):
    """The invented round without its own remarks."""
    copied = copy.deepcopy(document)
    for block in copied["measurands"]:
        block["assigned_value"]["warnings"] = block["sigma_pt"]["warnings"] = []
    return copied


def all_equal(block):
    for score in block["scores"]:
        score["result"] = 45.2
    block["estimators"][0]["degenerate"] = caution("No spread.")
    block["assigned_value"]["warnings"] = [caution("No spread."), caution("Few results.")]


def test_a_round_without_remarks_has_a_line_for_each_measurand_and_fits_on_a_screen(round_, document):
    lines = digest(round_, "en")
    assert len(lines) == 1 + 8 + 2
    assert lines[0].startswith("This round is invented")
    assert lines[1].startswith("A × Cocaine: assigned value 44.98 ± ")
    assert len(digest(document, "en")) <= 24


def test_what_concerns_several_is_said_once(round_):
    for block in round_["measurands"][:2]:
        block["sigma_pt"]["warnings"] = [caution("The Horwitz curve does not suit this.")]
    assert remarks(round_, "en") == ["A × Cocaine, A × Levamisole: The Horwitz curve does not suit this."]


def test_a_screen_is_not_exceeded(round_):
    for number, block in enumerate(round_["measurands"]):
        block["assigned_value"]["warnings"] = [caution(f"One {number}."), caution(f"Two {number}.")]
    lines = remarks(round_, "en")
    assert len(lines) == MOST_REMARKS
    assert lines[-1] == "7 more remarks stand in the summary report."
    for block in round_["measurands"]:
        block["assigned_value"]["warnings"] = [caution("Everywhere.")]
    assert [line[-14:] for line in remarks(round_, "en")] == ["…: Everywhere."]


def test_all_results_equal_comes_first_with_what_to_do(round_):
    round_["measurands"][0]["sigma_pt"]["warnings"] = [caution("Something else.")]
    all_equal(round_["measurands"][4])
    lines = remarks(round_, "en")
    assert lines[0].startswith("C × Heroin: All 110 results are equal")
    assert "Ask for results with more digits" in lines[0]
    assert "take another route" in lines[1]
    assert not any("No spread" in line for line in lines)
    assert lines[2:] == ["C × Heroin: Few results.", "A × Cocaine: Something else."]


def test_equal_results_beside_a_known_value_say_nothing_of_its_uncertainty(round_):
    all_equal(round_["measurands"][2])
    round_["measurands"][2]["assigned_value"]["route"] = "formulation"
    assert not any("take another route" in line for line in remarks(round_, "en"))


def test_too_many_equal_results_say_what_to_do(round_):
    block = round_["measurands"][0]
    block["estimators"][0]["degenerate"] = caution("No spread.")
    block["assigned_value"]["warnings"] = [caution("No spread.")]
    lines = remarks(round_, "en")
    assert lines[0] == "A × Cocaine: No spread."
    assert "another estimator or route" in lines[1]


def test_items_that_differ_or_drift_are_named(round_):
    block = round_["measurands"][0]
    block["homogeneity"] = {"accepted": False, "message": caution("The items differ.")}
    block["stability"] = {"accepted": False, "message": caution("The items changed.")}
    assert remarks(round_, "en") == ["A × Cocaine: The items differ.", "A × Cocaine: The items changed."]
