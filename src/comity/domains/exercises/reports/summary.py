"""The summary report of a round: codes instead of names, everything that ISO/IEC 17043 expects, and how to replay it.

It is built from `selection.public_data` alone: neither names nor the screen for collusion can reach it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.beside import deviations
from comity.domains.exercises.reports.chapters import Chapter, numbered, places
from comity.domains.exercises.reports.checklist import checklist, checklist_row
from comity.domains.exercises.reports.printed import WholeTable
from comity.domains.exercises.reports.reading import how_to_read, verdict_counts, verdict_tiles
from comity.domains.exercises.reports.statements import headline, state, statements
from comity.domains.exercises.reports.summary_identity import identification
from comity.domains.exercises.reports.summary_results import results
from comity.domains.exercises.reports.summary_setting import assigned_values, items, sigma_pt, statistics, techniques
from comity.domains.exercises.reports.summary_tail import combined, comments, inconsistencies, replay
from comity.domains.exercises.reports.wording import ABSENT, Wording
from comity.kernel.reports import Block, Cell, Report, bullets, column, facts, labels, paragraph, table, tiles


def summary_report(data: Mapping[str, Any], language: str, whole: WholeTable | None = None) -> Report:
    """The report as blocks, from `public_data`; where `whole` holds every result, a paper prints a part of many."""
    wording = Wording(language)
    exercise = data["plan"]["exercise"]
    chapters = _chapters(data, wording, whole)
    answers = checklist(data["plan"], places(chapters))
    chapters.append(_checklist_chapter(answers, wording))
    kicker = headline(exercise, wording)
    return Report(
        language=language,
        direction=wording.direction,
        kicker=kicker,
        title=wording(message("report", "Summary report")),
        subtitle=exercise.get("title") or "",
        running=kicker,
        footer=_footer(data, wording),
        author=exercise["provider"],
        issued=data["evaluated_at"],
        labels=labels(language),
        blocks=numbered(chapters),
        contents=True,
    )


def summary_checklist(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checklist alone, for the summary's JSON."""
    return checklist(data["plan"], places(_chapters(data, Wording("en"))))


def _footer(data: Mapping[str, Any], wording: Wording) -> str:
    return wording(
        message(
            "report",
            "{provider} · evaluated {instant} with {software} {version}",
            provider=data["plan"]["exercise"]["provider"],
            instant=wording.instant(data["evaluated_at"]),
            software="Comity",
            version=data["software"]["version"],
        )
    )


def _chapters(data: Mapping[str, Any], wording: Wording, whole: WholeTable | None = None) -> list[Chapter]:
    return [
        Chapter("overview", wording(message("report", "At a glance")), _overview(data, wording)),
        Chapter("exercise", wording(message("report", "The exercise")), _exercise(data, wording)),
        Chapter("items", wording(message("report", "Items, homogeneity and stability")), items(data, wording)),
        Chapter("assigned", wording(message("report", "Assigned values")), assigned_values(data, wording)),
        Chapter(
            "sigma",
            wording(message("report", "Standard deviation for proficiency assessment")),
            sigma_pt(data, wording),
        ),
        Chapter("statistics", wording(message("report", "Statistical analysis")), statistics(data, wording)),
        Chapter("deviations", wording(message("report", "Deviations from the plan")), deviations(data, wording)[1:]),
        Chapter("results", wording(message("report", "Results and scores")), results(data, wording, whole)),
        Chapter("techniques", wording(message("report", "By technique")), techniques(data, wording)),
        Chapter("identification", wording(message("report", "Identification")), identification(data, wording)),
        Chapter("combined", wording(message("report", "Combined scores")), combined(data, wording)),
        Chapter("comments", wording(message("report", "Comments and recommendations")), comments(data, wording)),
        Chapter("read", wording(message("report", "How to read the scores")), how_to_read(wording)[1:]),
        Chapter("inconsistencies", wording(message("report", "Where the sources disagree")), inconsistencies(wording)),
        Chapter("replay", wording(message("report", "How to recompute this report")), replay(data, wording)),
    ]


