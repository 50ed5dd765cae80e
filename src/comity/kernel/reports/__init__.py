"""Paper and pages: one model of blocks, rendered to tagged PDF/A and to self-contained HTML."""

from comity.kernel.reports.labels import labels
from comity.kernel.reports.model import (
    Block,
    Cell,
    Report,
    beside,
    bullets,
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
from comity.kernel.reports.paper import compiled, drawn, to_pdf

__all__ = [
    "Block",
    "Cell",
    "Report",
    "beside",
    "bullets",
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
    "table",
    "tiles",
    "to_html",
    "to_pdf",
    "together",
]
