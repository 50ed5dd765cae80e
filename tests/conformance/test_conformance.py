"""Every worked example agrees, or differs for the reason that its remark gives; and the documentation shows it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conformance.example import Example
from tests.conformance.examples import EXAMPLES, NOT_RECOMPUTED
from tests.conformance.table import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "conformance.md"
EXPECTED_GROUPS = {f"O{number}" for number in range(1, 19)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.identity)
def test_worked_example(example: Example):
    assert example.does_agree() == example.agrees, f"expected {example.expected}, ours {example.ours_as_text()}"


def test_every_oracle_is_there():
    assert {example.group for example in EXAMPLES} >= EXPECTED_GROUPS


def test_every_disagreement_is_explained():
    assert all(example.remark for example in EXAMPLES if not example.agrees)


def test_the_page_of_the_documentation_is_up_to_date():
    text = page(EXAMPLES, NOT_RECOMPUTED)
    if os.environ.get("COMITY_UPDATE") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run the test with COMITY_UPDATE=1 and look at the difference"


@pytest.mark.parametrize(
    ("expected", "ours", "agrees"), [("1.57", 1.5686, True), ("1.57", 1.5751, False), ("a", "b", False)]
)
def test_agreement_means_half_a_unit_of_the_last_digit(expected: str, ours: object, agrees: bool):
    assert Example("", "", "", "", expected, lambda: ours).does_agree() is agrees


def test_a_missing_value_is_noticed():
    with pytest.raises(AssertionError):
        Example("", "", "", "", "1 2", lambda: [1.0]).does_agree()
