"""The chapter on identification: the matrix of answers, and how each substance fared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.charts import qualitative_matrix
from comity.domains.exercises.reports.pictures import drawn
from comity.domains.exercises.reports.summary_setting import Rows
from comity.domains.exercises.reports.wording import ABSENT, PRESENCE, Wording
from comity.kernel.reports import Block, column, heading, paragraph, table

ROWS_OF_A_MATRIX = 48  # laboratories on one page

POLICIES: dict[str, dict[str, Message]] = {
    "traces": {
        "count": message("report", "Trace components count like any other."),
        "ignore": message("report", "Trace components count neither when found nor when missed."),
    },
    "isomers": {
        "equivalent": message("report", "Isomers declared in the plan count as the same substance."),
        "distinct": message("report", "Isomers count as different substances."),
    },
    "partial": {
        "credit": message("report", "A partial identification counts."),
        "none": message("report", "A partial identification does not count."),
    },
}


def identification(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Items with substances to identify, then tests on an ordered scale."""
    qualitative = [block for item in data["qualitative"] for block in _item(item, wording)]
    return [*qualitative, *(block for test in data["ordinal"] for block in _ordinal(test, wording))]


def _item(item: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    yield heading(f"{item['item']} · {item['title']}", level=2)
    said = [POLICIES[key][value] for key, value in item["policy"].items() if value in POLICIES.get(key, {})]
    if said:
        yield paragraph(" ".join(wording(text) for text in said))
    yield _substances(item, wording)
    yield from _by_technique(item, wording)
    yield from _matrices(item, wording)


def _substances(item: Mapping[str, Any], wording: Wording) -> Block:
    columns = [
        column(wording(message("report", "Substance")), width=1.2),
        column(wording(message("report", "Presence")), width=0.9),
        column(wording(message("report", "Found")), kind="number"),
        column(wording(message("report", "Missed")), kind="number"),
        column(wording(message("report", "Wrongly reported")), kind="number"),
        column(wording(message("report", "Rightly not reported")), kind="number"),
        column(wording(message("report", "Correct, with 95 % interval")), kind="number"),
    ]
    keys = ("true_positive", "false_negative", "false_positive", "true_negative")
    rows: Rows = [
        [
            entry["substance"],
            wording.known(entry["presence"], PRESENCE),
            *(str(entry[key]) for key in keys),
            _rate(entry, wording),
        ]
        for entry in item["substances"]
    ]
    caption = message("report", "Item {item}: answers per substance; exact binomial intervals.", item=item["item"])
    return table(wording(caption), columns, rows)


def _by_technique(item: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    columns = [
        column(wording(message("report", "Technique")), width=1),
        column(wording(message("report", "Laboratories")), kind="number"),
        column(wording(message("report", "All correct")), kind="number"),
        column(wording(message("report", "Missed")), kind="number"),
        column(wording(message("report", "Wrongly reported")), kind="number"),
        column(wording(message("report", "Correct, with 95 % interval")), kind="number"),
    ]
    keys = ("laboratories", "faultless", "false_negative", "false_positive")
    rows: Rows = [
        [group["technique"] or ABSENT, *(str(group[key]) for key in keys), _rate(group, wording)]
        for group in item.get("by_technique") or []
    ]
    if rows:
        caption = message(
            "report", "Item {item}: laboratories by technique; exact binomial intervals.", item=item["item"]
        )
        yield table(wording(caption), columns, rows)


def _rate(entry: Mapping[str, Any], wording: Wording) -> str:
    if entry["rate"] is None or not entry["interval"]:
        return ABSENT
    low, high = entry["interval"]
    return f"{wording.percent(entry['rate'])} ({wording.percent(low)} – {wording.percent(high)})"


def _matrices(item: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    substances = [entry["substance"] for entry in item["substances"]]
    laboratories = sorted(item["laboratories"], key=lambda row: str(row["laboratory"]))
    if len(laboratories) > ROWS_OF_A_MATRIX:
        right = [row for row in laboratories if not (row["false_negative"] or row["false_positive"] or row["partial"])]
        laboratories = [row for row in laboratories if row not in right]
        text = message(
            "report",
            "{count} laboratory answered everything correctly and is not drawn.",
            plural="{count} laboratories answered everything correctly and are not drawn.",
            count=len(right),
        )
        yield paragraph(wording(text))
    for start in range(0, len(laboratories), ROWS_OF_A_MATRIX):
        yield _matrix(item, substances, laboratories[start : start + ROWS_OF_A_MATRIX], wording)


def _matrix(
    item: Mapping[str, Any], substances: Sequence[str], laboratories: Sequence[Mapping[str, Any]], wording: Wording
) -> Block:
    caption = message("report", "Item {item}: what each laboratory answered.", item=item["item"])
    spoken = [
        f"{row['laboratory']}: −{wording.listed(row['false_negative'])} +{wording.listed(row['false_positive'])}"
        for row in laboratories
        if row["false_negative"] or row["false_positive"]
    ]
    description = f"{wording(caption)} {'; '.join(spoken)}".strip()
    spec = qualitative_matrix(substances, laboratories, language=wording.language)
    return drawn(spec, wording(caption), description, wording, width=min(1.0, 0.3 + 0.13 * len(substances)))


def _ordinal(test: Mapping[str, Any], wording: Wording) -> Iterator[Block]:
    yield heading(f"{test['item']} · {test['title']}", level=2)
    columns = [
        column(wording(message("report", "Level")), width=1),
        column(wording(message("report", "Laboratories")), kind="number", width=1),
        column(wording(message("report", "Codes")), width=4),
    ]
    rows: Rows = [
        [
            {"text": entry["level"], "strong": entry["level"] == test["expected"]},
            str(entry["count"]),
            wording.listed([row["laboratory"] for row in test["laboratories"] if row["reported"] == entry["level"]]),
        ]
        for entry in test["counts"]
    ]
    caption = message(
        "report",
        "Answers on an ordered scale; expected: {expected}; mode: {mode}; median: {median}.",
        expected=test["expected"] or ABSENT,
        mode=wording.listed(list(test["mode"])),
        median=test["median"] or ABSENT,
    )
    yield table(wording(caption), columns, rows)
