"""Drawings of structures, kept below `COMITY_DATA/structures` by InChIKey and theme: drawn once, then only read."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from comity.domains.substances.models import Substance
from comity.domains.substances.rules import INCHIKEY
from comity.domains.substances.structures import drawing

FOLDER = "structures"


def drawing_of(substance: Substance, *, dark: bool = False) -> str:
    """The SVG of a substance's structure, or nothing where it has none."""
    if not substance.smiles:
        return ""
    if not INCHIKEY.fullmatch(substance.inchikey):
        return drawing(substance.smiles, dark=dark)
    place = Path(settings.DATA) / FOLDER / f"{substance.inchikey}-{'dark' if dark else 'light'}.svg"
    try:
        return place.read_text(encoding="utf-8")
    except FileNotFoundError:
        made = drawing(substance.smiles, dark=dark)
        _keep(place, made)
        return made


def _keep(place: Path, made: str) -> None:
    """Whole or not at all; two who draw at once write the same."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    draft.write_text(made, encoding="utf-8")
    draft.replace(place)
