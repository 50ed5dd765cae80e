"""The report for one laboratory: how did we do, against what, how sure is that, what to look into.

It is built from `selection.individual_data` alone, so it can say no more about others than that file does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import SCORE_SYMBOLS, ordered_scores, standing
from comity.domains.exercises.reports.advice import things_to_look_into
from comity.domains.exercises.reports.beside import deviations
from comity.domains.exercises.reports.individual_basis import against_what, how_sure, over_the_rounds
from comity.domains.exercises.reports.pairs import named, scored_pairs, short
from comity.domains.exercises.reports.pictures import drawn
from comity.domains.exercises.reports.reading import how_to_read, overall, verdict_counts, verdict_tiles
from comity.domains.exercises.reports.statements import headline
from comity.domains.exercises.reports.wording import ABSENT, Wording
from comity.kernel.reports import (
    Block,
    Cell,
    Report,
    callout,
    column,
    findings,
    heading,
    labels,
    paragraph,
    table,
)

MOST_DETAIL_CHARTS = 1


def individual_report(data: Mapping[str, Any], language: str) -> Report:
    """The report as blocks, from `individual_data`."""
    wording = Wording(language)
    exercise, laboratory = data["exercise"], data["laboratory"]
    kicker = headline(exercise, wording)
    code = laboratory["code"]
    return Report(
        language=language,
        direction=wording.direction,
        kicker=kicker,
        title=wording(message("report", "Report for laboratory {code}", code=code)),
        subtitle=laboratory.get("name") or exercise.get("title") or "",
        running=kicker,
        footer=_footer(data, wording),
        author=exercise["provider"],
        issued=data["evaluated_at"],
        labels=labels(language),
        blocks=[
            *_how_did_we_do(data, wording),
            *_what_to_look_into(data, wording),
            *against_what(data, wording),
            *how_sure(data, wording),
            *deviations(data, wording),
            *over_the_rounds(data, wording),
            *how_to_read(wording, used=_symbols(data)),
        ],
    )


def _footer(data: Mapping[str, Any], wording: Wording) -> str:
    software, exercise = data["software"], data["exercise"]
    return wording(
        message(
            "report",
            "{provider} · evaluated {instant} with {software} {version} · confidential to the laboratory",
            provider=exercise["provider"],
            instant=wording.instant(data["evaluated_at"]),
            software="Comity",
            version=software["version"],
        )
    )


def _symbols(data: Mapping[str, Any]) -> set[str]:
    """The scores that this laboratory's table shows."""
    scores = [score for _measurand, score in scored_pairs(data)]
    return {key for key in ("z", "zeta", "uncertainty_flag") for score in scores if score[key]} | {
        score["score"] for score in scores if score["score"]
    }


