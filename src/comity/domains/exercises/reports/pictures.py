"""Figures for reports: a specification drawn once, for paper and for the web, and only when one of them is made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

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
