import tomllib

import pytest

from comity.domains.exercises.invented import invented_round, is_seen
from comity.domains.exercises.invented.planted import laboratories_seen
from comity.domains.exercises.invented.round import planted


@pytest.mark.parametrize("trouble", planted(), ids=lambda trouble: trouble.code)
def test_every_planted_trouble_is_seen(document, trouble):
    assert is_seen(trouble, document), laboratories_seen(trouble, document)


@pytest.mark.parametrize(
    ("code", "most"),
    [("sample_swap", 0), ("units", 0), ("blunders", 0), ("collusion", 0), ("false_positive", 0), ("false_negative", 0),
     ("missed", 0), ("late", 0), ("forms", 4)],
)  # fmt: skip
def test_hardly_anybody_else_is_named(document, code, most):
    trouble = next(trouble for trouble in planted() if trouble.code == code)
    assert len(laboratories_seen(trouble, document) - trouble.laboratories) <= most


def test_consensus_values_are_near_the_truth_in_spite_of_the_troubles(document):
    truth = {("A", "cocaine"): 45.2, ("A", "levamisole"): 6.1, ("B", "levamisole"): 3.2, ("C", "heroin"): 24.6,
             ("C", "6-mam"): 2.3}  # fmt: skip
    for block in document["measurands"]:
        key = (block["item"], block["measurand"])
        if key in truth:
            assigned = block["assigned_value"]
            assert abs(assigned["value"] - truth[key]) < 3 * assigned["standard_uncertainty"]


def test_the_round_is_large_says_that_it_is_invented_and_is_the_same_every_time(made, document):
    plan = tomllib.loads(made.plan_toml)
    assert len(plan["laboratories"]) == 120
    assert len({laboratory["country"] for laboratory in plan["laboratories"]}) == 40
    assert plan["exercise"]["invented"]
    assert any("invented" in warning["text"] for warning in document["warnings"])
    assert invented_round() == made
    assert invented_round(1).results_csv != made.results_csv


def test_decimal_commas_and_other_digits_occur_and_are_understood(made, document):
    assert '"45,' in made.results_csv or ',"44,' in made.results_csv
    arabic = next(score for score in document["measurands"][0]["scores"] if score["laboratory"] == "L001")
    assert not arabic["result_text"].isascii()
    assert 40 < arabic["result"] < 50
