import pytest

from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.submission.checking import check_rows, read_rows
from tests.submission_round import COCAINE, GOOD, PLAN

PLANNED = read_plan(PLAN, "plan.toml")


def faults(*rows):
    return [(fault.row, fault.column, fault.code) for fault in check_rows(rows, "K7TXQ4", PLANNED)]


def test_good_rows_have_no_fault():
    assert faults(*GOOD) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({**COCAINE, "result": "1,234"}, (0, "result", "number")),
        ({**COCAINE, "result": "45", "unit": "%"}, (0, "unit", "unit-unknown")),
        ({"item": "A", "measurand": "cocaine", "unit": "mg/g", "result": "45"}, (0, "form", "form-missing")),
        ({**COCAINE, "result": "45", "uncertainty": "1"}, (0, "coverage_factor", "coverage-factor")),
        ({**COCAINE, "result": "45", "not_tested_reason": "x"}, (0, "not_tested_reason", "both")),
        ({**COCAINE, "result": "<"}, (0, "result", "limit-missing")),
        ({"item": "B", "measurand": "identification", "result": "MDNA"}, (0, "result", "substance-unknown")),
        ({"item": "Z", "measurand": "cocaine", "result": "1"}, (0, "item", "code-unknown")),
    ],
)
def test_each_fault_names_row_and_column(row, fault):
    assert faults(row) == [fault]


def test_rows_are_counted_as_they_were_typed():
    blank = {"item": "A", "measurand": "levamisole"}
    assert faults(blank, {**COCAINE, "result": "x"}) == [(1, "result", "number")]


def test_nothing_typed_is_a_fault_of_the_whole():
    assert faults({"item": "A", "measurand": "cocaine"}) == [(None, "", "results-none")]


def test_remedies_speak_to_the_laboratory():
    found = check_rows([{**COCAINE, "result": "45", "unit": "%"}, {**COCAINE, "result": "1", "form": ""}], "K", PLANNED)
    texts = " ".join(fault.remedy.render() for fault in found)
    assert "in the plan" not in texts
    assert "mg/g" in texts
    assert "hydrochloride" in texts


def test_what_is_asked_but_not_evaluated_is_taken_so_that_a_refusal_tells_nothing():
    """Item B is to be identified: a plan without an evaluation of its cocaine must not say so."""
    row = {**COCAINE, "item": "B", "result": "1"}
    assert faults(row) == []
    assert read_rows([row], "K7TXQ4", PLANNED).rows[0].value == 1.0


def test_substances_that_only_the_composition_names_are_not_offered():
    found = check_rows([{"item": "B", "measurand": "identification", "result": "xyz"}], "K", PLANNED)
    assert "MDMA" not in found[0].remedy.render()
