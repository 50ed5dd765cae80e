"""What is known about each spectrum of a segment, in columns: read one cell at a time, each text kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.spectrum import Spectrum

TEXTS: Final = (
    "identifier",
    "name",
    "inchikey",
    "formula",
    "smiles",
    "cas",
    "precursor_type",
    "polarity",
    "collision_energy",
    "instrument_type",
    "licence",
    "contributor",
    "splash",
    "family",
)
NUMBERS: Final = ("precursor_mz", "exact_mass", "retention_index")
FAMILY_FIELDS: Final = ("family", "compound class")
"""Names under which a file may carry the family of its compound among its other fields."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the index knows about one spectrum beside its peaks."""

    identifier: str = ""
    name: str = ""
    inchikey: str = ""
    formula: str = ""
    smiles: str = ""
    cas: str = ""
    precursor_type: str = ""
    polarity: str = ""
    collision_energy: str = ""
    instrument_type: str = ""
    licence: str = ""
    contributor: str = ""
    splash: str = ""
    family: str = ""
    precursor_mz: float | None = None
    exact_mass: float | None = None
    retention_index: float | None = None

    @classmethod
    def of(cls, spectrum: Spectrum) -> Record:
        """The record of a spectrum."""
        known = {name: getattr(spectrum, name) for name in (*TEXTS[:-1], *NUMBERS)}
        return cls(**known, family=family_of(spectrum))

    @property
    def compound(self) -> str:
        """What spectra of one compound share: the skeleton of the InChIKey, else the name, else the identifier."""
        return self.inchikey[:14] or self.name.casefold() or self.identifier


RECORD_FIELDS: Final = tuple(each.name for each in fields(Record))


def family_of(spectrum: Spectrum) -> str:
    """The family that the file itself gives to the compound."""
    for name, value in spectrum.other:
        if name.casefold() in FAMILY_FIELDS:
            return value
    return ""


def encoded(records: Sequence[Record]) -> dict[str, NDArray[Any]]:
    """Records as arrays by name."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in TEXTS:
        arrays |= _encoded_texts(name, [getattr(record, name) for record in records])
    for name in NUMBERS:
        values = [getattr(record, name) for record in records]
        arrays[f"number.{name}"] = np.array([np.nan if value is None else value for value in values], dtype="<f8")
    return arrays


def record_at(arrays: Mapping[str, NDArray[Any]], row: int) -> Record:
    """The record of one row."""
    known: dict[str, Any] = {name: text_at(arrays, name, row) for name in TEXTS}
    for name in NUMBERS:
        value = float(arrays[f"number.{name}"][row])
        known[name] = None if np.isnan(value) else value
    return Record(**known)


def text_at(arrays: Mapping[str, NDArray[Any]], name: str, row: int) -> str:
    """One text of one row."""
    codes, ends = arrays[f"code.{name}"], arrays[f"end.{name}"]
    place = int(codes[row]) if codes.size else (row if ends.size > 1 else 0)
    begin = int(ends[place - 1]) if place else 0
    return bytes(arrays[f"text.{name}"][begin : int(ends[place])]).decode()


def _encoded_texts(name: str, texts: list[str]) -> dict[str, NDArray[Any]]:
    """Each text once; a number for each row only when rows share texts (none for one text or for all different)."""
    place = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    data = [text.encode() for text in place]
    shared = 1 < len(place) < len(texts)
    codes = np.array([place[text] for text in texts] if shared else [], dtype=np.min_scalar_type(len(place)))
    return {
        f"code.{name}": codes,
        f"end.{name}": np.cumsum([len(each) for each in data], dtype=np.int64).astype("<i8"),
        f"text.{name}": np.frombuffer(b"".join(data), dtype=np.uint8),
    }
