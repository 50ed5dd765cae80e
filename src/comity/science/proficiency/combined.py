"""Several scores of one laboratory in one number: a screening aid beside the scores, never in their place.

ISO 13528:2022 (9.9) gives no formula and discourages combining scores of different measurands; a combined score can
hide a large single one. RSZ and SSZ: Analytical Methods Committee, Analyst 117 (1992) 97. RLP: Dataplot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from comity.science.proficiency.arguments import Floats, finite_array, finite_row

CLAUSE: Final = "ISO 13528:2022, 9.9"


@dataclass(frozen=True, slots=True)
class CombinedScores:
    """RSZ, SSZ with its p-value, and RLP of one laboratory over `count` scores."""

    count: int
    rsz: float
    ssz: float
    ssz_p: float
    rlp: float
    clause: str = CLAUSE


def combined_scores(scores: ArrayLike) -> CombinedScores:
    """All combined scores of one laboratory.

    Parameters
    ----------
    scores
        z scores of one laboratory, at least one; missing ones left out.

    Raises
    ------
    InputError
        When there is no score or one is not finite.

    Examples
    --------
    >>> both = combined_scores([2.0, -2.0, 1.0])
    >>> round(both.rsz, 3), both.ssz, round(both.ssz_p, 3)
    (0.577, 9.0, 0.029)
    """
    z = finite_row(scores, "scores")
    squares = float(sum_of_squared_z(z))
    return CombinedScores(
        count=int(z.size),
        rsz=float(rescaled_sum_of_z(z)),
        ssz=squares,
        ssz_p=float(sum_of_squared_z_p_value(squares, z.size)),
        rlp=float(relative_laboratory_performance(z)),
    )


def rescaled_sum_of_z(scores: ArrayLike) -> Floats:
    """RSZ = sum z / sqrt(n) over the last axis; standard normal when all z are. Shows a common bias.

    References
    ----------
    Analytical Methods Committee, Analyst 117 (1992) 97; ISO 13528:2022, 9.9, on the limits of combined scores.

    Examples
    --------
    >>> rescaled_sum_of_z([1.0, 1.0, 1.0, 1.0]).item()
    2.0
    """
    z = _scores(scores)
    return np.asarray(z.sum(axis=-1) / np.sqrt(z.shape[-1]))


def sum_of_squared_z(scores: ArrayLike) -> Floats:
    """SSZ = sum z^2 over the last axis; chi-squared with n degrees of freedom when all z are standard normal.

    Examples
    --------
    >>> sum_of_squared_z([[1.0, -2.0], [0.0, 3.0]]).tolist()
    [5.0, 9.0]
    """
    return np.asarray((_scores(scores) ** 2).sum(axis=-1))


def sum_of_squared_z_p_value(sum_of_squares: ArrayLike, count: ArrayLike) -> Floats:
    """Probability of an SSZ at least as large when every z is standard normal and independent of the others.

    Examples
    --------
    >>> round(sum_of_squared_z_p_value(28.17, 20).item(), 4)
    0.1054
    """
    return np.asarray(special.chdtrc(finite_array(count, "count"), finite_array(sum_of_squares, "sum_of_squares")))


def relative_laboratory_performance(scores: ArrayLike) -> Floats:
    """RLP = sqrt(sum z^2 / n) over the last axis; above 1.5 worth a look.

    References
    ----------
    Dataplot Reference Manual, ISO 13528 RLP plot (public domain).

    Examples
    --------
    >>> relative_laboratory_performance([1.0, -2.0, 2.0]).round(4).item()
    1.7321
    """
    return np.asarray(np.sqrt(sum_of_squared_z(scores) / _scores(scores).shape[-1]))


def _scores(scores: ArrayLike) -> Floats:
    z = finite_array(scores, "scores")
    return z if z.ndim > 1 and z.shape[-1] else finite_row(z, "scores")