def _overview(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    figures = [
        {"value": str(len(data["laboratories"])), "label": wording(message("report", "laboratories"))},
        {"value": str(len(data["plan"]["items"])), "label": wording(message("report", "items"))},
        {"value": str(len(data["measurands"])), "label": wording(message("report", "measurands"))},
        {"value": str(len(data["results"])), "label": wording(message("report", "reported values"))},
    ]
    blocks: list[Block] = [tiles(figures), verdict_tiles(verdict_counts(data), wording)]
    if data["measurands"]:
        rows = [_overview_row(measurand, wording) for measurand in data["measurands"]]
        caption = message("report", "Assigned values with expanded uncertainty (k = 2) and the share of each verdict.")
        blocks.append(table(wording(caption), _overview_columns(wording), rows))
    warnings = [wording.stored(text) for text in data["warnings"]]
    return [*blocks, *([bullets(warnings)] if warnings else [])]


def _overview_columns(wording: Wording) -> list[dict[str, Any]]:
    return [
        column(wording(message("report", "Item"))),
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Assigned value")), kind="number"),
        column("σₚₜ", kind="number"),
        column(wording(message("report", "Results")), kind="number"),
        column(wording(message("report", "satisfactory")), kind="number"),
        column(wording(message("report", "questionable")), kind="number"),
        column(wording(message("report", "unsatisfactory")), kind="number"),
    ]


def _overview_row(measurand: Mapping[str, Any], wording: Wording) -> list[Cell]:
    assigned, sigma = measurand.get("assigned_value") or {}, measurand.get("sigma_pt") or {}
    verdicts = [score["performance"] for score in measurand["scores"] if score["performance"] != "not_scored"]
    shares = [
        wording.percent(verdicts.count(key) / len(verdicts), decimals=0) if verdicts else ABSENT
        for key in ("satisfactory", "questionable", "unsatisfactory")
    ]
    return [
        measurand["item"],
        {"text": measurand["title"], "sub": measurand["unit"]},
        wording.measured(assigned.get("value"), assigned.get("expanded_uncertainty")),
        wording.significant(sigma.get("value"), 3),
        str(measurand["counts"]["reported"]),
        *shares,
    ]


def _exercise(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    exercise = data["plan"]["exercise"]
    named = [
        (message("report", "Scheme"), exercise["scheme"]),
        (message("report", "Round"), exercise["round"]),
        (message("report", "Provider"), exercise["provider"]),
        (message("report", "Coordinator"), exercise["coordinator"]),
        (message("report", "Contact"), exercise.get("contact")),
        (message("report", "Authorised by"), exercise.get("authorised_by")),
        (message("report", "Subcontracted"), exercise.get("subcontracted")),
        (message("report", "Status of this report"), state(exercise, wording)),
        (message("report", "Deadline"), wording.instant(exercise.get("deadline") or "")),
        (message("report", "Evaluated"), wording.instant(data["evaluated_at"])),
    ]
    texts = [
        message(
            "report",
            "Laboratories appear by their code only. The key to the codes stays with the coordinator; each laboratory "
            "knows its own.",
        ),
        message(
            "report",
            "Results that arrived after the deadline and within the grace period are scored, but have no part in the "
            "assigned values.",
        ),
    ]
    supplied = [(wording(name), str(value)) for name, value in named if value]
    paragraphs = [paragraph(wording(text)) for text in texts]
    return [facts(supplied), *paragraphs, *statements(exercise, ("design", "procedures"))]


def _checklist_chapter(answers: list[dict[str, Any]], wording: Wording) -> Chapter:
    columns = [
        column(""),
        column(wording(message("report", "What the standard expects")), width=1.4),
        column(wording(message("report", "Where it stands")), width=1),
    ]
    columns[0]["label"] = wording(message("report", "Point"))
    caption = message("report", "Content of reports after ISO/IEC 17043:2010, 4.8.2, and ISO/IEC 17043:2023, 7.4.3.")
    rows = [checklist_row(answer, wording) for answer in answers]
    title = wording(message("report", "Checklist ISO/IEC 17043"))
    return Chapter("checklist", title, [table(wording(caption), columns, rows, anchor="")])
