"""Rows as they are typed into a draft: cells by name, kept as they are, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.results import COLUMNS

SHARED: Final = (
    "unit",
    "form",
    "uncertainty",
    "coverage_factor",
    "limit_of_quantification",
    "technique",
    "method",
    "analyst",
    "not_tested_reason",
    "comment",
)
"""Cells that all replicates of one result have in common. `analyst` is for the laboratory itself; nobody scores it."""

CELLS: Final = ("item", "measurand", "replicate", "result", *SHARED)
TYPED: Final = ("result", "uncertainty", "coverage_factor", "limit_of_quantification", "not_tested_reason", "comment")
"""A row counts as filled when one of these holds something; unit and technique alone are only prepared."""

MOST_ROWS: Final = 500
MOST_CHARACTERS: Final = 1_000_000
LONGEST_COMMENT: Final = 4000

Row = dict[str, str]


def clean_rows(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """The rows, as many as came, without blank cells; characters that no database keeps are replaced, nothing else."""
    cleaned = [_clean(row) for row in rows]
    if len(cleaned) > MOST_ROWS or sum(len(text) for row in cleaned for text in row.values()) > MOST_CHARACTERS:
        raise InputError(
            "rows-too-many",
            message(
                "submission",
                "There are more than {rows} rows, or more than {size} characters.",
                rows=MOST_ROWS,
                size=MOST_CHARACTERS,
            ),
            where="rows",
            remedy=message("submission", "Shorten methods and comments; nothing was saved."),
        )
    return cleaned


def clean_comment(text: str) -> str:
    """A remark on the whole submission."""
    if len(text) > LONGEST_COMMENT:
        raise InputError(
            "comment-too-long",
            message("submission", "The comment is longer than {longest} characters.", longest=LONGEST_COMMENT),
            where="comment",
            remedy=message("submission", "Shorten it."),
        )
    return storable(text).strip()


def filled(rows: Iterable[Mapping[str, str]]) -> list[tuple[int, Mapping[str, str]]]:
    """Rows in which something was typed, each with its position; a blank replicate beside a filled one is left out."""
    numbered = list(enumerate(rows))
    with_result = {_pair(row) for _, row in numbered if row.get("result", "").strip()}
    return [
        (position, row)
        for position, row in numbered
        if is_filled(row) and (row.get("result", "").strip() or _number(row) == "1" or _pair(row) not in with_result)
    ]


def is_filled(row: Mapping[str, str]) -> bool:
    """Whether a row says anything."""
    return any(row.get(name, "").strip() for name in TYPED)


def as_results(rows: Iterable[Mapping[str, str]], participant: str, submitted_at: str = "") -> list[dict[str, object]]:
    """Filled rows as `results_from_data` takes them, under the participant's code; `row` counts from 1."""
    own = {"laboratory": participant, "submitted_at": submitted_at}
    return [
        {"row": position + 1, "sheet": "", **{name: {**row, **own}.get(name, "") for name in COLUMNS}}
        for position, row in filled(rows)
    ]


def unreported(rows: Iterable[Mapping[str, str]], asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is asked and left empty: neither a result nor a reason."""
    said = {_pair(row) for _, row in filled(rows)}
    return [pair for pair in asked if pair not in said]


def storable(text: str) -> str:
    """Text without NUL and without halves of characters, which neither UTF-8 nor every database can hold."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")


def _clean(row: Mapping[str, str]) -> Row:
    unknown = sorted(set(row) - set(CELLS))
    if unknown:
        raise InputError(
            "column-unknown",
            message("submission", "A row has no cell “{name}”.", name=unknown[0][:40]),
            where="rows",
            remedy=message("submission", "Known here: {names}.", names=", ".join(CELLS)),
        )
    return {name: storable(row[name]) for name in CELLS if row.get(name, "").strip()}


def _pair(row: Mapping[str, str]) -> tuple[str, str]:
    return row.get("item", "").strip(), row.get("measurand", "").strip()


def _number(row: Mapping[str, str]) -> str:
    return row.get("replicate", "").strip() or "1"
