"""Figures for reports and pages: a specification drawn once, for paper and web, and only when one is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import ordered_scores
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.charts import Sketch
from comity.kernel.reports import Block, figure


def drawn(
    spec: Mapping[str, Any],
    caption: str,
    description: str,
    wording: Wording,
    *,
    width: float = 1.0,
    floating: bool = False,
) -> Block:
    """`spec` as a figure; `width` is the share of the text width that it fills on paper."""
    paper = Sketch(spec, language=wording.language)
    web = Sketch(spec, language=wording.language, description=description)
    return figure(caption, paper=paper, web=web, description=description, width=width, floating=floating)


def sketches(value: Any) -> Iterator[Sketch]:
    """Every picture that a report, or a part of one, has still to draw."""
    if isinstance(value, Sketch):
        yield value
    elif isinstance(value, Mapping):
        yield from (found for part in value.values() for found in sketches(part))
    elif isinstance(value, list | tuple):
        yield from (found for part in value for found in sketches(part))


def drawn_scores(document: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """For the organiser's page: the name and the picture of all scores in order, for each measurand."""
    pictures = []
    for block in document["measurands"]:
        name = f"{block['item']} × {block['measurand']}"
        told = message("chart", "Scores of all laboratories in order of size: {name}", name=name).render(language)
        picture = Sketch(ordered_scores(block, language=language), language=language, description=told)
        pictures.append((name, picture()))
    return pictures
