"""What only the coordinator sees: the key to the codes, every finding of the gates, and the screen for collusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.beside import deviations
from comity.domains.exercises.reports.chapters import Chapter, numbered
from comity.domains.exercises.reports.statements import headline
from comity.domains.exercises.reports.summary_setting import Rows, titled
from comity.domains.exercises.reports.wording import ABSENT, GATES, Wording
from comity.kernel.reports import Block, Report, callout, column, labels, paragraph, table


def coordinator_report(document: Mapping[str, Any], language: str) -> Report:
    """The report as blocks, from the whole evaluation document."""
    wording = Wording(language)
    exercise = document["plan"]["exercise"]
    kicker = headline(exercise, wording)
    chapters = [
        Chapter("ask", wording(message("report", "Whom to ask")), _findings(document, wording)),
        Chapter("collusion", wording(message("report", "Screen for collusion")), _collusion(document, wording)),
        Chapter(
            "deviations", wording(message("report", "Deviations from the plan")), deviations(document, wording)[1:]
        ),
        Chapter("codes", wording(message("report", "Key to the codes")), _codes(document, wording)),
    ]
    return Report(
        language=language,
        direction=wording.direction,
        kicker=kicker,
        title=wording(message("report", "For the coordinator only")),
        subtitle=wording(message("report", "Confidential: names, findings and advisory screens")),
        running=kicker,
        footer=wording(
            message("report", "{provider} · confidential to the coordinator", provider=exercise["provider"])
        ),
        author=exercise["provider"],
        issued=document["evaluated_at"],
        labels=labels(language),
        blocks=numbered(chapters),
    )


def _findings(document: Mapping[str, Any], wording: Wording) -> list[Block]:
    columns = [
        column(wording(message("report", "Laboratories")), width=1),
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Gate")), width=0.8),
        column(wording(message("report", "Finding and suggestion")), width=2.4),
    ]
    rows: Rows = [
        [
            wording.some(finding["laboratories"]),
            titled(measurand),
            wording.known(gate["gate"], GATES),
            {"text": wording.stored(finding["message"]), "sub": wording.stored(finding.get("suggestion"))},
        ]
        for measurand in document["measurands"]
        for gate in measurand["gates"]
        for finding in gate["findings"]
    ]
    if not rows:
        return [paragraph(wording(message("report", "The gates found nothing.")))]
    return [table(wording(message("report", "Findings of the gates.")), columns, rows, small=True)]


def _collusion(document: Mapping[str, Any], wording: Wording) -> list[Block]:
    warning = message(
        "report",
        "Advisory. A finding is a reason to ask in confidence, never a proof, and has no part in any score or report "
        "to others.",
    )
    columns = [
        column(wording(message("report", "Laboratories")), width=1),
        column(wording(message("report", "Finding")), width=2),
        column(wording(message("report", "Evidence")), width=1.5),
    ]
    rows: Rows = [
        [
            wording.listed(entry["laboratories"]),
            {"text": wording.stored(entry["message"]), "sub": wording.stored(entry.get("suggestion"))},
            wording.listed(
                [f"{key} = {_shown(value, wording)}" for key, value in (entry.get("evidence") or {}).items()]
            ),
        ]
        for entry in document.get("collusion") or []
    ]
    notice = callout(wording(warning), tone="questionable")
    if not rows:
        return [notice, paragraph(wording(message("report", "The screens found nothing.")))]
    return [notice, table(wording(message("report", "Findings of the screens.")), columns, rows)]


def _shown(value: Any, wording: Wording) -> str:
    return wording.number(value) if isinstance(value, float) else str(value)


def _codes(document: Mapping[str, Any], wording: Wording) -> list[Block]:
    columns = [
        column(wording(message("report", "Code"))),
        column(wording(message("report", "Laboratory")), width=3),
        column(wording(message("report", "Country")), width=1),
    ]
    rows: Rows = [
        [entry["code"], entry.get("name") or ABSENT, entry.get("country") or ABSENT]
        for entry in document["laboratories"]
    ]
    return [table(wording(message("report", "Which code belongs to which laboratory.")), columns, rows)]
