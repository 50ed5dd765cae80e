"""The chapter with all results: pictures, precision and one table per measurand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import (
    MOST_LABELS,
    SCORE_SYMBOLS,
    density,
    mandel,
    ordered_scores,
    repeatability,
    youden,
)
from comity.domains.exercises.reports.pictures import drawn
from comity.domains.exercises.reports.printed import WholeTable, attention, is_long, notice
from comity.domains.exercises.reports.summary_setting import titled
from comity.domains.exercises.reports.wording import ABSENT, Wording
from comity.kernel.reports import Block, Cell, beside, by_medium, column, facts, heading, paragraph, table, together

MOST_PAIRS = 6  # Youden plots per measurand


def results(data: Mapping[str, Any], wording: Wording, whole: WholeTable | None = None) -> list[Block]:
    """Every measurand in turn, then the pairs of items."""
    short = whole is not None and is_long(data)
    blocks = [by_medium(paper=[notice(data, whole, wording)], web=[])] if whole is not None and short else []
    for measurand in data["measurands"]:
        blocks += _measurand(measurand, wording)
        blocks.append(_shortened(measurand, len(data["measurands"]), wording) if short else _table(measurand, wording))
    return blocks + _pairs(data, wording)


def _measurand(measurand: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    opening = [
        heading(titled(measurand), level=2, anchor=f"m-{measurand['item']}-{measurand['measurand']}"),
        paragraph(_counted(measurand["counts"], wording), tone="muted"),
    ]
    if any(score.get("score") for score in measurand["scores"]):
        opening.append(_ordered(measurand, wording))
    yield together(opening)
    yield from _beyond(measurand, wording)
    if measurand.get("density"):
        yield _density(measurand, wording)
    if measurand.get("precision"):
        yield from _precision(measurand, wording)


def _counted(counts: Mapping[str, int], wording: Wording) -> str:
    values: dict[str, Any] = {
        key: counts.get(key, 0) for key in ("reported", "used", "censored", "late", "excluded", "not_tested")
    }
    return wording(
        message(
            "report",
            "Reported: {reported}; used for the assigned value: {used}; below a limit: {censored}; late: {late}; "
            "excluded: {excluded}; not tested: {not_tested}.",
            **values,
        )
    )


def _ordered(measurand: Mapping[str, Any], wording: Wording) -> Block:
    caption = message(
        "report",
        "{measurand}: scores in order of size with expanded uncertainties. Shaded: satisfactory; dashed: ±2; solid: "
        "±3. Scores beyond the frame stand at its edge.",
        measurand=titled(measurand),
    )
    spoken = message(
        "report", "Scores of all laboratories for {measurand} in order of size.", measurand=titled(measurand)
    )
    return drawn(ordered_scores(measurand, language=wording.language), wording(caption), wording(spoken), wording)


def _beyond(measurand: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    """Where the picture cannot show all codes, those outside the action limits are listed."""
    scored = [(score["laboratory"], score[score["score"]]) for score in measurand["scores"] if score.get("score")]
    outside = sorted((entry for entry in scored if abs(entry[1]) >= 3), key=lambda entry: (entry[1], entry[0]))
    if len(scored) > MOST_LABELS and outside:
        shown = wording.listed([f"{code} ({wording.score(value)})" for code, value in outside])
        text = message("report", "Outside the action limits: {laboratories}.", laboratories=shown)
        yield paragraph(wording(text), tone="muted")


def _density(measurand: Mapping[str, Any], wording: Wording) -> Block:
    modes = wording.listed([wording.number(mode["location"]) for mode in measurand["density"]["modes"]])
    caption = message(
        "report",
        "{measurand}: distribution of the results (kernel density, bandwidth {bandwidth}); modes at {modes}. The line "
        "is the assigned value; shaded: satisfactory.",
        measurand=titled(measurand),
        bandwidth=wording.number(measurand["density"]["bandwidth"], digits=2),
        modes=modes,
    )
    spoken = message(
        "report",
        "Density of the results for {measurand} with modes at {modes}.",
        measurand=titled(measurand),
        modes=modes,
    )
    return drawn(density(measurand, language=wording.language), wording(caption), wording(spoken), wording)


def _precision(measurand: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    precision, title = measurand["precision"], titled(measurand)
    yield heading(wording(message("report", "Repeatability and reproducibility")), level=3)
    yield facts(_precision_facts(precision, wording))
    for statistic in ("h", "k"):
        if not precision.get(f"{statistic}_critical"):
            continue
        caption = message(
            "report",
            "{measurand}: Mandel’s {statistic} with critical values at 5 % (dashed) and 1 % (solid).",
            measurand=title,
            statistic=statistic,
        )
        spec = mandel(precision, "h" if statistic == "h" else "k", language=wording.language)
        yield drawn(spec, wording(caption), wording(caption), wording)
    caption = message(
        "report",
        "{measurand}: laboratory means and standard deviations; regions for 5 % (dashed) and 1 % (solid).",
        measurand=title,
    )
    spec = repeatability(precision, unit=measurand["unit"], language=wording.language)
    yield drawn(spec, wording(caption), wording(caption), wording, width=0.72)


def _precision_facts(precision: Mapping[str, Any], wording: Wording) -> list[tuple[str, str]]:
    names = {
        "repeatability_standard_deviation": message("report", "Repeatability standard deviation"),
        "between_laboratory_standard_deviation": message("report", "Between-laboratory standard deviation"),
        "reproducibility_standard_deviation": message("report", "Reproducibility standard deviation"),
        "repeatability_limit": message("report", "Repeatability limit r"),
        "reproducibility_limit": message("report", "Reproducibility limit R"),
    }
    shown = [(wording(name), wording.significant(precision.get(key), 3)) for key, name in names.items()]
    base = message(
        "report",
        "{laboratories} laboratories, {results} results",
        laboratories=precision["laboratories"],
        results=precision["results"],
    )
    return [*shown, (precision["clause"], wording(base))]


def _table(measurand: Mapping[str, Any], wording: Wording) -> Block:
    caption = message(
        "report", "{measurand}: all results and scores ({unit}).", measurand=titled(measurand), unit=measurand["unit"]
    )
    return _scores(measurand["scores"], wording(caption), wording)


def _shortened(measurand: Mapping[str, Any], measurands: int, wording: Wording) -> Block:
    """On paper only what needs attention; nothing where nothing does."""
    shown = attention(measurand["scores"], measurands)
    caption = message(
        "report",
        "{measurand}: {shown} of {count} results, those that need attention first ({unit}).",
        measurand=titled(measurand),
        shown=len(shown),
        count=len(measurand["scores"]),
        unit=measurand["unit"],
    )
    paper = [_scores(shown, wording(caption), wording)] if shown else []
    return by_medium(paper=paper, web=[_table(measurand, wording)])


def _scores(scores: Sequence[Mapping[str, Any]], caption: str, wording: Wording) -> Block:
    columns = [
        column(wording(message("report", "Laboratory"))),
        column(wording(message("report", "As reported")), kind="number"),
        column(wording(message("report", "Result ± U")), kind="number"),
        column(wording(message("report", "Technique")), width=1),
        column("D %", kind="number"),
        column(wording(message("report", "Score")), kind="number"),
        column(SCORE_SYMBOLS["zeta"], kind="number"),
        column(SCORE_SYMBOLS["en"], kind="number"),
        column(wording(message("report", "U flag"))),
        column(wording(message("report", "Verdict")), kind="verdict"),
    ]
    rows = [_row(score, wording) for score in sorted(scores, key=lambda score: str(score["laboratory"]))]
    return table(caption, columns, rows, small=True)


def _row(score: Mapping[str, Any], wording: Wording) -> list[Cell]:
    remarks = []
    if score["late"]:
        remarks.append(wording(message("report", "late")))
    elif score["result"] is not None and not score["used"]:
        remarks.append(wording(message("report", "not used for the assigned value")))
    if score["not_tested_reason"]:
        remarks.append(wording(message("report", "not tested")))
    return [
        score["laboratory"],
        score["result_text"] or ABSENT,
        wording.measured(score["result"], score["expanded_uncertainty"]),
        {"text": score["technique"] or ABSENT, "sub": wording.listed(remarks) if remarks else ""},
        wording.number(score["difference_percent"], decimals=1),
        wording.used_score(score),
        wording.score(score["zeta"]),
        wording.score(score["en"]),
        score["uncertainty_flag"] or ABSENT,
        wording.verdict(score["performance"]),
    ]


def _pairs(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """A Youden plot for every two items with the same measurand."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for measurand in data["measurands"]:
        if any(score.get("score") for score in measurand["scores"]):
            groups.setdefault(measurand["measurand"], []).append(measurand)
    blocks = []
    for members in groups.values():
        for first, second in list(combinations(members, 2))[:MOST_PAIRS]:
            caption = message(
                "report",
                "{measurand}: item {first} against item {second}, with the 95 % ellipse. Points along the diagonal "
                "share a laboratory’s bias; points off it show poor repeatability or exchanged items.",
                measurand=first["title"],
                first=first["item"],
                second=second["item"],
            )
            spec = youden(first, second, language=wording.language)
            blocks.append(
                drawn(
                    spec,
                    wording(caption),
                    wording(caption),
                    wording,
                )
            )
    title = heading(wording(message("report", "Two items against each other (Youden plots)")), level=2)
    return [title, beside(blocks)] if blocks else []
