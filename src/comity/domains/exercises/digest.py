"""What a person must see of an evaluation, on one screen: a line per item × measurand, then what to beware of.

Remarks are whole sentences, each said once with all that it concerns; equal results come first, because everything
else follows from them. Beyond `MOST_REMARKS` the rest is counted and stands in the summary report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.messages import Message, message

MOST_REMARKS = 10
MOST_NAMES = 6

Block = Mapping[str, Any]


def digest(document: Mapping[str, Any], language: str) -> list[str]:
    """The lines, in the language."""
    lines = [Message.from_data(warning) for warning in document["warnings"]]
    lines += [_measured(block) for block in document["measurands"]]
    lines += [_answered(block) for block in [*document["qualitative"], *document["ordinal"]]]
    return [*(line.render(language) for line in lines), *remarks(document, language)]


def remarks(document: Mapping[str, Any], language: str) -> list[str]:
    """What to beware of, at most `MOST_REMARKS` lines."""
    concerned: dict[str, list[str]] = {}
    for block in sorted(document["measurands"], key=lambda block: not _equal(block)):
        for text in _beware(block):
            concerned.setdefault(text.render(language), []).append(_name(block))
    lines = [_said(names, text, language) for text, names in concerned.items()]
    if len(lines) <= MOST_REMARKS:
        return lines
    rest = len(lines) - MOST_REMARKS + 1
    more = message(
        "command line",
        "{count} more remark stands in the summary report.",
        plural="{count} more remarks stand in the summary report.",
        count=rest,
    )
    return [*lines[: MOST_REMARKS - 1], more.render(language)]


def _measured(block: Block) -> Message:
    suspects = {code for gate in block["gates"] for finding in gate["findings"] for code in finding["laboratories"]}
    return message(
        "command line",
        "{item} × {measurand}: assigned value {value} ± {expanded} {unit} (k = 2), sigma_pt {sigma}; {scored} "
        "laboratories, {poor} unsatisfactory, {suspects} to look at before trusting the numbers.",
        item=block["item"],
        measurand=block["title"],
        value=float(block["assigned_value"]["value"]),
        expanded=float(block["assigned_value"]["expanded_uncertainty"]),
        unit=block["unit"],
        sigma=float(block["sigma_pt"]["value"]),
        scored=len(block["scores"]),
        poor=sum(score["performance"] == "unsatisfactory" for score in block["scores"]),
        suspects=len(suspects),
    )


def _answered(block: Block) -> Message:
    return message(
        "command line",
        "{item} × {measurand}: {scored} laboratories, {poor} unsatisfactory.",
        item=block["item"],
        measurand=block["title"],
        scored=len(block["laboratories"]),
        poor=sum(entry["performance"] == "unsatisfactory" for entry in block["laboratories"]),
    )


def _beware(block: Block) -> Iterator[Message]:
    equal = _equal(block)
    if equal:
        yield from _all_equal(block, equal)
    without_spread = [estimate["degenerate"] for estimate in block["estimators"] if estimate["degenerate"]]
    for warning in [*block["assigned_value"]["warnings"], *block["sigma_pt"]["warnings"]]:
        if warning not in without_spread:
            yield Message.from_data(warning)
        elif not equal:
            yield Message.from_data(warning)
            yield message(
                "command line",
                "Ask for results with more digits, or take another estimator or route for the assigned value.",
            )
    for check in (block["homogeneity"], block["stability"]):
        if check and not check["accepted"]:
            yield Message.from_data(check["message"])


def _equal(block: Block) -> int:
    """How many results there are when all of them are equal, otherwise 0."""
    results = [score["result"] for score in block["scores"] if score["used"] and score["result"] is not None]
    return len(results) if len(results) > 1 and len(set(results)) == 1 else 0


def _all_equal(block: Block, count: int) -> Iterator[Message]:
    yield message(
        "command line",
        "All {count} results are equal: they do not show how far laboratories differ. Ask for results with more "
        "digits, and whether they were measured independently.",
        count=count,
    )
    if block["assigned_value"]["route"] == "participants":
        yield message(
            "command line",
            "The uncertainty of the assigned value comes out as zero, which cannot be right: take another route to it "
            "in the plan.",
        )


def _name(block: Block) -> str:
    return f"{block['item']} × {block['title']}"


def _said(names: list[str], text: str, language: str) -> str:
    shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    return message("command line", "{where}: {remark}", where=shown, remark=text).render(language)
