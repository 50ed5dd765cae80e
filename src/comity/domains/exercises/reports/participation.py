"""A statement of participation: that a laboratory took part, in what, and where its number can be checked.

It says nothing about performance: that is the individual report's, which the laboratory shows to whom it likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.base.clock import to_text
from comity.base.messages import message
from comity.domains.exercises.labels import qr_code
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, Report, facts, figure, labels, paragraph, to_pdf

QR_WIDTH = 0.22  # of the text width: about 35 mm, read by any telephone


@dataclass(frozen=True, slots=True)
class Participation:
    """What a statement says."""

    number: str
    laboratory: str
    country: str
    organiser: str
    scheme: str
    round: str
    title: str
    items: Sequence[str]
    opened_at: datetime | None
    closed_at: datetime | None
    receipt_digest: str
    issued_at: datetime
    address: str


def statement_pdf(about: Participation, language: str) -> bytes:
    """The statement as a PDF file; equal arguments give equal bytes."""
    return to_pdf(_report(about, language))


def statement_pdfs(many: Sequence[Participation], language: str) -> list[bytes]:
    """The papers of several, as they are set in one process."""
    return [statement_pdf(one, language) for one in many]


def _report(about: Participation, language: str) -> Report:
    wording = Wording(language)
    kicker = f"{about.scheme} · {about.round}"
    return Report(
        language=language,
        direction=wording.direction,
        kicker=kicker,
        title=wording(message("statement", "Statement of participation")),
        subtitle=about.laboratory,
        running=kicker,
        footer=wording(
            message("statement", "{organiser} · No. {number}", organiser=about.organiser, number=about.number)
        ),
        author=about.organiser,
        issued=to_text(about.issued_at),
        labels=labels(language),
        blocks=[*_what(about, wording), *_check(about, wording)],
    )


def _what(about: Participation, wording: Wording) -> list[Block]:
    took_part = message(
        "statement",
        "{laboratory} took part in round {round} of “{scheme}”, organised by {organiser}, and reported results.",
        laboratory=about.laboratory,
        round=about.round,
        scheme=about.scheme,
        organiser=about.organiser,
    )
    nothing_more = message(
        "statement",
        "This statement says that the laboratory took part. It says nothing about how its results were judged; that "
        "stands in the laboratory’s own report.",
    )
    named = [
        (message("statement", "Laboratory"), about.laboratory),
        (message("statement", "Country"), about.country),
        (message("statement", "Organiser"), about.organiser),
        (message("statement", "Scheme"), about.scheme),
        (message("statement", "Round"), " · ".join(part for part in (about.round, about.title) if part)),
        (message("statement", "Test items"), wording.listed(list(about.items))),
        (message("statement", "Opened"), wording.instant(to_text(about.opened_at)) if about.opened_at else ""),
        (message("statement", "Closed"), wording.instant(to_text(about.closed_at)) if about.closed_at else ""),
        (message("statement", "Issued"), wording.instant(to_text(about.issued_at))),
    ]
    told = [(wording(name), value) for name, value in named if value]
    return [paragraph(wording(took_part), tone="lead"), facts(told), paragraph(wording(nothing_more))]


def _check(about: Participation, wording: Wording) -> list[Block]:
    picture = qr_code(about.address)
    caption = message("statement", "Check this statement at {address}", address=about.address)
    numbers = [
        (wording(message("statement", "Number")), about.number),
        (wording(message("statement", "Digest of the receipt (SHA-256)")), about.receipt_digest),
    ]
    described = message("statement", "QR code that leads to the page on which this statement can be checked")
    code = figure(wording(caption), paper=picture, web=picture, description=wording(described), width=QR_WIDTH)
    return [facts([(name, value) for name, value in numbers if value]), code]
