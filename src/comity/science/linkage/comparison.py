"""Comparisons of two profiles: distance, likelihood ratio within bounds, and what the result may be used for.

*Evidence* only when the model carries a validation report, the method of both profiles is the one it was learned for,
and no harmonisation stands between; everything else is *intelligence*: a lead to follow, not a weight to testify to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comity.base.messages import message
from comity.science.likelihood import LikelihoodRatio, Propositions
from comity.science.linkage.distances import Distance, Pretreatment, distances, paired_distances
from comity.science.linkage.model import LinkageModel
from comity.science.linkage.profiles import CONTEXT, Floats, ProfileTable, refused

Label = Literal["intelligence", "evidence"]
SIDES = Propositions("The two specimens come from one source.", "The two specimens come from different sources.")
BLOCK = 100_000
"""Pairs held at once."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two specimens: how far apart, what that is worth, and the calibration's own figure before the bounds."""

    first: str
    second: str
    distance: float
    ratio: LikelihoodRatio
    unbounded: float
    label: Label


def compare_pairs(
    table: ProfileTable, model: LinkageModel, pairs: Iterable[tuple[str, str]] | None = None
) -> Iterator[Comparison]:
    """Compare specimens with a model of their substance and method.

    Parameters
    ----------
    table : ProfileTable
        Profiles of the model's substance and variables.
    model : LinkageModel
        Learned for their method; another method needs the table's harmonisation.
    pairs : iterable of (str, str), optional
        Names of specimens; by default all pairs.

    Returns
    -------
    iterator of Comparison
        In the order asked for.

    Raises
    ------
    InputError
        Another substance, other variables, another method without harmonisation, an unknown specimen.

    Examples
    --------
    >>> from comity.science.linkage.model import learn
    >>> from comity.science.linkage.synthetic import synthetic_profiles
    >>> known = synthetic_profiles(40, 3, seed=1)
    >>> found = next(compare_pairs(known, learn(known), [("S1-1", "S1-2")]))
    >>> found.label, found.ratio.log10 > 0
    ('intelligence', True)
    """
    values = _checked_values(table, model)
    label: Label = "evidence" if _is_evidence(table, model) else "intelligence"
    chosen = _all_pairs(len(table)) if pairs is None else _named_pairs(table, pairs)
    for first, second in chosen:
        # A pair at a time would pay for the call, all at once for the memory.
        apart = paired_distances(values[first], values[second], model.distance)
        within, raw = model.log10(apart)
        for a, b, distance, weight, plain in zip(first, second, apart, within, raw, strict=True):
            names = table.profiles[a].identifier, table.profiles[b].identifier
            ratio = _ratio(names, float(weight), float(plain), model)
            yield Comparison(*names, float(distance), ratio, float(plain), label)


def distance_table(table: ProfileTable, pretreatment: Pretreatment, distance: Distance) -> Floats:
    """Distances of all pairs, without a model: for a picture, or a search by cut-off.

    Parameters
    ----------
    table : ProfileTable
        Comparable profiles.
    pretreatment, distance
        As in `learn`.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, zero on the diagonal.

    Raises
    ------
    InputError, ComputationError
        As `distances`.

    Examples
    --------
    >>> from comity.science.linkage.synthetic import synthetic_profiles
    >>> distance_table(synthetic_profiles(2, 2, seed=1), Pretreatment(), "pearson").shape
    (4, 4)
    """
    treated = pretreatment.apply(table.values)
    result = distances(treated, treated, distance)
    np.fill_diagonal(result, 0.0)
    return result


def _checked_values(table: ProfileTable, model: LinkageModel) -> Floats:
    if table.substance != model.substance or set(table.variables) != set(model.variables):
        what = message(CONTEXT, "The model was learned for another substance or other variables.")
        raise refused("model", "model", what)
    if table.method != model.method and not table.harmonisation:
        what = message(
            CONTEXT,
            "The profiles come from different methods: “{first}” and “{second}”.",
            first=model.method,
            second=table.method,
        )
        remedy = message(CONTEXT, "Compare within one method, or state the harmonisation that makes them comparable.")
        raise refused("methods", "model", what, remedy)
    order = [table.variables.index(variable) for variable in model.variables]
    return model.pretreatment.apply(table.values[:, order])


def _is_evidence(table: ProfileTable, model: LinkageModel) -> bool:
    return bool(model.validation) and table.method == model.method and not (table.harmonisation or model.harmonisation)


def _all_pairs(count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    rows = max(BLOCK // max(count, 1), 1)
    for start in range(0, count, rows):
        first, second = np.triu_indices(min(rows, count - start), 1, count - start)
        if first.size:
            yield first + start, second + start


def _named_pairs(table: ProfileTable, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    found = [(table.row(first), table.row(second)) for first, second in pairs]
    if found:
        first, second = np.array(found).T
        yield first, second


def _ratio(names: tuple[str, str], weight: float, raw: float, model: LinkageModel) -> LikelihoodRatio:
    method = f"{model.distance} distance, {model.calibration_kind}, {model.bounds.method}"
    evidence = frozenset({f"profile of {names[0]} against {names[1]}"})
    cut = "upper" if raw > model.bounds.upper else "lower" if raw < model.bounds.lower else ""
    return LikelihoodRatio(weight, SIDES, evidence, method, None, cut)  # type: ignore[arg-type] # the three words of Cut
