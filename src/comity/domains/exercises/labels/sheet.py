"""Sheets of eight labels (99.1 mm × 67.7 mm on A4), as a PDF file or as one SVG picture per page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from comity.base.messages import direction, message
from comity.kernel.reports.coverage import FONTS

if TYPE_CHECKING:
    import typst

    from comity.domains.exercises.services.parcels import PreparedParcel

HERE = Path(__file__).resolve().parent
QUIET_ZONE = 4  # modules around a QR code, without which telephones do not find it


@dataclass(frozen=True, slots=True)
class Label:
    """What is printed on one label. `address` is where its QR code leads."""

    reference: str
    round: str
    organiser: str
    addressee: str
    country: str
    items: tuple[str, ...]
    address: str


def label_of(prepared: PreparedParcel, address_of: Callable[[str], str]) -> Label:
    """The label of a parcel; `address_of` makes the address of its page from the secret."""
    enrolment = prepared.parcel.enrolment
    scheme = enrolment.round.scheme
    return Label(
        reference=prepared.parcel.reference,
        round=f"{scheme.title} · {enrolment.round.code}",
        organiser=scheme.organiser.name,
        addressee=enrolment.laboratory.name,
        country=enrolment.laboratory.country,
        items=tuple(prepared.parcel.items),
        address=address_of(prepared.secret),
    )


def qr_code(address: str) -> str:
    """The QR code of an address as SVG, readable with up to 15 % of it dirty or torn."""
    return str(segno.make(address, error="m", micro=False).svg_inline(border=QUIET_ZONE, svgclass=None, lineclass=None))


def sheet_as_pdf(labels: Sequence[Label], *, issued: datetime, language: str = "en") -> bytes:
    """Labels as a PDF file, in the order given."""
    made = _compiler().compile(format="pdf", sys_inputs=_inputs(labels, language), timestamp=issued)
    if not isinstance(made, bytes):
        raise TypeError("the PDF engine returned no file")
    return made


def sheet_as_svg(labels: Sequence[Label], *, language: str = "en") -> list[bytes]:
    """Labels as SVG pictures, one for each page."""
    made = _compiler().compile(format="svg", sys_inputs=_inputs(labels, language))
    return [made] if isinstance(made, bytes) else list(made or [])


def _inputs(labels: Sequence[Label], language: str) -> dict[str, str]:
    """As data and never as source: no name can become an instruction."""
    data = {
        "language": language.split("-")[0],
        "direction": direction(language),
        "title": message("label", "Labels").render(language),
        "words": {
            "to": message("label", "To").render(language),
            "from": message("label", "From").render(language),
            "items": message("label", "Items").render(language),
            "parcel": message("label", "Parcel").render(language),
            "scan": message("label", "Arrived? Scan to confirm, or to report damage.").render(language),
            "picture": message("label", "QR code that leads to the page of this parcel").render(language),
        },
        "labels": [{**asdict(label), "picture": qr_code(label.address)} for label in labels],
    }
    return {"sheet": json.dumps(data, ensure_ascii=False)}


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """With the machine's own fonts behind ours: a name in a script that ours lack must not keep a parcel back."""
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(HERE / "sheet.typ"), root=str(HERE), font_paths=fonts)
