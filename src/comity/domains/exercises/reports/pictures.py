"""Figures for reports and pages: a specification drawn once, for paper and web, and only when one is made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import ordered_scores
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.charts import paper_svg, web_svg
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

    @cache
    def paper() -> str:
        return paper_svg(spec, language=wording.language)

    def web() -> str:
        return web_svg(paper(), description=description)

    return figure(caption, paper=paper, web=web, description=description, width=width, floating=floating)


def drawn_scores(document: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """For the organiser's page: the name and the picture of all scores in order, for each measurand."""
    pictures = []
    for block in document["measurands"]:
        name = f"{block['item']} × {block['measurand']}"
        told = message("chart", "Scores of all laboratories in order of size: {name}", name=name).render(language)
        svg = paper_svg(ordered_scores(block, language=language), language=language)
        pictures.append((name, web_svg(svg, description=told)))
    return pictures
