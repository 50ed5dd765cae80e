import json

import pytest

from comity.domains.exercises.reports.advice import things_to_look_into
from comity.domains.exercises.reports.selection import individual_data
from comity.domains.exercises.reports.wording import Wording
from tests.domains.exercises.reports.synthetic import document

EVALUATION = document(12, 4)


@pytest.fixture
def data():
    return json.loads(json.dumps(individual_data(EVALUATION, "L006")))


def calm(data):
    """A laboratory that did everything right."""
    for measurand in data["measurands"]:
        for score in measurand["scores"]:
            score.update(z=0.1, z_prime=0.1, zeta=0.1, en=0.05, uncertainty_flag="a", performance="satisfactory")
        if measurand["precision"]:
            measurand["precision"]["cells"][0]["k"] = 1.0
    for part in ("qualitative", "ordinal"):
        for entry in data[part]:
            entry["laboratories"][0].update(performance="satisfactory", false_negative=[], false_positive=[])
    return data


def said(data):
    found = things_to_look_into(data, Wording("en"))
    return found, " ".join(text for finding in found for text in (finding["title"], *finding["texts"]))


def test_nothing_is_said_where_nothing_is_wrong(data):
    assert things_to_look_into(calm(data), Wording("en")) == []


def test_a_bad_result_is_named_with_its_distance_and_side(data):
    score = calm(data)["measurands"][1]["scores"][0]
    score.update(performance="unsatisfactory", score="z", z=-3.4, zeta=-5.0, difference=-1.4, difference_percent=-11.0)
    found, text = said(data)
    assert found[0]["verdict"] == "unsatisfactory"
    assert "Heroin (diacetylmorphine) in item A: unsatisfactory, z = −3.40" in text
    assert "1.4 g/100 g (11.0 %) below the assigned value" in text
    assert "does not explain the difference (ζ = −5.00)" in text
    assert "Check first the calculation" in text


def test_a_questionable_result_above_within_its_uncertainty(data):
    score = calm(data)["measurands"][0]["scores"][0]
    score.update(performance="questionable", score="z", z=2.4, zeta=1.2, difference=3.6, difference_percent=8.0)
    _found, text = said(data)
    assert "above the assigned value" in text
    assert "covers the difference (ζ = 1.20)" in text
    assert "may be chance" in text
    assert "Check first" not in text


def test_without_uncertainty_nothing_is_explained(data):
    score = calm(data)["measurands"][0]["scores"][0]
    score.update(performance="questionable", score="z", z=2.4, zeta=None, en=None, standard_uncertainty=None)
    _found, text = said(data)
    assert "You stated no uncertainty" in text
    assert "ζ and Eₙ could not be computed: Cocaine (A)" in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"uncertainty_flag": "b"}, "(flag b): Cocaine (A)."),
        ({"uncertainty_flag": "c"}, "(flag c): Cocaine (A)."),
        ({"en": -1.2}, "probably too small: Cocaine (A)."),
        ({"late": True}, "after the deadline"),
    ],
)
def test_remarks_on_one_score(data, change, sentence):
    calm(data)["measurands"][0]["scores"][0].update(change)
    assert sentence in said(data)[1]


def test_results_on_one_side_hint_at_a_common_bias(data):
    calm(data)
    for measurand in data["measurands"]:
        measurand["scores"][0]["z"] = -1.2
    assert "All 4 of your scores lie on the same side" in said(data)[1]
    data["measurands"][0]["scores"][0]["z"] = 0.2
    assert "same side" not in said(data)[1]


def test_substances_missed_and_invented(data):
    own = calm(data)["qualitative"][0]["laboratories"][0]
    own.update(false_negative=["caffeine"], false_positive=["heroin"], performance="unsatisfactory")
    _found, text = said(data)
    assert "Present but not reported: caffeine." in text
    assert "Reported but not present: heroin." in text


def test_an_ordered_result_beside_what_was_expected(data):
    calm(data)["ordinal"][0]["laboratories"][0].update(reported="weak", performance="unsatisfactory")
    assert "You reported “weak”; expected was “positive”." in said(data)[1]


def test_scattering_replicates(data):
    calm(data)["measurands"][0]["precision"]["cells"][0]["k"] = 2.5
    assert "k = 2.50, critical value 2.40" in said(data)[1]


def test_the_same_finding_of_a_gate_is_said_once():
    data = individual_data(EVALUATION, "L004")
    found = [
        finding for finding in things_to_look_into(data, Wording("en")) if finding["title"].startswith("Base or salt")
    ]
    assert len(found) == 1
    assert found[0]["title"].count("(A)") == 4
    assert "Ask the laboratory" not in json.dumps(found)  # advice to the coordinator, not to the laboratory


def test_signals_over_the_rounds(data):
    calm(data)["history"][0]["signals"] = [{"context": "x", "text": "Three rounds above two.", "values": {}}]
    assert "Three rounds above two." in said(data)[1]


def test_the_most_serious_comes_first(data):
    calm(data)["measurands"][0]["scores"][0].update(performance="questionable", uncertainty_flag="b")
    data["measurands"][1]["scores"][0].update(performance="unsatisfactory")
    order = [finding["verdict"] for finding in said(data)[0]]
    assert order == sorted(order, key=["unsatisfactory", "questionable", ""].index)


def test_notes_that_need_no_action_are_written_once(data):
    for measurand in calm(data)["measurands"][:2]:
        measurand["scores"][0]["notes"] = [{"context": "x", "text": "Converted.", "values": {}}]
    found, text = said(data)
    assert len(found) == 1
    assert "Cocaine (A), Heroin (diacetylmorphine) (A): Converted." in text
