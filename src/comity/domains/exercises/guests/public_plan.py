"""What of a plan goes to another node, and the plan that stands there. Pure.

Assigned values, scales, homogeneity data, composition and seed stay with the organiser. The guest's plan asks for the
same rows and checks them the same way; it evaluates nothing. Where an item is to be identified, a composition stands in
the guest's plan that says so and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from comity.domains.exercises.conduct.freezing import normalised
from comity.domains.exercises.conduct.public import asked_pairs
from comity.domains.exercises.plan import Measurand, Plan, plan_from_data

UNSAID = "-"  # stands for a composition that is not told


def open_part(plan: Plan) -> dict[str, Any]:
    """What everybody who takes part may know, with the factors by which units and forms are read."""
    vocabulary = plan.vocabulary
    menu = {name.casefold() for name in vocabulary.menu}
    return {
        "items": [
            {"code": one.code, "title": one.title, "matrix": one.matrix, "identification": bool(one.composition)}
            for one in plan.items
        ],
        "measurands": [_measurand(one) for one in plan.measurands],
        "asked": [list(pair) for pair in asked_pairs(plan, plan.items)],
        "menu": list(vocabulary.menu),
        "aliases": {name: list(same) for name, same in vocabulary.aliases.items() if name.casefold() in menu},
        "decimal_mark": plan.exercise.results.decimal_mark,
        "coverage_factor": plan.exercise.results.coverage_factor,
        "invented": plan.exercise.invented,
    }


def guest_plan(told: Mapping[str, Any], *, scheme: str, code: str, title: str, provider: str) -> dict[str, Any]:
    """The plan at the laboratory's node; `FaultsError` where what was told makes none."""
    results = {"decimal_mark": told.get("decimal_mark") or None, "coverage_factor": told.get("coverage_factor")}
    menu = list(told.get("menu", ()))
    exercise = {"scheme": scheme, "round": code, "title": title, "provider": provider, "seed": 1}
    exercise |= {"invented": bool(told.get("invented")), "results": _said(results)}
    unsaid = {"composition": {"trace": [menu[0] if menu else UNSAID]}}
    data = {
        "format": "comity-exercise-plan/1",
        "exercise": exercise,
        "vocabulary": {"menu": menu, "aliases": dict(told.get("aliases", {}))},
        "items": [
            {name: item[name] for name in ("code", "title", "matrix") if item.get(name)}
            | (unsaid if item.get("identification") else {})
            for item in told["items"]
        ],
        "measurands": [_said(one) for one in told["measurands"]],
        "evaluations": [{"item": item, "measurand": measurand} for item, measurand in told["asked"]],
    }
    return normalised(plan_from_data(data, ""))


def instant(value: str) -> datetime:
    """A moment as it stands in a record, whose schema has looked at its form."""
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def said(at: datetime | None) -> str | None:
    """A moment for a record; nothing where there is none."""
    return at.astimezone(UTC).isoformat() if at is not None else None


def _measurand(one: Measurand) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "kind": one.kind,
        "substance": one.substance,
        "quantity": one.quantity,
        "unit": one.unit,
        "form": one.form,
        "units": dict(one.units),
        "forms": dict(one.forms),
        "levels": list(one.levels),
    }


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}
