"""The report list of ISO/IEC 17043: complete for the files to start from, honest about what is left out."""

import copy
from datetime import UTC, datetime

import pytest

from comity.domains.exercises.evaluation import evaluate
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.reports import public_data
from comity.domains.exercises.reports.checklist import checklist_row
from comity.domains.exercises.reports.summary import summary_checklist, summary_report
from comity.domains.exercises.reports.wording import Wording
from comity.domains.exercises.results import read_results
from comity.domains.exercises.templates import write_templates
from comity.kernel.reports import to_html

POINTS_OF = {
    "provider": "a",
    "contact": "ab",
    "coordinator": "b",
    "authorised_by": "c",
    "subcontracted": "d",
    "status": "e",
    "design": "q",
    "procedures": "q",
    "comments": "p",
    "recommendations": "t",
}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The template, evaluated as it stands."""
    plan_path, results_path, _workbook = write_templates(tmp_path_factory.mktemp("template"))
    plan = read_plan(plan_path.read_bytes(), "plan.toml")
    results = read_results(results_path.read_bytes(), "results.csv", plan)
    return public_data(evaluate(plan, results, evaluated_at=datetime(2026, 4, 2, tzinfo=UTC)))


def states(data):
    return {point["letter"]: point["state"] for point in summary_checklist(data)}


def test_every_point_of_the_template_says_where_it_stands(example):
    assert states(example) == dict.fromkeys("abcdefghijklmnopqrst", "in_report")
    rows = [checklist_row(point, Wording("en")) for point in summary_checklist(example)]
    assert all(row[2].startswith("Chapter ") for row in rows)


def test_every_point_of_the_invented_round_says_where_it_stands(document):
    assert set(states(public_data(document)).values()) == {"in_report"}


def test_what_the_template_says_is_in_the_report(example):
    page = to_html(summary_report(example, "en"))
    exercise = example["plan"]["exercise"]
    for key in POINTS_OF:
        assert str(exercise[key]).split("\n\n")[0].split("\n")[-1].strip() in page
    assert "ground, sieved" in page


@pytest.mark.parametrize(("field", "letters"), POINTS_OF.items())
def test_leaving_one_out_says_so(example, field, letters):
    data = copy.deepcopy(example)
    data["plan"]["exercise"][field] = ""
    points = summary_checklist(data)
    assert {point["letter"] for point in points if point["state"] == "not_supplied"} == set(letters)
    for point in points:
        if point["letter"] in letters:
            assert point["missing"] == [field]
            assert field in checklist_row(point, Wording("en"))[2]


def test_an_item_without_its_preparation_says_so(example):
    data = copy.deepcopy(example)
    del data["plan"]["items"][1]["preparation"]
    missing = {point["letter"]: point["missing"] for point in summary_checklist(data) if point["missing"]}
    assert missing == {"i": ["items.preparation"]}


def test_identification_alone_answers_what_it_can(example):
    data = {**example, "measurands": []}
    assert {letter for letter, state in states(data).items() if state == "not_supplied"} == {"m", "o"}
