"""A mass spectrum as a value that cannot be wrong in itself.

Rules: m/z above zero, finite and strictly rising; intensities finite and not negative, as measured (any scale);
texts of one line; a number that is not known is `None`, never zero. Infrared and Raman curves are a `Trace`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.base.messages import message
from comity.science.spectra.axes import (
    CONTEXT,
    check_rising,
    check_same_length,
    checked_other,
    columns_from_pairs,
    finite_or_none,
    frozen_column,
    one_line,
    refusal,
)

Technique = Literal["ei", "msms", "ms1"]
Polarity = Literal["positive", "negative", ""]
Other = tuple[tuple[str, str], ...]

TECHNIQUES: Final = get_args(Technique)
POLARITIES: Final = get_args(Polarity)
TEXT_FIELDS: Final = (
    "identifier",
    "name",
    "inchikey",
    "smiles",
    "formula",
    "cas",
    "precursor_type",
    "collision_energy",
    "instrument",
    "instrument_type",
    "licence",
    "contributor",
    "splash",
)


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """One mass spectrum with what is known about its compound and its measurement.

    Parameters
    ----------
    mz
        Mass-to-charge ratios, strictly rising, above 0; kept as a read-only copy.
    intensity
        As measured, not negative; the scale is free; kept as a read-only copy.
    technique
        `ei` (electron ionisation), `msms` (product ions of a selected precursor) or `ms1`.
    identifier
        Accession or own number, unique within a library.
    exact_mass
        Monoisotopic mass of the neutral compound, in dalton.
    precursor_mz
        m/z of the ion that was fragmented; of several stages the last.
    retention_time
        In seconds.
    other
        Fields of the file that have no name here, in order; they survive a round trip.

    Raises
    ------
    InputError
        When a value breaks a rule; `where` names the field.

    Examples
    --------
    >>> spectrum = Spectrum.from_peaks([(182.1, 40.0), (82.07, 30.0)], name="Cocaine", precursor_mz=304.1543)
    >>> spectrum.mz.tolist(), spectrum.base_peak
    ([82.07, 182.1], 40.0)
    >>> Spectrum.from_peaks([(82.07, -1.0)])
    Traceback (most recent call last):
    comity.base.errors.InputError: intensity: An intensity is negative.
    """

    mz: NDArray[np.float64]
    intensity: NDArray[np.float64]
    technique: Technique = "msms"
    identifier: str = ""
    name: str = ""
    synonyms: tuple[str, ...] = ()
    inchikey: str = ""
    smiles: str = ""
    formula: str = ""
    cas: str = ""
    exact_mass: float | None = None
    precursor_mz: float | None = None
    precursor_type: str = ""
    polarity: Polarity = ""
    collision_energy: str = ""
    instrument: str = ""
    instrument_type: str = ""
    retention_index: float | None = None
    retention_time: float | None = None
    licence: str = ""
    contributor: str = ""
    splash: str = ""
    other: Other = ()

    def __post_init__(self) -> None:
        self._keep("mz", frozen_column(self.mz, "mz"))
        self._keep("intensity", frozen_column(self.intensity, "intensity"))
        check_same_length(self.mz, self.intensity, "peaks")
        check_rising(self.mz, "mz")
        if self.intensity.size and self.intensity.min() < 0:
            raise refusal("negative-intensity", message(CONTEXT, "An intensity is negative."), "intensity")
        self._check_words()
        self._check_numbers()

    @classmethod
    def from_peaks(cls, pairs: ArrayLike | Iterable[Iterable[float]], **known: Any) -> Spectrum:
        """A spectrum from (m/z, intensity) pairs in any order; intensities at the very same m/z are added.

        Examples
        --------
        >>> Spectrum.from_peaks([(50, 1), (50, 2), (40, 5)]).intensity.tolist()
        [5.0, 3.0]
        """
        mz, intensity = columns_from_pairs(pairs)
        return cls(mz=mz, intensity=intensity, **known)

    @property
    def base_peak(self) -> float:
        """The largest intensity; 0 for a spectrum without peaks."""
        return float(self.intensity.max()) if self.intensity.size else 0.0

    def with_peaks(self, mz: NDArray[np.float64], intensity: NDArray[np.float64]) -> Spectrum:
        """The same record with other peaks."""
        return replace(self, mz=mz, intensity=intensity)

    def same_as(self, other: object) -> bool:
        """Whether both hold the same peaks and the same fields (`==` asks whether they are the same object)."""
        return isinstance(other, Spectrum) and all(
            np.array_equal(getattr(self, each.name), getattr(other, each.name))
            if each.name in ("mz", "intensity")
            else getattr(self, each.name) == getattr(other, each.name)
            for each in fields(self)
        )

    def _check_words(self) -> None:
        for name in TEXT_FIELDS:
            self._keep(name, one_line(getattr(self, name), name))
        self._keep("synonyms", tuple(one_line(each, "synonyms") for each in self.synonyms))
        self._keep("other", checked_other(self.other))
        for name, known in (("technique", TECHNIQUES), ("polarity", POLARITIES)):
            if getattr(self, name) not in known:
                choices = ", ".join(each for each in known if each)
                what = message(
                    CONTEXT, "“{value}” is none of: {choices}.", value=str(getattr(self, name))[:40], choices=choices
                )
                raise refusal("unknown-word", what, name)

    def _check_numbers(self) -> None:
        self._keep("exact_mass", finite_or_none(self.exact_mass, "exact_mass", above=0))
        self._keep("precursor_mz", finite_or_none(self.precursor_mz, "precursor_mz", above=0))
        self._keep("retention_index", finite_or_none(self.retention_index, "retention_index"))
        self._keep("retention_time", finite_or_none(self.retention_time, "retention_time"))

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
