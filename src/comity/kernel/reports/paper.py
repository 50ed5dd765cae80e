"""From a report to a PDF: PDF/A-2a and PDF/UA-1, tagged, fonts embedded, the same bytes for the same report.

The report goes to Typst as data, never as source, so no text of a participant can become an instruction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.kernel.reports.coverage import FONTS, drawable
from comity.kernel.reports.model import Report

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).resolve().parent
STANDARDS: list[Any] = ["a-2a", "ua-1"]


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(
        input=str(HERE / "templates" / "report.typ"),
        root=str(HERE / "templates"),
        font_paths=fonts,
        ignore_system_fonts=True,
    )


def to_pdf(report: Report) -> bytes:
    """`report` as a PDF file."""
    return compiled(drawn(report), report.issued)


def drawn(report: Report) -> str:
    """All that the paper says, as JSON with its pictures; drawing them and setting the paper can be done apart."""
    return json.dumps(_for_paper(asdict(report)), ensure_ascii=False)


def compiled(data: str, issued: str) -> bytes:
    """The PDF file of what `drawn` returned."""
    made = _compiler().compile(
        format="pdf", sys_inputs={"report": data}, pdf_standards=STANDARDS, timestamp=datetime.fromisoformat(issued)
    )
    if not isinstance(made, bytes):
        raise TypeError("the PDF engine returned no file")
    return made


@dataclass(frozen=True, slots=True)
class Paper:
    """What `drawn` returned, kept in a file, and where its PDF file goes."""

    draft: str
    place: str
    issued: str


def set_papers(papers: Sequence[Paper]) -> None:
    """The PDF files of drafts, which then go."""
    for paper in papers:
        Path(paper.place).write_bytes(compiled(Path(paper.draft).read_text(encoding="utf-8"), paper.issued))
        Path(paper.draft).unlink()


def _for_paper(value: Any) -> Any:
    """With its pictures drawn, those for the web left out, and with characters only that can be drawn."""
    if callable(value):
        value = value()
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {key: _for_paper(entry) for key, entry in value.items() if key != "web"}
    if isinstance(value, list | tuple):
        return [_for_paper(entry) for entry in value]
    return value
