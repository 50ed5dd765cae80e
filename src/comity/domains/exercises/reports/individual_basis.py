"""The second half of an individual report: against what, how sure is that, and the course over the rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import SCORE_SYMBOLS, history
from comity.domains.exercises.reports.methods import method_name
from comity.domains.exercises.reports.pairs import scored_pairs, short
from comity.domains.exercises.reports.pictures import drawn
from comity.domains.exercises.reports.wording import ABSENT, ROUTES, Wording
from comity.kernel.reports import Block, Cell, beside, bullets, column, heading, table, together

STANDARD = "ISO 13528:2022"  # named once for the whole table
SAID_BY_THE_ROUTE = ("Formulation", "Certified reference material", "One laboratory")
FEW_ROWS = 12  # a table of so few is kept on one page


def against_what(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """How the assigned values and sigma_pt were set; measurands set alike share a line."""
    measurands = [measurand for measurand, _score in scored_pairs(data)]
    if not measurands:
        return []
    columns = [
        column(wording(message("report", "Measurands")), width=1),
        column(wording(message("report", "Assigned value: how it was set")), width=1.9),
        column(wording(message("report", "σₚₜ: how it was set")), width=1.9),
    ]
    groups = _grouped(measurands, lambda measurand: _origin(measurand, wording))
    rows: list[list[Cell]] = [
        [_together_named(names, len(measurands), wording), *origin] for origin, names in groups.items()
    ]
    caption = message(
        "report",
        "What your results were compared with, and what one score unit is worth (clauses of {standard}).",
        standard=STANDARD,
    )
    blocks = [
        heading(wording(message("report", "Against what?")), anchor="against"),
        table(wording(caption), columns, rows, stacked=True, small=True),
    ]
    return [*([together(blocks)] if len(rows) <= FEW_ROWS else blocks), *_traceability(measurands, wording)]


def _traceability(measurands: Sequence[Mapping[str, Any]], wording: Wording) -> list[Block]:
    groups = _grouped(measurands, lambda measurand: _traced(measurand, wording))
    said = [
        wording.detailed(_together_named(names, len(measurands), wording), text)
        for text, names in groups.items()
        if text != ABSENT
    ]
    return [bullets(said, tone="muted")] if said else []


def _traced(measurand: Mapping[str, Any], wording: Wording) -> str:
    return wording.stored((measurand.get("assigned_value") or {}).get("traceability")) or ABSENT


def _grouped(measurands: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Any]) -> dict[Any, list[str]]:
    groups: dict[Any, list[str]] = {}
    for measurand in measurands:
        groups.setdefault(key(measurand), []).append(short(measurand))
    return groups


def _together_named(names: list[str], total: int, wording: Wording) -> str:
    if len(names) == total and total > 1:
        return wording(message("report", "All measurands"))
    return wording.listed(names)


def _origin(measurand: Mapping[str, Any], wording: Wording) -> tuple[str, str]:
    """Route, method and clause of the assigned value, and of sigma_pt."""
    assigned, sigma = measurand.get("assigned_value") or {}, measurand.get("sigma_pt") or {}
    route = wording.known(assigned.get("route", ABSENT), ROUTES)
    parts = [route[:1].upper() + route[1:]]
    if assigned and assigned["method"] not in SAID_BY_THE_ROUTE:
        parts.append(method_name(assigned, wording))
    if assigned:
        parts.append(_clause(assigned))
    return " · ".join(parts), f"{method_name(sigma, wording)} · {_clause(sigma)}" if sigma else ABSENT


def _clause(found: Mapping[str, Any]) -> str:
    return str(found["clause"]).removeprefix(f"{STANDARD}, ")


def how_sure(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Uncertainty of each assigned value, what it meant for the score, and the remarks that go with them."""
    pairs = scored_pairs(data)
    if not pairs:
        return []
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Results used")), kind="number"),
        column("u(xₚₜ)", kind="number"),
        column("u(xₚₜ) / σₚₜ", kind="number"),
        column(wording(message("report", "Scored with")), kind="short"),
        column(wording(message("report", "Items homogeneous")), kind="short"),
        column(wording(message("report", "Items stable")), kind="short"),
    ]
    rows = [_sureness(measurand, score, wording) for measurand, score in pairs]
    caption = message(
        "report",
        "Uncertainty of the assigned values. Above 0.3 σₚₜ it is not negligible, and z′ takes it into account.",
    )
    warnings = {
        wording.stored(text): None
        for measurand, _score in pairs
        for part in (measurand.get("assigned_value"), measurand.get("sigma_pt"))
        for text in (part or {}).get("warnings", [])
    }
    general = {wording.stored(text): None for text in data["warnings"]}
    notes = [*warnings, *general]
    blocks = [
        heading(wording(message("report", "How sure is that?")), anchor="sure"),
        table(wording(caption), columns, rows, stacked=True, small=True),
    ]
    return [
        *([together(blocks)] if len(rows) <= FEW_ROWS else blocks),
        *([bullets(notes, tone="muted")] if notes else []),
    ]


def _sureness(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> list[Cell]:
    assigned, sigma = measurand.get("assigned_value") or {}, (measurand.get("sigma_pt") or {}).get("value")
    uncertainty = assigned.get("standard_uncertainty")
    ratio = uncertainty / sigma if sigma and uncertainty is not None else None
    return [
        short(measurand),
        str(measurand["counts"]["used"]),
        wording.uncertainty(uncertainty),
        wording.score(ratio),
        SCORE_SYMBOLS.get(score["score"] or "", ABSENT),
        _tested(measurand.get("homogeneity"), wording),
        _tested(measurand.get("stability"), wording),
    ]


def _tested(test: Mapping[str, Any] | None, wording: Wording) -> str:
    if test is None:
        return wording(message("report", "not supplied"))
    return wording(message("report", "yes") if test["accepted"] else message("report", "no"))


def over_the_rounds(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """The course of each measurand over the rounds; two pictures side by side where there are several."""
    courses = [course for course in data["history"] if len(course["rounds"]) > 1]
    if not courses:
        return []
    titles = {measurand["measurand"]: measurand["title"] for measurand in data["measurands"]}
    figures = [_course(course, titles, wording, narrow=len(courses) > 1) for course in courses]
    title = heading(wording(message("report", "Over the rounds")), anchor="rounds")
    return [together([title, beside(figures[:2])]), *([beside(figures[2:])] if figures[2:] else [])]


def _course(course: Mapping[str, Any], titles: Mapping[str, str], wording: Wording, *, narrow: bool) -> Block:
    caption = message(
        "report",
        "{measurand}: z scores over the rounds, and the J-chart.",
        measurand=titles.get(course["measurand"], course["measurand"]),
    )
    spoken = "; ".join(wording.detailed(entry["round"], wording.score(entry["z"])) for entry in course["rounds"])
    spec = history(course, narrow=narrow, language=wording.language)
    return drawn(spec, wording(caption), spoken, wording)
