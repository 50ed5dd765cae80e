"""A small plan and small results that tests vary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from comity.domains.exercises.evaluation import evaluate
from comity.domains.exercises.invented import InventedRound, invented_round
from comity.domains.exercises.plan import Plan, plan_from_data, read_plan
from comity.domains.exercises.results import COLUMNS, Results, read_results
from comity.kernel.tables import csv_text

EVALUATED_AT = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


def plan_data(**exercise: Any) -> dict[str, Any]:
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "Test", "round": "1", "seed": 7, **exercise},
        "items": [{"code": "A"}, {"code": "B"}],
        "measurands": [
            {
                "code": "cocaine",
                "unit": "g/100 g",
                "form": "base",
                "units": {"mg/g": 0.1},
                "forms": {"hydrochloride": 0.8927},
            }
        ],
        "evaluations": [
            {"item": item, "measurand": "cocaine", "sigma_pt": {"route": "perception", "value": 1.5}} for item in "AB"
        ],
    }


@pytest.fixture
def data() -> dict[str, Any]:
    """Plain data of a plan with two items and one measurand."""
    return plan_data()


@pytest.fixture
def make_plan() -> Callable[..., Plan]:
    """A plan from `data` with other settings of the exercise."""
    return lambda **exercise: plan_from_data(plan_data(**exercise), "plan.toml")


@pytest.fixture
def row() -> Callable[..., dict[str, str]]:
    """One row that fits the plan, with changes."""

    def make(laboratory: str = "L1", result: str = "45.2", **cells: str) -> dict[str, str]:
        usual = {"item": "A", "measurand": "cocaine", "unit": "g/100 g", "form": "base"}
        return {**usual, "laboratory": laboratory, "result": result, **cells}

    return make


@pytest.fixture
def read() -> Callable[..., Results]:
    """Results from rows, read as a CSV file would be."""

    def reader(plan: Plan, *rows: dict[str, str]) -> Results:
        text = csv_text(COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in rows])
        return read_results(text.encode(), "results.csv", plan)

    return reader


@pytest.fixture(scope="session")
def made() -> InventedRound:
    """The invented round."""
    return invented_round()


@pytest.fixture(scope="session")
def document(made: InventedRound) -> dict[str, Any]:
    """The evaluation of the invented round."""
    plan = read_plan(made.plan_toml.encode(), "plan.toml")
    results = read_results(made.results_csv.encode(), "results.csv", plan)
    return evaluate(plan, results, evaluated_at=EVALUATED_AT, history=made.history)
