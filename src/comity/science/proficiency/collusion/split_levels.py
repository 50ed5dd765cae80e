"""Copies across a split-level swap: a laboratory whose results fit the items that others received.

With split levels, participants under the same labels receive one of two sets whose levels differ. Whoever copies from
a laboratory with the other set reports the wrong levels. For a laboratory with results x_m, and robust centres and
spreads of its own set (c, s) and the other (c', s') from the laboratories that received them,

    evidence = 1/2 sum over m of [min(((x_m - c_m)/s_m)^2, 100) - min(((x_m - c'_m)/s'_m)^2, 100)],

a log-likelihood ratio, is asked to exceed ln(1000 p): the probability of any such laboratory by chance is then below
1/1000. The other explanations - a wrong parcel, exchanged vials - are more frequent than copying.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np

from comity.science.proficiency.arguments import Floats
from comity.science.proficiency.screening.centre import robust_centre

LEAST_RESULTS = 5
LARGEST_SQUARE = 100.0
FALSE_ALARM = 1e-3


class OtherSet(NamedTuple):
    """A laboratory, the set it received, the set that its results fit, and the evidence."""

    laboratory: int
    received: str
    fits: str
    evidence: float


def results_of_other_set(values: Floats, sets: Sequence[str]) -> list[OtherSet]:
    """Rows of `values` (NaN where missing) that fit another set much better than their own."""
    names = sorted(set(sets) - {""})
    own = np.array(sets)
    squares = {name: _squares(values, values[own == name]) for name in names}
    found = []
    for laboratory, received in enumerate(sets):
        for fits in names:
            if received and fits != received:
                with_both = np.isfinite(squares[received][laboratory]) & np.isfinite(squares[fits][laboratory])
                gain = squares[received][laboratory] - squares[fits][laboratory]
                evidence = float(gain[with_both].sum()) / 2
                if evidence > log(len(sets) / FALSE_ALARM):
                    found.append(OtherSet(laboratory, received, fits, evidence))
    return found


def _squares(values: Floats, reference: Floats) -> Floats:
    """Bounded squared distances of all results from the centre of a set; NaN where it has none."""
    squares = np.full(values.shape, np.nan)
    for place in range(values.shape[1]):
        known = reference[np.isfinite(reference[:, place]), place]
        if known.size >= LEAST_RESULTS:
            centre = robust_centre(known)
            if centre.spread > 0:
                column = ((values[:, place] - centre.location) / centre.spread) ** 2
                squares[:, place] = np.minimum(column, LARGEST_SQUARE)
    return squares
