import json

import pytest

from comity.domains.exercises.reports.advice import things_to_look_into
from comity.domains.exercises.reports.selection import individual_data
from comity.domains.exercises.reports.wording import Wording
from comity.domains.exercises.rules import LATE_NOTE
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
    assert "explain" not in text.split("None stated")[0]
    assert "None stated, so ζ and Eₙ could not be computed, nor whether" in text
    assert "a difference: Cocaine (A)." in text


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


def test_the_same_finding_of_a_gate_is_said_once_with_the_scores_that_it_explains():
    data = json.loads(json.dumps(individual_data(EVALUATION, "L004")))
    found = things_to_look_into(data, Wording("en"))
    shared = [finding for finding in found if finding["title"].startswith("Base or salt")]
    assert len(shared) == 1
    assert shared[0]["title"] == "Base or salt: all measurands"
    assert shared[0]["texts"][1].count("(A) z") == 4
    assert not [finding for finding in found if "unsatisfactory" in finding["title"]]
    assert "Ask the laboratory" not in json.dumps(found)  # advice to the coordinator, not to the laboratory
    data["measurands"][3]["findings"] = []
    titles = [finding["title"] for finding in things_to_look_into(data, Wording("en"))]
    assert titles[0].count("(A)") == 3
    assert any(title.startswith(data["measurands"][3]["title"]) for title in titles)


def seen(gate, **evidence):
    told = {"context": "x", "text": "The result of laboratory L006 is odd.", "values": {}}
    return {"gate": gate, "message": told, "evidence": evidence}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (seen("blunders", cause="decimal_shift", factor=0.1), "Multiplied by 0.1 it would lie near the others"),
        (seen("blunders", cause="transposed_digits", swapped="54.2"), "digits exchanged (54.2)"),
        (seen("units", direction="not_converted", name="mg/g", factor=0.1), "Read as mg/g"),
        (seen("units", direction="converted_twice", name="mg/g", factor=0.1), "converted from mg/g once too often"),
        (seen("forms", direction="not_converted", name="salt", factor=0.9), "Read as salt (factor 0.9)"),
        (seen("forms", direction="converted_twice", name="salt", factor=0.9), "too often (factor 0.9)"),
        (seen("units"), "The result of laboratory L006 is odd."),
        (seen("blunders", cause="gross_outlier"), "above the assigned value."),
    ],
)
def test_what_a_gate_saw_stands_with_the_score_and_only_there(data, found, sentence):
    measurand = calm(data)["measurands"][0]
    measurand["scores"][0].update(performance="unsatisfactory", score="z", z=9, difference=3.0, difference_percent=8.0)
    measurand["findings"] = [found]
    findings, text = said(data)
    assert sentence in findings[0]["texts"][0]
    assert text.count("item A") == 1
    assert ("is odd" in text) == ("is odd" in sentence)


def test_what_a_gate_saw_on_a_good_score_is_said_too(data):
    calm(data)["measurands"][0]["findings"] = [seen("units", direction="not_converted", name="mg/g", factor=0.1)]
    findings, _text = said(data)
    assert [finding["title"] for finding in findings] == ["Units: Cocaine (A)"]


def test_lateness_is_said_once(data):
    for measurand in calm(data)["measurands"]:
        measurand["scores"][0].update(late=True, notes=[LATE_NOTE.to_data()])
    data["measurands"][0]["scores"][0].update(performance="questionable", score="z", z=2.5, difference=3.0)
    findings, text = said(data)
    assert text.count("after the deadline") == 1
    assert "assigned value: all measurands." in text
    assert "Remarks on your results" not in [finding["title"] for finding in findings]


def signal(begun, text):
    return {"context": "x", "text": text, "values": {"round": begun}}


def test_earlier_signals_are_named_by_their_round_only(data):
    course = calm(data)["history"][0]
    course["signals"] = [signal("2019/1", "Long ago."), signal("2019/1", "Again."), signal("2020/1", "Later.")]
    _findings, text = said(data)
    assert "Signals in earlier rounds (2019/1, 2020/1); the J score is now" in text
    assert "Long ago" not in text
    course["signals"] = [signal(data["exercise"]["round"], "Just now.")]
    assert "Just now." in said(data)[1]
    assert "earlier" not in said(data)[1]


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