def _how_did_we_do(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    counts = verdict_counts(data)
    blocks = [
        heading(wording(message("report", "How did we do?")), anchor="how"),
        paragraph(overall(counts, wording), tone="lead"),
        verdict_tiles(counts, wording),
    ]
    pairs = scored_pairs(data)
    if pairs:
        rows = [_score_row(measurand, score, wording) for measurand, score in pairs]
        blocks.append(table(_caption(wording), _score_columns(wording), rows, stacked=True))
    blocks += _identification(data, wording)
    shown = [pair for pair in pairs if pair[1].get("score")]
    if shown:
        blocks.append(_standing(shown, wording))
    return blocks


def _caption(wording: Wording) -> str:
    return wording(
        message(
            "report", "Your results beside the assigned values; ± is the expanded uncertainty, k = 2 unless stated."
        )
    )


def _score_columns(wording: Wording) -> list[dict[str, Any]]:
    return [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Your result")), kind="number"),
        column(wording(message("report", "Assigned value")), kind="number"),
        column("σₚₜ", kind="number"),
        column(wording(message("report", "Score")), kind="number"),
        column(SCORE_SYMBOLS["zeta"], kind="number"),
        column(SCORE_SYMBOLS["en"], kind="number"),
        column(wording(message("report", "U flag")), kind="short"),
        column(wording(message("report", "Verdict")), kind="verdict"),
    ]


def _score_row(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> list[Cell]:
    assigned, sigma = measurand.get("assigned_value") or {}, measurand.get("sigma_pt") or {}
    return [
        f"{short(measurand)}, {measurand['unit']}" if measurand["unit"] else short(measurand),
        _own_result(score, wording),
        wording.measured(assigned.get("value"), assigned.get("expanded_uncertainty")),
        wording.significant(sigma.get("value"), 3),
        {"text": wording.used_score(score), "strong": True},
        wording.score(score["zeta"]),
        wording.score(score["en"]),
        score["uncertainty_flag"] or ABSENT,
        wording.verdict(score["performance"]),
    ]


def _own_result(score: Mapping[str, Any], wording: Wording) -> Cell:
    if score["result"] is None:
        return {"text": score["result_text"] or ABSENT, "sub": score["not_tested_reason"]}
    text = _as_reported(score, wording)
    if score["expanded_uncertainty"]:
        text = f"{text} ± {wording.uncertainty(score['expanded_uncertainty'])}"
    factor = score.get("coverage_factor")
    return {"text": text, "sub": f"k = {wording.number(factor, digits=3)}" if factor not in (None, 2) else ""}


def _as_reported(score: Mapping[str, Any], wording: Wording) -> str:
    """The laboratory's own digits where they are the number; otherwise the number that was scored."""
    typed = score["result_text"].strip().replace(",", ".")
    if typed.replace(".", "", 1).isdigit() and abs(float(typed) - score["result"]) <= 1e-9 * abs(score["result"]):
        return wording.number(score["result"], decimals=len(typed.partition(".")[2]))
    return wording.number(score["result"], digits=5)


def _identification(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    rows: list[list[Cell]] = []
    for item in data["qualitative"]:
        for own in item["laboratories"]:
            lists = [wording.listed(own[key]) for key in ("true_positive", "false_negative", "false_positive")]
            rows.append([f"{item['title']} ({item['item']})", *lists, wording.verdict(own["performance"])])
    blocks = []
    if rows:
        columns = [
            column(wording(message("report", "Item")), width=2),
            column(wording(message("report", "Correctly found")), width=1.1),
            column(wording(message("report", "Missed")), width=1),
            column(wording(message("report", "Reported but not present")), width=1),
            column(wording(message("report", "Verdict")), kind="verdict"),
        ]
        blocks.append(table(wording(message("report", "Identification of substances.")), columns, rows, stacked=True))
    return blocks + _ordinal(data, wording)


def _ordinal(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            short(test),
            own["reported"] or ABSENT,
            test["expected"] or ABSENT,
            wording.verdict(own["performance"]),
        ]
        for test in data["ordinal"]
        for own in test["laboratories"]
    ]
    if not rows:
        return []
    columns = [
        column(wording(message("report", "Test")), width=1),
        column(wording(message("report", "Your result")), width=1),
        column(wording(message("report", "Expected")), width=1),
        column(wording(message("report", "Verdict")), kind="verdict"),
    ]
    return [table(wording(message("report", "Results on an ordered scale.")), columns, rows, stacked=True)]


def _standing(pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]], wording: Wording) -> Block:
    caption = message(
        "report",
        "Where you stand: your score with its expanded uncertainty, before the distribution of all results. Shaded: "
        "satisfactory; dashed: ±2; solid: ±3.",
    )
    spoken = [wording.detailed(named(measurand, wording), wording.used_score(score)) for measurand, score in pairs]
    spec = standing(pairs, language=wording.language)
    return drawn(spec, wording(caption), "; ".join(spoken), wording, width=0.92, floating=True)


def _what_to_look_into(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    title = heading(wording(message("report", "What to look into")), anchor="look")
    found = things_to_look_into(data, wording)
    if not found:
        text = message("report", "Nothing in this round calls for action.")
        return [title, callout(wording(text), tone="satisfactory")]
    return [title, findings(found), *_details(data, wording)]


def _details(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """The scores of everybody, for the measurands that call for action: the worst first."""
    bad = [
        (abs(score[score["score"]]), measurand, score)
        for measurand, score in scored_pairs(data)
        if score["performance"] == "unsatisfactory" and score.get("score")
    ]
    bad.sort(key=lambda entry: -entry[0])
    return [_detail(measurand, score, wording) for _size, measurand, score in bad[:MOST_DETAIL_CHARTS]]


def _detail(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> Block:
    code = score["laboratory"]
    others = [dict(row, laboratory="") for row in measurand["population"]]
    twin = next((at for at, row in enumerate(others) if row["result"] == score["result"]), None)
    if twin is not None:
        others.pop(twin)  # the population holds this laboratory too
    spec = ordered_scores({**measurand, "scores": [*others, score]}, own=code, language=wording.language)
    caption = message(
        "report",
        "{measurand}: the scores of all laboratories in order; yours is marked.",
        measurand=named(measurand, wording),
    )
    spoken = wording.detailed(named(measurand, wording), wording.used_score(score))
    return drawn(spec, wording(caption), spoken, wording, width=0.92)
