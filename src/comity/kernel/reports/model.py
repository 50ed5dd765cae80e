"""What a report says, apart from how it looks: a list of blocks of translated text, as plain data.

Both renderers, paper (`to_pdf`) and page (`to_html`), read the same blocks, so that they cannot say different things;
only a block `by_medium` says less on paper, and where the rest stands.
Every text is final: rendered in the reader's language, never markup. Only a picture may still be a function, which a
renderer calls when it needs it, because drawing takes longer than everything else.

A cell of a table is a text, or a dictionary with `text` and optionally `sub` (a second, quieter line), `verdict`
(`satisfactory`, `questionable`, `unsatisfactory`, `not_scored`: shown with its own shape) and `strong`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
Cell = str | dict[str, Any]
Picture = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Report:
    """One report, ready to be rendered."""

    language: str
    direction: str
    kicker: str  # the line above the title: which scheme and round
    title: str
    subtitle: str
    running: str  # repeated at the head of every page
    footer: str
    author: str
    issued: str  # ISO 8601, UTC; also the time stamp inside the PDF
    blocks: Sequence[Block]
    labels: Mapping[str, str]  # the renderers' own few words, see `labels`
    contents: bool = False
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)


def heading(text: str, *, level: int = 1, anchor: str = "", number: str = "") -> Block:
    """A heading; `number` is shown before it."""
    return {"type": "heading", "text": text, "level": level, "anchor": anchor, "number": number}


def paragraph(text: str, *, tone: str = "normal") -> Block:
    """A paragraph; tones: `normal`, `lead`, `muted`."""
    return {"type": "paragraph", "text": text, "tone": tone}


def bullets(items: Sequence[str], *, ordered: bool = False, tone: str = "normal") -> Block:
    """A list of texts; tones: `normal`, `muted`."""
    return {"type": "list", "items": list(items), "ordered": ordered, "tone": tone}


def facts(items: Sequence[tuple[str, str]]) -> Block:
    """Names and their values."""
    return {"type": "facts", "items": [{"label": label, "value": value} for label, value in items]}


def tiles(items: Sequence[Mapping[str, str]]) -> Block:
    """A row of figures at a glance: `value`, `label` and optionally `verdict`."""
    return {"type": "tiles", "items": [dict(item) for item in items]}


def callout(text: str, *, tone: str = "note", title: str = "") -> Block:
    """A framed remark; tones: `note`, or a verdict."""
    return {"type": "callout", "text": text, "tone": tone, "title": title}


def findings(items: Sequence[Mapping[str, Any]]) -> Block:
    """Things to look into: `title`, `verdict` (or none) and `texts`."""
    return {"type": "findings", "items": [{"verdict": "", **item} for item in items]}


def column(label: str, *, kind: str = "text", width: float = 0) -> dict[str, Any]:
    """A column; kinds: `text`, `short` (a word), `number`, `verdict`, `digest`; `width`: share of the free width."""
    return {"label": label, "kind": kind, "width": width}


def table(
    caption: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Cell]],
    *,
    anchor: str = "",
    stacked: bool = False,
    small: bool = False,
) -> Block:
    """A table with a caption; `stacked` tables become cards on a phone, others scroll."""
    cells = [[cell if isinstance(cell, dict) else {"text": cell} for cell in row] for row in rows]
    return {
        "type": "table",
        "caption": caption,
        "columns": [dict(entry) for entry in columns],
        "rows": cells,
        "anchor": anchor,
        "stacked": stacked,
        "small": small,
    }


def figure(
    caption: str, *, paper: Picture, web: Picture, description: str, width: float = 1.0, floating: bool = False
) -> Block:
    """A picture: SVG for paper and for the web, or functions that draw them; and what it shows in words.

    `width` is a share of the text width. A `floating` picture that does not fit on a page moves on alone; the text
    after it fills the gap.
    """
    return {
        "type": "figure",
        "caption": caption,
        "paper": paper,
        "web": web,
        "description": description,
        "width": width,
        "floating": floating,
    }


def together(blocks: Sequence[Block]) -> Block:
    """Blocks that should stand on one page."""
    return {"type": "together", "blocks": list(blocks)}


def by_medium(*, paper: Sequence[Block], web: Sequence[Block]) -> Block:
    """What is too long for paper: there a part of it that says where the whole stands, on the page all of it."""
    return {"type": "by_medium", "paper": list(paper), "web": list(web)}


def beside(blocks: Sequence[Block]) -> Block:
    """Blocks next to each other, two in a row, where the page is wide enough."""
    return {"type": "beside", "blocks": list(blocks)}
