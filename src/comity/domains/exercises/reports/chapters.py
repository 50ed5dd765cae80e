"""A long report in chapters that know their number, so that other places can point to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.kernel.reports import Block, heading


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; an empty one is left out."""

    anchor: str
    title: str
    blocks: Sequence[Block]


def numbered(chapters: Sequence[Chapter]) -> list[Block]:
    """All blocks with numbered headings."""
    blocks: list[Block] = []
    for number, chapter in enumerate(kept(chapters), 1):
        blocks.append(heading(chapter.title, anchor=chapter.anchor, number=str(number)))
        blocks.extend(chapter.blocks)
    return blocks


def kept(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The chapters that say something."""
    return [chapter for chapter in chapters if chapter.blocks]


def places(chapters: Sequence[Chapter]) -> dict[str, str]:
    """`4 Assigned values` for every anchor that is in the report."""
    return {chapter.anchor: f"{number} {chapter.title}" for number, chapter in enumerate(kept(chapters), 1)}
