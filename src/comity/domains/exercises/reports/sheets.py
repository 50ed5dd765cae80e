"""The same content as tables for spreadsheet programs: numbers as numbers, one row per result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import verdict_names
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.tables import Sheet

Cell = str | int | float | None
Row = list[Cell]

SCORE_FIELDS = (
    "laboratory",
    "item",
    "measurand",
    "unit",
    "result_text",
    "result",
    "standard_uncertainty",
    "expanded_uncertainty",
    "coverage_factor",
    "technique",
    "late",
    "used",
    "assigned_value",
    "assigned_value_standard_uncertainty",
    "sigma_pt",
    "difference",
    "difference_percent",
    "percent_allowed",
    "z",
    "z_prime",
    "zeta",
    "en",
    "uncertainty_flag",
    "score",
    "performance",
    "not_tested_reason",
)
ASSIGNED_FIELDS = (
    "item",
    "measurand",
    "unit",
    "value",
    "standard_uncertainty",
    "expanded_uncertainty",
    "route",
    "method",
    "clause",
    "count",
    "sigma_pt",
    "sigma_pt_route",
    "satisfactory",
    "questionable",
    "unsatisfactory",
)
ESTIMATOR_FIELDS = ("method", "clause", "location", "scale", "standard_uncertainty", "iterations", "converged")


def score_rows(data: Mapping[str, Any]) -> Iterator[Row]:
    """One row per laboratory and measurand, in the order of `SCORE_FIELDS`."""
    for measurand in data["measurands"]:
        assigned, sigma = measurand.get("assigned_value") or {}, measurand.get("sigma_pt") or {}
        given = {
            "item": measurand["item"],
            "measurand": measurand["measurand"],
            "unit": measurand["unit"],
            "assigned_value": assigned.get("value"),
            "assigned_value_standard_uncertainty": assigned.get("standard_uncertainty"),
            "sigma_pt": sigma.get("value"),
        }
        for score in measurand["scores"]:
            yield [_plain((score | given).get(name)) for name in SCORE_FIELDS]


def individual_sheets(data: Mapping[str, Any], wording: Wording) -> list[Sheet]:
    """Scores, identification, and what the file is."""
    return [
        Sheet(wording(message("report", "Scores")), SCORE_FIELDS, list(score_rows(data))),
        *_identification(data, wording),
        _about(data, data["exercise"], wording),
    ]


def summary_sheets(data: Mapping[str, Any], wording: Wording) -> list[Sheet]:
    """Scores of all, assigned values, estimators, identification, combined scores, and what the file is."""
    return [
        Sheet(wording(message("report", "Scores")), SCORE_FIELDS, list(score_rows(data))),
        _assigned(data, wording),
        _estimators(data, wording),
        *_identification(data, wording),
        _combined(data, wording),
        _about(data, data["plan"]["exercise"], wording),
    ]


def _assigned(data: Mapping[str, Any], wording: Wording) -> Sheet:
    rows = []
    for measurand in data["measurands"]:
        assigned, sigma = measurand.get("assigned_value") or {}, measurand.get("sigma_pt") or {}
        given = {**assigned, **{key: measurand[key] for key in ("item", "measurand", "unit")}}
        given |= {"sigma_pt": sigma.get("value"), "sigma_pt_route": sigma.get("route")}
        verdicts = [score["performance"] for score in measurand["scores"]]
        given |= {key: verdicts.count(key) for key in ("satisfactory", "questionable", "unsatisfactory")}
        rows.append([_plain(given.get(name)) for name in ASSIGNED_FIELDS])
    return Sheet(wording(message("report", "Assigned values")), ASSIGNED_FIELDS, rows)


def _estimators(data: Mapping[str, Any], wording: Wording) -> Sheet:
    rows = [
        [measurand["item"], measurand["measurand"], *(_plain(estimate.get(name)) for name in ESTIMATOR_FIELDS)]
        for measurand in data["measurands"]
        for estimate in measurand["estimators"]
    ]
    return Sheet(wording(message("report", "Estimators")), ("item", "measurand", *ESTIMATOR_FIELDS), rows)


def _identification(data: Mapping[str, Any], wording: Wording) -> list[Sheet]:
    lists = ("reported", "true_positive", "partial", "false_negative", "false_positive")
    rows = [
        [row["laboratory"], item["item"], *("; ".join(row.get(name) or []) for name in lists), row["performance"]]
        for item in data["qualitative"]
        for row in item["laboratories"]
    ]
    title = wording(message("report", "Identification"))
    return [Sheet(title, ("laboratory", "item", *lists, "performance"), rows)] if rows else []


def _combined(data: Mapping[str, Any], wording: Wording) -> Sheet:
    header = ("laboratory", "scores", "rsz", "ssz", "ssz_p", "rlp")
    rows = [[_plain(row.get(name)) for name in header] for row in data.get("combined") or []]
    return Sheet(wording(message("report", "Combined scores")), header, rows)


def _about(data: Mapping[str, Any], exercise: Mapping[str, Any], wording: Wording) -> Sheet:
    software = data["software"]
    rows: list[Row] = [
        ["scheme", exercise["scheme"]],
        ["round", exercise["round"]],
        ["provider", exercise["provider"]],
        ["evaluated_at", data["evaluated_at"]],
        ["software", f"Comity {software['version']}"],
        ["seed", data["seed"]],
    ]
    rows += [[f"{entry['role']} (SHA-256)", entry["sha256"]] for entry in data["inputs"]]
    rows += [["verdict", f"{key} = {word}"] for key, word in verdict_names(wording.language).items()]
    return Sheet(wording(message("report", "About")), ("field", "value"), rows)


def _plain(value: Any) -> Cell:
    """A value that a cell can hold; truth as 1 and 0, so that every program reads it alike."""
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | int | float) or value is None else str(value)
