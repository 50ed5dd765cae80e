"""Transform and distance: what is compared, and how far apart two profiles are.

Sources: Andersson et al. (2007), Forensic Sci Int 169:86-99 (amphetamine: normalise to the sum, fourth root, Pearson);
Lociciro et al. (2008), Sci Justice 48:118-126 (cocaine). Which pair of them serves depends on substance and method:
measure it on profiles of known origin, with the cost of the likelihood ratios.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import ComputationError
from comity.base.messages import message
from comity.science.linkage.profiles import CONTEXT, Floats, refused

Transform = Literal["none", "square-root", "fourth-root", "logarithm"]
Distance = Literal["pearson", "euclidean", "manhattan", "canberra", "cosine"]
TRANSFORMS: tuple[Transform, ...] = ("none", "square-root", "fourth-root", "logarithm")
DISTANCES: tuple[Distance, ...] = ("pearson", "euclidean", "manhattan", "canberra", "cosine")
SCIPY_NAME = {"pearson": "correlation", "manhattan": "cityblock"}


@dataclass(frozen=True, slots=True)
class Pretreatment:
    """What happens to a table of values before distances: in this order, each step optional.

    `normalise` divides each profile by its sum; `transform` acts on each value; `centre` and `deviation` (from
    a reference population, one number for each variable) standardise. `floor` replaces what is smaller before
    a logarithm, in the unit after normalising: the share that counts as not detected.
    """

    normalise: bool = True
    transform: Transform = "fourth-root"
    floor: float = 1e-6
    centre: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.transform not in TRANSFORMS or not 0 < self.floor < 1:
            what = message(CONTEXT, "There is no such transform, or the floor is not between 0 and 1.")
            raise refused("transform", "transform, floor", what)
        if len(self.centre) != len(self.deviation) or not all(width > 0 for width in self.deviation):
            what = message(CONTEXT, "Standardising needs a centre and a deviation above zero for each variable.")
            raise refused("standardise", "centre, deviation", what)

    def standardised_by(self, values: ArrayLike) -> Pretreatment:
        """The same, standardising by mean and standard deviation of this population of raw values."""
        treated = Pretreatment(self.normalise, self.transform, self.floor).apply(values)
        deviation = treated.std(axis=0, ddof=1) if treated.shape[0] > 1 else np.zeros(treated.shape[1])
        if not (deviation > 0).all():
            what = message(CONTEXT, "A variable does not vary in the population, so it cannot be standardised.")
            raise refused("standardise", "values", what, message(CONTEXT, "Leave the variable out."))
        centre = tuple(map(float, treated.mean(axis=0)))
        return Pretreatment(self.normalise, self.transform, self.floor, centre, tuple(map(float, deviation)))

    def apply(self, values: ArrayLike) -> Floats:
        """Rows of raw values, none below zero and each with a sum above it, made comparable."""
        table = np.atleast_2d(np.asarray(values, dtype=np.float64))
        total = table.sum(axis=1, keepdims=True)
        if not np.isfinite(table).all() or (table < 0).any() or (total <= 0).any():
            what = message(CONTEXT, "Values must be finite and not below zero, and one must be above it.")
            raise refused("values", "values", what)
        if self.centre and table.shape[1] != len(self.centre):
            raise refused("variables", "values", message(CONTEXT, "The number of variables has changed."))
        table = _transformed(table / total if self.normalise else table, self.transform, self.floor)
        return (table - self.centre) / self.deviation if self.centre else table


def _transformed(table: Floats, transform: Transform, floor: float) -> Floats:
    if transform == "square-root":
        return np.asarray(np.sqrt(table))
    if transform == "fourth-root":
        return np.asarray(np.sqrt(np.sqrt(table)))
    if transform == "logarithm":
        return np.asarray(np.log10(np.maximum(table, floor)))
    return table


def distances(values: ArrayLike, others: ArrayLike, distance: Distance = "pearson") -> Floats:
    """Distances between rows: Pearson 1 − r, Euclid √Σd², Manhattan Σ|d|, Canberra Σ|d|/(|x| + |y|), cosine 1 − cos.

    Parameters
    ----------
    values : array_like, shape (n, variables)
        Pretreated profiles.
    others : array_like, shape (m, variables)
        Those to compare each with.
    distance : {"pearson", "euclidean", "manhattan", "canberra", "cosine"}
        Pearson and cosine lie between 0 and 2.

    Returns
    -------
    ndarray, shape (n, m)
        Not below zero.

    Raises
    ------
    InputError
        An unknown distance, or rows of different length.
    ComputationError
        Pearson of a profile whose values are all equal, cosine of one that is all zero.

    References
    ----------
    Andersson et al. (2007), Forensic Sci Int 169:86-99; Lance & Williams (1967), Aust Comput J 1:15-20 (Canberra).

    Examples
    --------
    >>> distances([[1.0, 2.0, 3.0]], [[2.0, 4.0, 6.5], [3.0, 2.0, 1.0]]).round(4).tolist()
    [[0.0021, 2.0]]
    """
    from scipy.spatial.distance import cdist  # takes a fifth of a second to import

    first, second = np.atleast_2d(np.asarray(values, float)), np.atleast_2d(np.asarray(others, float))
    if distance not in DISTANCES or first.shape[1] != second.shape[1]:
        what = message(CONTEXT, "There is no such distance, or the profiles have different numbers of variables.")
        raise refused("distance", "distance", what)
    metric: Any = SCIPY_NAME.get(distance, distance)
    table = np.asarray(cdist(first, second, metric))
    return _checked(table)


def paired_distances(first: Floats, second: Floats, distance: Distance) -> Floats:
    """Distances of each row to the row beside it: as the diagonal of `distances`, without the rest."""
    if distance == "pearson":
        first = first - first.mean(axis=1, keepdims=True)
        second = second - second.mean(axis=1, keepdims=True)
    apart = np.abs(first - second)
    if distance == "euclidean":
        return _checked(np.sqrt(np.square(apart).sum(axis=1)))
    if distance == "manhattan":
        return _checked(apart.sum(axis=1))
    if distance == "canberra":
        size = np.abs(first) + np.abs(second)
        return _checked((apart / np.where(size > 0, size, 1.0)).sum(axis=1))
    lengths = np.sqrt(np.square(first).sum(axis=1) * np.square(second).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _checked(1 - (first * second).sum(axis=1) / lengths)


def _checked(table: Floats) -> Floats:
    if not np.isfinite(table).all():
        what = message(CONTEXT, "A profile whose values are all equal has no Pearson or cosine distance to another.")
        raise ComputationError("linkage.constant", what, where="values")
    return np.asarray(np.maximum(table, 0.0))
