"""From pairs of key and text to a `Spectrum`, and back: the part that the flat formats share.

A format brings its vocabulary, which maps its keys (in any case, without blanks, `_`, `-`, `#`, `/` and `.`) to fields
of `Spectrum`. What has no place there goes into `other` under the key as written, so that it survives a round trip. A
key of `other` that means something else in the format at hand is written with `X-` in front, which reading takes away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.science.spectra.formats import values
from comity.science.spectra.formats.records import FaultyRecordError
from comity.science.spectra.spectrum import Spectrum

NOISE: Final = re.compile(r"[\s_\-#/.]+")
ESCAPE: Final = "X-"
POLARITY, KIND, MINUTES = "polarity", "kind", "retention_time in minutes"
CHARGE: Final = "charge"  # kept as written; it also tells the polarity where nothing else does
JOINED_PEAKS: Final = "Joined peaks"  # how many were added to another at the very same m/z
NUMBERS: Final = frozenset({"exact_mass", "retention_index"})
Vocabulary = Mapping[str, str]

COMMON: Final[Vocabulary] = {
    "name": "name",
    "synon": "synonyms",
    "synonym": "synonyms",
    "synonyms": "synonyms",
    "inchikey": "inchikey",
    "smiles": "smiles",
    "formula": "formula",
    "cas": "cas",
    "casno": "cas",
    "casnumber": "cas",
    "exactmass": "exact_mass",
    "precursormz": "precursor_mz",
    "precursortype": "precursor_type",
    "adduct": "precursor_type",
    "ionmode": POLARITY,
    "polarity": POLARITY,
    "spectrumtype": KIND,
    "technique": KIND,
    "mslevel": KIND,
    "collisionenergy": "collision_energy",
    "instrument": "instrument",
    "instrumenttype": "instrument_type",
    "retentionindex": "retention_index",
    "retentiontime": "retention_time",
    "identifier": "identifier",
    "id": "identifier",
    "license": "licence",
    "licence": "licence",
    "contributor": "contributor",
    "splash": "splash",
}


@lru_cache(maxsize=4096)
def normal_key(key: str) -> str:
    """A key as the vocabularies write it."""
    return NOISE.sub("", key).lower()


class RecordBuilder:
    """Collects what a record says, then makes the `Spectrum`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known: dict[str, Any] = {}
        self.synonyms: list[str] = []
        self.other: list[tuple[str, str]] = []
        self.kind = ""

    def add(self, key: str, text: str, line: int | None = None) -> None:
        """One field of the file."""
        text = text.strip()
        field = self.vocabulary.get(normal_key(key))
        if field is None:
            self.other.append((unescaped(key, self.vocabulary), text))
        elif not _says_nothing(field, text) and not self._accept(field, text, line):
            self.other.append((safe_name(key), text))

    def spectrum(self, mz: NDArray[np.float64], intensity: NDArray[np.float64]) -> Spectrum:
        """The record; peaks in any order, those at the very same m/z added."""
        instrument_type = self.known.get("instrument_type", "")
        technique = values.technique(
            self.kind, instrument_type, has_precursor=self.known.get("precursor_mz") is not None
        )
        known: dict[str, Any] = {POLARITY: self._polarity_of_charge()}
        known |= {"technique": technique, **self.known, "synonyms": tuple(self.synonyms), "other": tuple(self.other)}
        if mz.size < 2 or (mz[1:] > mz[:-1]).all():
            return Spectrum(mz=mz, intensity=intensity, **known)
        if not np.isfinite(intensity).all() or intensity.min() < 0:  # adding up must not hide a single wrong value
            Spectrum(mz=np.arange(1.0, mz.size + 1), intensity=intensity)
        joined = mz.size - np.unique(mz).size
        if joined:
            known["other"] += ((JOINED_PEAKS, str(joined)),)
        return Spectrum.from_peaks(np.column_stack((mz, intensity)), **known)

    def _polarity_of_charge(self) -> str:
        charges = (text for key, text in self.other if normal_key(key) == CHARGE)
        return values.polarity_of_charge(next(charges, "")) or ""

    def _accept(self, field: str, text: str, line: int | None) -> bool:
        if field == "synonyms":
            self.synonyms.append(text)
            return True
        if field == "name" and "name" in self.known:
            self.synonyms.append(text)
            return True
        if field == KIND:
            return self._accept_kind(text)
        target, value = _converted(field, text, line)
        if value is None or target in self.known:
            return target in self.known and self.known[target] == value
        self.known[target] = value
        if field == "precursor_mz":
            return values.number(text) is not None  # "a/b" is kept as written, too
        return True

    def _accept_kind(self, text: str) -> bool:
        first = not self.kind
        self.kind = self.kind or text
        return first and text.strip().lower() in KIND_WORDS


KIND_WORDS: Final = frozenset({"ei", "ms", "ms1", "ms2", "1", "2", values.PLAIN_SCAN.lower()})
VERBATIM: Final = frozenset({"name", "synonyms", "identifier", "collision_energy"})


def _says_nothing(field: str, text: str) -> bool:
    if field in VERBATIM:
        return not text
    return values.is_placeholder(text)


def _converted(field: str, text: str, line: int | None) -> tuple[str, Any]:
    if field == "precursor_mz":
        return field, values.precursor_mz(text, line)
    if field == "retention_time":
        return field, values.seconds(text)
    if field == MINUTES:
        return "retention_time", values.seconds(text, bare="min")
    if field == POLARITY:
        return field, values.polarity(text)
    if field == "exact_mass":
        return field, values.positive_number(text)
    return field, values.number(text) if field in NUMBERS else text


@lru_cache(maxsize=4096)
def safe_name(key: str) -> str:
    """A key that `Spectrum.other` takes."""
    cleaned = " ".join(key.replace(":", "-").replace("=", "-").split())
    return cleaned if cleaned and cleaned[0].isalpha() else f"{ESCAPE}{cleaned}"


def unescaped(key: str, vocabulary: Vocabulary) -> str:
    """The key of `other` that was written as `key`."""
    cleaned = safe_name(key)
    inner = cleaned.removeprefix(ESCAPE)
    return inner if inner != cleaned and needs_escape(inner, vocabulary) else cleaned


def needs_escape(key: str, vocabulary: Vocabulary) -> bool:
    """Whether `key` would be read as something else."""
    return normal_key(key) in vocabulary or key.startswith(ESCAPE)


def other_fields(spectrum_other: tuple[tuple[str, str], ...], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """`other` as it is to be written in a format with `vocabulary`."""
    for key, text in spectrum_other:
        yield (f"{ESCAPE}{key}" if needs_escape(key, vocabulary) else key), text


def located(error: InputError, line: int | None) -> FaultyRecordError:
    """An error about a value, with the line where its record begins."""
    if isinstance(error, FaultyRecordError):
        return error
    return FaultyRecordError(error.code, error.what, line=line, remedy=error.remedy)


def kind_text(spectrum: Spectrum) -> str:
    """How the technique is written so that it is read as the same."""
    if spectrum.technique == "ms1" and values.ELECTRON_IONISATION.search(spectrum.instrument_type):
        return values.PLAIN_SCAN
    return {"ei": "EI", "msms": "MS2", "ms1": "MS1"}[spectrum.technique]
