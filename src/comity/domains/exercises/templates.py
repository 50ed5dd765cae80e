"""The files to start from: a commented plan, and results to fill in as CSV and as a workbook.

They hold a small invented example that says so; it passes `check` and can be evaluated as it stands.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from comity.base.messages import message
from comity.domains.exercises.results.model import COLUMNS
from comity.kernel.tables import Place, PlacedError, Sheet, write_csv, write_xlsx

PLAN, RESULTS_CSV, RESULTS_XLSX = "plan.toml", "results.csv", "results.xlsx"

FROM_RECORDS = re.compile(
    r"^# Participants under their codes\..*?(?=^# Test items\.)"
    r"|^# What you decide about single results.*?^decisions = [^\n]*\n"
    r"|^# Date and time with its time zone.*?^grace = [^\n]*\n"
    r"|^expected_participants = [^\n]*\n"
    r"|^#   comity exercises [^\n]*\n",
    re.MULTILINE | re.DOTALL,
)

_SUBMITTED = "2026-03-30T10:00:00Z"
_COCAINE = {
    "L01": (("45.2", "1.1"), ("71.6", "1.8"), "GC-FID"),
    "L02": (("44,7", "1,2"), ("72,4", "1,9"), "GC-FID"),
    "L03": (("46.0", "1.5"), ("70.9", "2.1"), "GC-MS"),
    "L04": (("45.5", ""), ("71.9", ""), "GC-MS"),
    "L05": (("44.1", "0.9"), ("73.0", "1.5"), "HPLC-UV"),
    "L06": (("45.8", "1.3"), ("71.2", "1.7"), "HPLC-UV"),
    "L07": (("44.9", "1.0"), ("45.1", "1.0"), "GC-FID"),
}
_FOUND = {
    "L01": ("MDMA; caffeine", "strong"),
    "L02": ("ecstasy; caffeine; procaine", "strong"),
    "L03": ("MDMA", "weak"),
    "L04": ("MDMA; caffeine; MDA", "strong"),
    "L05": ("MDMA; caffeine", "strong"),
    "L06": ("MDMA; caffeine", "strong"),
    "L07": ("caffeine; MDMA", "strong"),
}


def write_templates(directory: Path) -> list[Path]:
    """Write the three files; a file that is there already is never overwritten."""
    paths = [directory / name for name in (PLAN, RESULTS_CSV, RESULTS_XLSX)]
    for path in paths:
        if path.exists():
            raise PlacedError(
                "file-exists",
                message("exercises", "The file is there already."),
                place=Place(str(path)),
                remedy=message("exercises", "Choose another directory, or move the file away."),
            )
    directory.mkdir(parents=True, exist_ok=True)
    rows = [[row.get(name, "") for name in COLUMNS] for row in example_rows()]
    paths[0].write_text(plan_template(), encoding="utf-8")
    write_csv(paths[1], COLUMNS, rows)
    write_xlsx(paths[2], [Sheet("results", COLUMNS, rows), Sheet("explanation", ("column", "meaning"), explanation())])
    return paths


def plan_template() -> str:
    """The commented plan."""
    return files("comity.domains.exercises.template").joinpath(PLAN).read_text(encoding="utf-8")


def round_plan_template() -> str:
    """The same for a round on the site, without what is refused there because the records of the round say it."""
    return FROM_RECORDS.sub("", plan_template())


def example_rows() -> list[dict[str, str]]:
    """Invented results: what one row looks like in each case."""
    rows = []
    for code, (powder_a, powder_b, technique) in _COCAINE.items():
        for item, (result, uncertainty) in (("A", powder_a), ("B", powder_b)):
            rows.append(
                _row(code, item, "cocaine", result, technique)
                | {"unit": "g/100 g", "form": "base", "uncertainty": uncertainty}
                | {"coverage_factor": "2" if uncertainty else ""}
            )
    salt = _row("L08", "A", "cocaine", "50.9", "GC-MS") | {"unit": "g/100 g", "form": "hydrochloride"}
    none = _row("L08", "B", "cocaine", "", "") | {"not_tested_reason": "The vial arrived broken."}
    rows += [salt | {"comment": "INVENTED EXAMPLE: replace all rows"}, none]
    for code, (substances, level) in _FOUND.items():
        rows.append(_row(code, "C", "identification", substances, "GC-MS"))
        rows.append(_row(code, "C", "marquis", level, "Marquis reagent"))
    return rows


def explanation() -> list[tuple[str, str]]:
    """What each column takes."""
    return [
        ("laboratory", "Code of the laboratory in this round."),
        ("item", "Code of the test item."),
        ("measurand", "Code of the measurand, or identification."),
        ("result", "A number (45.2 or 45,2), <limit, a level, or substances separated by semicolons (none if none)."),
        ("unit", "Unit of the result; one that the plan declares."),
        ("form", "Form in which the result is stated, as base or hydrochloride; one that the plan declares."),
        ("uncertainty", "Expanded uncertainty U in the unit of the result; empty if not known."),
        ("coverage_factor", "Coverage factor k of U; 1 if a standard uncertainty is stated."),
        ("limit_of_quantification", "In the unit of the result; needed where the result is < without a number."),
        ("technique", "Technique, as GC-FID; results are also compared by technique."),
        ("method", "Anything else about the method."),
        ("replicate", "1, 2, 3 … where replicates are reported, else empty."),
        ("submitted_at", "When it was submitted, with time zone, as 2026-03-30T10:00:00Z; as text."),
        ("not_tested_reason", "Why there is no result; then result stays empty."),
        ("comment", "Remarks."),
    ]


def _row(laboratory: str, item: str, measurand: str, result: str, technique: str) -> dict[str, str]:
    codes = {"laboratory": laboratory, "item": item, "measurand": measurand}
    return {**codes, "result": result, "technique": technique, "submitted_at": _SUBMITTED}
