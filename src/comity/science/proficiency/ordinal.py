"""Ordinal results: ordered categories, which can be ranked but not averaged.

ISO 13528:2022, 11.3 and 11.4, with its example E.15: the mode and the median of the participants describe the item; a
laboratory's distance is the number of categories between its result and the assigned one. No mean, no standard
deviation: the steps between categories need not be equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from comity.base.errors import InputError
from comity.base.messages import message

CLAUSE: Final = "ISO 13528:2022, 11.4"


@dataclass(frozen=True, slots=True)
class OrdinalLaboratory:
    """One laboratory: its category, signed distance in categories, and how rare so distant a result is.

    `share_as_far` is the share of all participants whose results are at least as far from the assigned category.
    """

    laboratory: str
    category: str
    distance: int
    share_as_far: float
    acceptable: bool


@dataclass(frozen=True, slots=True)
class OrdinalResult:
    """Distribution over the categories, in their order, and every laboratory's distance from the assigned one."""

    categories: tuple[str, ...]
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    cumulative: tuple[float, ...]
    modes: tuple[str, ...]
    median: str
    assigned: str
    assigned_by: str
    laboratories: tuple[OrdinalLaboratory, ...]
    clause: str = CLAUSE


def ordinal_results(
    results: Sequence[str],
    categories: Sequence[str],
    *,
    laboratories: Sequence[str] | None = None,
    assigned: str | None = None,
    acceptable_distance: int = 1,
) -> OrdinalResult:
    """Describe and judge ordinal results.

    Parameters
    ----------
    results
        Category of each laboratory.
    categories
        All categories from lowest to highest.
    laboratories
        Labels; ordinal numbers otherwise.
    assigned
        Assigned category where known; the participants' median otherwise.
    acceptable_distance
        Largest distance, in categories, that is still acceptable.

    Returns
    -------
    OrdinalResult
        With an even number of results between two categories the median is the lower of the two middle ones.

    Raises
    ------
    InputError
        When there is no result, a category is unknown, or labels do not match.

    References
    ----------
    ISO 13528:2022, 11.4 and example E.15.

    Examples
    --------
    >>> reactions = ["1"] * 20 + ["2"] * 18 + ["3"] * 10 + ["4"] * 2
    >>> described = ordinal_results(reactions, ["1", "2", "3", "4"])
    >>> described.modes, described.median, described.laboratories[-1].distance
    (('1',), '2', 2)
    """
    order = _order(categories)
    if not results:
        raise InputError("no-results", message("proficiency", "There is no result."), where="results")
    ranks = np.array([_rank(order, result) for result in results])
    labels = [str(number + 1) for number in range(ranks.size)] if laboratories is None else list(laboratories)
    if len(labels) != ranks.size:
        what = message("proficiency", "The number of labels and the number of results differ.")
        raise InputError("labels-count", what, where="laboratories")
    counts = np.bincount(ranks, minlength=len(order))
    median = int(np.sort(ranks)[(ranks.size - 1) // 2])
    target = median if assigned is None else _rank(order, assigned)
    return OrdinalResult(
        categories=tuple(categories),
        counts=tuple(counts.tolist()),
        shares=tuple((counts / ranks.size).tolist()),
        cumulative=tuple((np.cumsum(counts) / ranks.size).tolist()),
        modes=tuple(category for category, count in zip(categories, counts, strict=True) if count == counts.max()),
        median=categories[median],
        assigned=categories[target],
        assigned_by="median of participants" if assigned is None else "given",
        laboratories=_laboratories(labels, results, ranks - target, acceptable_distance),
    )


def _laboratories(
    labels: Sequence[str], results: Sequence[str], distances: np.ndarray, acceptable: int
) -> tuple[OrdinalLaboratory, ...]:
    far = np.abs(distances)
    return tuple(
        OrdinalLaboratory(
            label, result, int(distance), float((far >= abs(distance)).mean()), abs(distance) <= acceptable
        )
        for label, result, distance in zip(labels, results, distances.tolist(), strict=True)
    )


def _order(categories: Sequence[str]) -> dict[str, int]:
    order = {category: rank for rank, category in enumerate(categories)}
    if len(order) != len(categories) or not order:
        what = message("proficiency", "Ordinal categories must be given, each once, from lowest to highest.")
        raise InputError("categories", what, where="categories")
    return order


def _rank(order: dict[str, int], category: str) -> int:
    if category not in order:
        what = message("proficiency", "The category {category} is not one of the declared ones.", category=category)
        remedy = message("proficiency", "Use one of: {categories}.", categories=", ".join(order))
        raise InputError("category-unknown", what, where=category, remedy=remedy)
    return order[category]
