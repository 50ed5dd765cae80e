"""Between the form of a plan and its plain data: what the form shows replaces, what it does not show is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from comity.domains.exercises.plan.reading import PLAN_FORMAT
from comity.domains.exercises.plan.routes import ASSIGNED_VALUE_ROUTES, SIGMA_ROUTES

Data = dict[str, Any]

ITEM = ("code", "title", "matrix")
MEASURAND = ("code", "title", "kind", "substance", "quantity", "unit", "form")
GATES = {"blunders": "blunders", "units": "units", "forms_": "forms", "sample_swap": "sample_swap"}
QUALITATIVE = ("traces", "isomers", "salts", "partial")
ASSIGNED = {
    "route": "route",
    "value": "value",
    "standard_uncertainty": "standard_uncertainty",
    "traceable_to": "traceable_to",
}
SIGMA = {
    "sigma_route": "route",
    "sigma_value": "value",
    "relative_percent": "relative_percent",
    "sigma_maximum_error": "maximum_error",
}
ADDED = ("homogeneity", "transport", "stability", "heterogeneity")  # keys that every route allows


def whole_initial(plan: Mapping[str, Any]) -> Data:
    """What holds for the whole round, as the form shows it."""
    exercise, vocabulary = plan.get("exercise", {}), plan.get("vocabulary", {})
    rules, gates = exercise.get("results", {}), exercise.get("gates", {})
    return {
        "coordinator": exercise.get("coordinator", ""),
        "expected_participants": exercise.get("expected_participants"),
        **exercise.get("estimators", {}),
        **{name: gates.get(key, "keep") for name, key in GATES.items()},
        "decimal_mark": rules.get("decimal_mark", ""),
        "coverage_factor": decimal(rules.get("coverage_factor")),
        **exercise.get("qualitative", {}),
        "menu": "\n".join(vocabulary.get("menu", [])),
        "aliases": "\n".join(f"{name} = {'; '.join(other)}" for name, other in vocabulary.get("aliases", {}).items()),
    }


def item_initial(plan: Mapping[str, Any]) -> list[Data]:
    """Items as the form shows them."""
    return [
        {
            "origin": str(position),
            **{name: entry.get(name, "") for name in ITEM},
            **{level: "; ".join(entry.get("composition", {}).get(level, [])) for level in ("major", "minor", "trace")},
        }
        for position, entry in enumerate(plan.get("items", []))
    ]


def measurand_initial(plan: Mapping[str, Any]) -> list[Data]:
    """Measurands as the form shows them."""
    return [
        {
            "origin": str(position),
            **{name: entry.get(name, "") for name in MEASURAND},
            "units": _factors(entry.get("units", {})),
            "forms_": _factors(entry.get("forms", {})),
            "levels": "; ".join(entry.get("levels", [])),
        }
        for position, entry in enumerate(plan.get("measurands", []))
    ]


def evaluation_initial(plan: Mapping[str, Any]) -> list[Data]:
    """What is scored, as the form shows it."""
    return [
        {
            "origin": str(position),
            "item": entry.get("item", ""),
            "measurand": entry.get("measurand", ""),
            "expected": entry.get("expected", ""),
            **{name: decimal(entry.get("assigned_value", {}).get(key)) for name, key in ASSIGNED.items()},
            **{name: decimal(entry.get("sigma_pt", {}).get(key)) for name, key in SIGMA.items()},
        }
        for position, entry in enumerate(plan.get("evaluations", []))
    ]


def plan_from_form(
    before: Mapping[str, Any],
    whole: Data,
    items: Iterable[Data],
    measurands: Iterable[Data],
    evaluations: Iterable[Data],
) -> Data:
    """The plan with what was typed."""
    plan = copy.deepcopy(dict(before)) or {"exercise": {"scheme": "-", "round": "-"}}  # those are the record's
    plan["format"] = PLAN_FORMAT
    _whole(plan, whole)
    for name, rows, made in (("items", items, _item), ("measurands", measurands, _measurand)):
        plan[name] = [made(_origin(before.get(name, []), row), row) for row in rows]
    plan["evaluations"] = [_evaluation(_origin(before.get("evaluations", []), row), row) for row in evaluations]
    return plan


def decimal(value: Any) -> Any:
    """A number as the form shows it; a text as it is."""
    return Decimal(repr(value)) if isinstance(value, int | float) else value


def _whole(plan: Data, whole: Data) -> None:
    exercise = plan.setdefault("exercise", {})
    _put(exercise, "coordinator", whole["coordinator"])
    _put(exercise, "expected_participants", whole["expected_participants"])
    estimators = exercise.setdefault("estimators", {})
    for name in ("consensus", "uncertainty"):
        _put(estimators, name, whole[name])
    gates = exercise.setdefault("gates", {})
    for name, key in GATES.items():
        _put(gates, key, whole[name])
    rules = exercise.setdefault("results", {})
    _put(rules, "decimal_mark", whole["decimal_mark"])
    _put(rules, "coverage_factor", _number(whole["coverage_factor"]))
    qualitative = exercise.setdefault("qualitative", {})
    for name in QUALITATIVE:
        _put(qualitative, name, whole[name])
    vocabulary = plan.setdefault("vocabulary", {})
    _put(vocabulary, "menu", _lines(whole["menu"]))
    aliases = (line.partition("=") for line in _lines(whole["aliases"]))
    _put(vocabulary, "aliases", {name.strip(): _parts(others) for name, _, others in aliases})


def _item(entry: Data, row: Data) -> Data:
    for name in ITEM:
        _put(entry, name, row[name])
    composition = {level: _parts(row[level]) for level in ("major", "minor", "trace") if row[level]}
    _put(entry, "composition", composition)
    return entry


def _measurand(entry: Data, row: Data) -> Data:
    for name in MEASURAND:
        _put(entry, name, row[name])
    _put(entry, "units", _read_factors(row["units"]))
    _put(entry, "forms", _read_factors(row["forms_"]))
    _put(entry, "levels", _parts(row["levels"]))
    return entry


def _evaluation(entry: Data, row: Data) -> Data:
    for name in ("item", "measurand", "expected"):
        _put(entry, name, row[name])
    entry["assigned_value"] = _route(entry.get("assigned_value", {}), row, ASSIGNED, ASSIGNED_VALUE_ROUTES)
    entry["sigma_pt"] = _route(entry.get("sigma_pt", {}), row, SIGMA, SIGMA_ROUTES)
    return entry


def _route(before: Data, row: Data, shown: Mapping[str, str], routes: Mapping[str, Any]) -> Data:
    """A route with what the form shows of it; keys that belong to another route than the chosen one go."""
    chosen = row[next(name for name, key in shown.items() if key == "route")] or "participants"
    needed, allowed = routes.get(chosen, (frozenset(), frozenset()))
    made = {key: value for key, value in before.items() if key in {*needed, *allowed, *ADDED}}
    for name, key in shown.items():
        _put(made, key, _number(row[name]))
    return {**made, "route": chosen}


def _origin(entries: list[Data], row: Data) -> Data:
    """What stood in that row before, with all that the form does not show."""
    text = row.get("origin", "")
    position = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else len(entries)
    return copy.deepcopy(entries[position]) if position < len(entries) else {}


def _put(entry: Data, name: str, value: Any) -> None:
    if value in ("", None, [], {}):
        entry.pop(name, None)
    else:
        entry[name] = value


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _factors(factors: Mapping[str, float]) -> str:
    return "; ".join(f"{name} = {factor!r}" for name, factor in factors.items())


def _read_factors(text: str) -> Data:
    """A factor that is no number stays a text, for the plan to refuse."""
    return {name.strip(): _factor(factor) for name, _, factor in (part.rpartition("=") for part in _parts(text))}


def _factor(text: str) -> Any:
    try:
        return float(Decimal(text.strip().replace(",", ".")))
    except InvalidOperation:
        return text.strip()
