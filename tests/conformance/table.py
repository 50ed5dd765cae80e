"""The conformance table as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable

from tests.conformance.example import PRINTED, Example

HEAD = """# Conformance with published worked examples

This page is written by `tests/conformance/test_conformance.py`, which fails when it does not match what the code
computes (`COMITY_UPDATE=1` writes it anew). A *printed* value agrees when ours lies within half a unit of its last
digit; a *computed* value comes from an independent program and agrees within half a unit of the last digit given,
or 1e-9 for values given to more digits. Where a source contradicts itself, or defines something differently, both
numbers stand here, ours does not agree, and the remark says why.

Numbers E.3 to E.12 are those of ISO 13528, Annex E; O1 to O18 and G1 are our own.

{count} rows, {numbers} values; {agreeing} rows agree, {differing} do not and say why.

| example | source | quantity | expected | ours | agrees | remark |
| --- | --- | --- | --- | --- | --- | --- |
"""
FOOT = """
## Contradictions in the sources that are not recomputed

| place | what |
| --- | --- |
"""


def page(examples: Iterable[Example], not_recomputed: Iterable[tuple[str, str]]) -> str:
    """The whole page."""
    rows = list(examples)
    agreeing = sum(example.does_agree() for example in rows)
    numbers = sum(len(example.expected.split()) for example in rows)
    head = HEAD.format(count=len(rows), numbers=numbers, agreeing=agreeing, differing=len(rows) - agreeing)
    foot = "".join(f"| {place} | {what} |\n" for place, what in not_recomputed)
    return head + "".join(_row(example) for example in rows) + FOOT + foot


def _row(example: Example) -> str:
    kind = "" if example.kind == PRINTED else " (computed)"
    cells = (
        f"{example.group}: {example.title}",
        example.source,
        example.quantity,
        example.expected + kind,
        example.ours_as_text(),
        "yes" if example.does_agree() else "**no**",
        example.remark,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
