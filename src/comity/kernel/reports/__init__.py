"""Paper and pages: one model of blocks, rendered to tagged PDF/A and to self-contained HTML."""

from comity.kernel.reports.labels import labels
from comity.kernel.reports.model import (
    Block,
    Cell,
    Report,
    beside,
    bullets,
    by_medium,
    callout,
    column,
    facts,
    figure,
    findings,
    heading,
    paragraph,
    table,
    tiles,
    together,
)
from comity.kernel.reports.page import to_html
from comity.kernel.reports.paper import Paper, compiled, drawn, set_papers, to_pdf

__all__ = [
    "Block",
    "Cell",
    "Paper",
    "Report",
    "beside",
    "bullets",
    "by_medium",
    "callout",
    "column",
    "compiled",
    "drawn",
    "facts",
    "figure",
    "findings",
    "heading",
    "labels",
    "paragraph",
    "set_papers",
    "table",
    "tiles",
    "to_html",
    "to_pdf",
    "together",
]
