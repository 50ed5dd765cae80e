"""Which parts of the evaluation document a reader may see, as new plain data.

Three readers: the laboratory (its own part and the anonymous population), the public of the scheme (codes, no names),
the coordinator (everything). A part is taken over by name, never "all but": what is added to the document later stays
inside until somebody decides that it may leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from comity.domains.exercises.reports.beside import NOTHING, Beside

Data = dict[str, Any]

EXERCISE = ("scheme", "round", "title", "provider", "coordinator", "contact", "status", "status_reason")
EXERCISE_MORE = ("deadline", "grace", "seed", "invented", "sources")
MEASURAND = (
    "item",
    "measurand",
    "title",
    "item_title",
    "quantity",
    "unit",
    "form",
    "maximum_error",
    "counts",
    "estimators",
    "assigned_value",
    "sigma_pt",
    "homogeneity",
    "stability",
    "density",
)
RESULT = ("row", "sheet", "item", "measurand", "result", "unit", "form", "uncertainty", "coverage_factor")
RESULT_MORE = ("limit_of_quantification", "technique", "method", "replicate", "not_tested_reason")
PROVENANCE = ("software", "seed", "evaluated_at", "inputs")


def taken(source: Mapping[str, Any], names: Iterable[str]) -> Data:
    """The named parts that are there."""
    return {name: source[name] for name in names if name in source}


def of_laboratory(rows: Iterable[Mapping[str, Any]], code: str) -> list[Data]:
    """The rows of one laboratory."""
    return [dict(row) for row in rows if row["laboratory"] == code]


class Anonymity:
    """Knows every code and name of the others, and whether a text gives one away."""

    def __init__(self, document: Mapping[str, Any], code: str) -> None:
        others = [entry for entry in document["laboratories"] if entry["code"] != code]
        own = {entry.get("name") for entry in document["laboratories"] if entry["code"] == code}
        secrets = {entry["code"] for entry in others} | {entry.get("name") for entry in others} - own
        words = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._secret = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None

    def keeps(self, data: Any) -> bool:
        """Whether no text inside `data` names another laboratory."""
        if self._secret is None:
            return True
        if isinstance(data, Mapping):
            return all(self.keeps(value) for value in data.values())
        if isinstance(data, list | tuple):
            return all(self.keeps(value) for value in data)
        return not (isinstance(data, str) and self._secret.search(data))


def individual_data(document: Mapping[str, Any], code: str, beside: Beside = NOTHING) -> Data:
    """What one laboratory gets: its own results and scores, and the population without names or codes."""
    anonymity = Anonymity(document, code)
    laboratory = next(entry for entry in document["laboratories"] if entry["code"] == code)
    return {
        "format": "comity-exercise-individual/1",
        **taken(document, PROVENANCE),
        "exercise": taken(document["plan"]["exercise"], EXERCISE + EXERCISE_MORE),
        "laboratory": dict(laboratory),
        "results": [taken(row, RESULT + RESULT_MORE) for row in of_laboratory(document["results"], code)],
        "measurands": [_measurand(entry, code, anonymity) for entry in document["measurands"]],
        "qualitative": [_qualitative(entry, code) for entry in document.get("qualitative") or []],
        "ordinal": [_ordinal(entry, code) for entry in document.get("ordinal") or []],
        "combined": of_laboratory(document.get("combined") or [], code),
        "history": of_laboratory(document.get("history") or [], code),
        **beside.for_one(code),
        "warnings": [text for text in document.get("warnings") or [] if anonymity.keeps(text)],
    }


def _measurand(measurand: Mapping[str, Any], code: str, anonymity: Anonymity) -> Data:
    precision = measurand.get("precision")
    return {
        **taken(measurand, MEASURAND),
        "population": _population(measurand),
        "scores": of_laboratory(measurand["scores"], code),
        "findings": [
            {"gate": gate["gate"], "decision": gate.get("decision", ""), **finding}
            for gate in measurand.get("gates") or []
            for finding in gate["findings"]
            if finding["laboratories"] == [code] and anonymity.keeps(finding)
        ],
        "precision": {
            **{key: value for key, value in precision.items() if key not in ("cells", "cochran")},
            "cells": of_laboratory(precision["cells"], code),
        }
        if precision
        else None,
    }


def _population(measurand: Mapping[str, Any]) -> list[Data]:
    """Result, uncertainty and verdict of all laboratories, in order of size: no code, no order of arrival."""
    names = ("result", "expanded_uncertainty", "score", "z", "z_prime", "performance")
    rows = [taken(score, names) for score in measurand["scores"] if score["result"] is not None]
    return sorted(rows, key=lambda row: (row["result"], row["expanded_uncertainty"] or 0.0))


def _qualitative(entry: Mapping[str, Any], code: str) -> Data:
    names = ("item", "title", "policy", "composition", "substances")
    return {**taken(entry, names), "laboratories": of_laboratory(entry["laboratories"], code)}


def _ordinal(entry: Mapping[str, Any], code: str) -> Data:
    names = ("item", "measurand", "title", "levels", "expected", "counts", "mode", "median")
    return {**taken(entry, names), "laboratories": of_laboratory(entry["laboratories"], code)}


def public_data(document: Mapping[str, Any], beside: Beside = NOTHING) -> Data:
    """What the summary may hold: codes and numbers; no names, no remarks of laboratories, no screen for collusion."""
    plan = {key: value for key, value in document["plan"].items() if key != "laboratories"}
    return {
        "format": "comity-exercise-summary/1",
        **taken(document, PROVENANCE),
        "plan": plan,
        "results": [taken(row, ("laboratory", *RESULT, *RESULT_MORE)) for row in document["results"]],
        "laboratories": [{"code": entry["code"]} for entry in document["laboratories"]],
        **taken(document, ("measurands", "qualitative", "ordinal", "combined", "warnings")),
        **beside.for_all(),
    }
