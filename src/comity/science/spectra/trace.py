"""An infrared or Raman curve: heights along the wavenumber."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
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
    frozen_column,
    one_line,
    refusal,
)

TraceTechnique = Literal["infrared", "raman"]
Ordinate = Literal["absorbance", "transmittance", "intensity", ""]

TRACE_TECHNIQUES: Final = get_args(TraceTechnique)
ORDINATES: Final = get_args(Ordinate)
TEXT_FIELDS: Final = (
    "identifier",
    "name",
    "inchikey",
    "smiles",
    "formula",
    "cas",
    "instrument",
    "licence",
    "contributor",
)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One infrared or Raman curve with what is known about its compound.

    Parameters
    ----------
    wavenumber
        In cm^-1, strictly rising, above 0; kept as a read-only copy.
    height
        Finite; absorbance and transmittance may be slightly negative by noise; kept as a read-only copy.
    ordinate
        What the height is; empty when the file does not say.

    Raises
    ------
    InputError
        When a value breaks a rule; `where` names the field.

    Examples
    --------
    >>> Trace.from_points([(1800, 0.1), (1735, 0.9)], name="Cocaine").wavenumber.tolist()
    [1735.0, 1800.0]
    """

    wavenumber: NDArray[np.float64]
    height: NDArray[np.float64]
    technique: TraceTechnique = "infrared"
    ordinate: Ordinate = ""
    identifier: str = ""
    name: str = ""
    synonyms: tuple[str, ...] = ()
    inchikey: str = ""
    smiles: str = ""
    formula: str = ""
    cas: str = ""
    instrument: str = ""
    licence: str = ""
    contributor: str = ""
    other: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        self._keep("wavenumber", frozen_column(self.wavenumber, "wavenumber"))
        self._keep("height", frozen_column(self.height, "height"))
        check_same_length(self.wavenumber, self.height, "points")
        check_rising(self.wavenumber, "wavenumber")
        for name in TEXT_FIELDS:
            self._keep(name, one_line(getattr(self, name), name))
        self._keep("synonyms", tuple(one_line(each, "synonyms") for each in self.synonyms))
        self._keep("other", checked_other(self.other))
        for name, known in (("technique", TRACE_TECHNIQUES), ("ordinate", ORDINATES)):
            if getattr(self, name) not in known:
                what = message(CONTEXT, "“{value}” is not known here.", value=str(getattr(self, name))[:40])
                raise refusal("unknown-word", what, name)

    @classmethod
    def from_points(cls, pairs: ArrayLike | Iterable[Iterable[float]], **known: Any) -> Trace:
        """A curve from (wavenumber, height) pairs in any order; of several at the very same place, the first.

        Examples
        --------
        >>> Trace.from_points([(900, 0.2), (900, 0.3)]).height.tolist()
        [0.2]
        """
        points = np.asarray(list(pairs), dtype=np.float64) if not isinstance(pairs, np.ndarray) else pairs  # type: ignore[arg-type]  # checked by what comes before
        if points.ndim == 2 and points.shape[1] == 2:
            points = points[np.unique(points[:, 0], return_index=True)[1]]
        wavenumber, height = columns_from_pairs(points)
        return cls(wavenumber=wavenumber, height=height, **known)

    def same_as(self, other: object) -> bool:
        """Whether both hold the same points and the same fields."""
        return isinstance(other, Trace) and all(
            np.array_equal(getattr(self, each.name), getattr(other, each.name))
            if each.name in ("wavenumber", "height")
            else getattr(self, each.name) == getattr(other, each.name)
            for each in fields(self)
        )

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
