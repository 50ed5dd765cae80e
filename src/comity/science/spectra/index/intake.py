"""From spectra to cleaned rows, by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.postings import Rows, joined
from comity.science.spectra.index.segment import Cleaned, Kind
from comity.science.spectra.similarity.preparation import UNITS_PER_DALTON, Cleaning, check_size, nominal_mass
from comity.science.spectra.spectrum import Spectrum

BATCH = 20_000
"""Spectra cleaned in one go: enough to forget the cost of a call, few enough to hold their raw peaks in memory."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A spectrum that was not taken: its number among those handed over (from 1), and whose it is."""

    number: int
    identifier: str
    reason: str


@dataclass(slots=True)
class Intake:
    """Collects cleaned spectra of both kinds; `skipped` says which were left out and why."""

    cleaning: Cleaning
    skipped: list[Skipped] = field(default_factory=list)
    _parts: dict[Kind, list[Cleaned]] = field(default_factory=lambda: {"msms": [], "ei": []})

    def take(self, spectra: Iterable[Spectrum]) -> None:
        """Clean and keep all spectra that can be searched."""
        waiting: dict[Kind, list[Spectrum]] = {"msms": [], "ei": []}
        for number, spectrum in enumerate(spectra, 1):
            kind = self._kind(spectrum, number)
            if kind is None:
                continue
            waiting[kind].append(spectrum)
            if len(waiting[kind]) == BATCH:
                self._parts[kind].append(self._clean(kind, waiting[kind]))
                waiting[kind] = []
        for kind, rest in waiting.items():
            if rest:
                self._parts[kind].append(self._clean(kind, rest))

    def results(self) -> Iterator[Cleaned]:
        """Everything taken, one set for each kind that occurred."""
        for kind, parts in self._parts.items():
            if parts:
                yield together(kind, parts)

    def _kind(self, spectrum: Spectrum, number: int) -> Kind | None:
        check_size(spectrum)
        if spectrum.technique == "ms1":
            self.skipped.append(Skipped(number, spectrum.identifier, "ms1"))
            return None
        if not spectrum.base_peak:
            self.skipped.append(Skipped(number, spectrum.identifier, "no-peaks"))
            return None
        return spectrum.technique

    def _clean(self, kind: Kind, spectra: list[Spectrum]) -> Cleaned:
        from comity.science.spectra.index.bulk_cleaning import clean_nominal, clean_product_ions

        mz = np.concatenate([each.mz for each in spectra])
        intensity = np.concatenate([each.intensity for each in spectra])
        start = np.concatenate([[0], np.cumsum([each.mz.size for each in spectra])]).astype(np.int64)
        if kind == "ei":
            key, height, start, power = clean_nominal(mz, intensity, start)
            mass = np.array([nominal_mass(each) for each in spectra], dtype=np.int32)
        else:
            precursor = np.array([each.precursor_mz or 0.0 for each in spectra])
            key, height, start, power = clean_product_ions(mz, intensity, start, precursor, self.cleaning)
            mass = np.rint(precursor * UNITS_PER_DALTON).astype(np.int32)
        return Cleaned(kind, Rows(key, height, start), mass, power, [Record.of(each) for each in spectra])


def together(kind: Kind, parts: list[Cleaned]) -> Cleaned:
    """Several sets of cleaned spectra as one."""
    return Cleaned(
        kind,
        joined([part.rows for part in parts]),
        _column([part.mass for part in parts]),
        _column([part.power for part in parts]),
        [record for part in parts for record in part.records],
    )


def _column(parts: list[NDArray[np.int32]] | list[NDArray[np.float32]]) -> NDArray[Any]:
    return np.concatenate(parts)
