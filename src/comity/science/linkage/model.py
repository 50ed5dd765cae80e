"""A linkage model: what a distance between two profiles is worth, learned from profiles of known origin.

Learned for one substance and one method (as pretreated and measured by one distance), from the distances of linked
pairs (one source) and unlinked pairs. A distance becomes a likelihood ratio by densities, logistic regression or
pooling, within empirical bounds; the cut-off at a chosen false positive rate is for searching, not for weighing.

Pairs share profiles, so they are fewer than they look: the effective number lies between that of sources and that of
pairs. The model states both, and `bounded_by="sources"` keeps ratios within what so many independent pairs support.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.messages import message
from comity.science.likelihood import (
    Bounds,
    Calibration,
    Cost,
    KernelCalibration,
    elub,
    fit_densities,
    fit_logistic,
    fit_pav,
    likelihood_ratio_cost,
)
from comity.science.linkage.distances import Distance, Pretreatment, distances
from comity.science.linkage.profiles import CONTEXT, Floats, ProfileTable, refused

CalibrationKind = Literal["densities", "logistic", "pav"]
LEAST_PAIRS = 10
RIDGE = 1e-3
"""Of the slope per standard deviation of the distances: finite also where linked and unlinked do not overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Distances of linked and unlinked pairs, and how many sources stand behind them."""

    linked: Floats
    unlinked: Floats
    sources: int

    def cut_off(self, false_positive_rate: float) -> float:
        """The largest distance that at most this share of unlinked pairs reaches or falls below; −inf if none does."""
        if not 0 <= false_positive_rate < 1:
            what = message(CONTEXT, "A false positive rate lies between 0 and 1.")
            raise refused("rate", "false_positive_rate", what)
        ordered = np.sort(self.unlinked)
        allowed = int(np.floor(false_positive_rate * ordered.size + 1e-9))
        if allowed >= ordered.size:
            return float(ordered[-1])
        # Below the first distance that would be one too many; equal distances fall together.
        below = ordered[ordered < ordered[allowed]]
        return float((below[-1] + ordered[allowed]) / 2) if below.size else float(np.nextafter(ordered[0], -np.inf))

    def sensitivity(self, cut_off: float) -> float:
        """Share of linked pairs at or below a cut-off."""
        return float((self.linked <= cut_off).mean())

    def false_positive_rate(self, cut_off: float) -> float:
        """Share of unlinked pairs at or below a cut-off."""
        return float((self.unlinked <= cut_off).mean())


@dataclass(frozen=True, slots=True, eq=False)
class LinkageModel:
    """What was learned, for which substance and method, and how well it does on pairs it has not learned from.

    `cost` and `bounds` come from likelihood ratios that each pair got with its own kernel left out (densities) or from
    the fit itself (logistic, pav: two parameters, or a step function that flatters). `validation` names the report that
    supports use as evidence; empty means intelligence only.
    """

    substance: str
    method: str
    variables: tuple[str, ...]
    pretreatment: Pretreatment
    distance: Distance
    calibration: Calibration
    calibration_kind: CalibrationKind
    bounds: Bounds
    cost: Cost
    population: Population
    harmonisation: str = ""
    validation: str = ""

    def log10(self, distance: ArrayLike) -> tuple[Floats, Floats]:
        """log10 likelihood ratios of distances: within the bounds, and as the calibration alone gives them."""
        raw = self.calibration.log10(-np.atleast_1d(np.asarray(distance, dtype=np.float64)))
        return np.clip(raw, self.bounds.lower, self.bounds.upper), raw


def population_of(table: ProfileTable, pretreatment: Pretreatment, distance: Distance) -> Population:
    """Distances of all pairs in profiles of known origin: linked where the source is the same.

    Parameters
    ----------
    table : ProfileTable
        Every profile with its source.
    pretreatment : Pretreatment
        Applied to all values.
    distance : str
        As in `distances`.

    Returns
    -------
    Population
        Linked and unlinked distances.

    Raises
    ------
    InputError
        A profile without source, or fewer than ten pairs of either kind.

    Examples
    --------
    >>> from comity.science.linkage.synthetic import synthetic_profiles
    >>> found = population_of(synthetic_profiles(20, 3, seed=1), Pretreatment(), "pearson")
    >>> found.linked.size, found.unlinked.size, found.sources
    (60, 1710, 20)
    """
    sources = np.array([profile.source for profile in table.profiles])
    if (sources == "").any():
        name = table.profiles[int(np.flatnonzero(sources == "")[0])].identifier
        raise refused(
            "source", name, message(CONTEXT, "The profile has no known source, so nothing is learned from it.")
        )
    treated = pretreatment.apply(table.values)
    first, second = np.triu_indices(len(table), 1)
    apart = distances(treated, treated, distance)[first, second]
    same = sources[first] == sources[second]
    linked, unlinked = apart[same], apart[~same]
    if min(linked.size, unlinked.size) < LEAST_PAIRS:
        what = message(CONTEXT, "At least {least} linked and unlinked pairs are needed.", least=LEAST_PAIRS)
        raise refused("pairs", "profiles", what)
    return Population(linked, unlinked, np.unique(sources).size)


def learn(
    table: ProfileTable,
    pretreatment: Pretreatment | None = None,
    distance: Distance = "pearson",
    *,
    calibration: CalibrationKind = "densities",
    bounded_by: Literal["pairs", "sources"] = "pairs",
    validation: str = "",
) -> LinkageModel:
    """Learn what distances are worth from profiles of known origin.

    Parameters
    ----------
    table : ProfileTable
        Profiles of one substance, each with its source; several for each of many sources.
    pretreatment : Pretreatment, optional
        By default normalised to the sum, fourth root.
    distance : str
        As in `distances`.
    calibration : {"densities", "logistic", "pav"}
        Kernel densities of either kind of distance, logistic regression, or pooling adjacent violators.
    bounded_by : {"pairs", "sources"}
        ELUB over all pairs; "sources" also cuts at ± log10(sources + 1).
    validation : str
        The validation report that supports use as evidence; without one every comparison is intelligence.

    Returns
    -------
    LinkageModel
        With bounds (ELUB) and cost.

    Raises
    ------
    InputError
        As `population_of`; one source only.

    References
    ----------
    Bolck, Ni & Lopatka (2015), Law Probab Risk 14:243-266; Vergeer et al. (2016), Sci Justice 56:482-491.

    Examples
    --------
    >>> from comity.science.linkage.synthetic import synthetic_profiles
    >>> model = learn(synthetic_profiles(40, 3, seed=1))
    >>> within, raw = model.log10([0.001, 0.2])
    >>> bool(within[0] > 1), bool(within[1] < -1), model.cost.total < 0.2
    (True, True, True)
    """
    treatment = pretreatment or Pretreatment()
    population = population_of(table, treatment, distance)
    fitted, same, different = _calibrated(population, calibration)
    return LinkageModel(
        table.substance,
        table.method,
        table.variables,
        treatment,
        distance,
        fitted,
        calibration,
        _bounds(same, different, population.sources if bounded_by == "sources" else None),
        likelihood_ratio_cost(same, different),
        population,
        table.harmonisation,
        validation.strip(),
    )


def _bounds(same: Floats, different: Floats, sources: int | None) -> Bounds:
    found = elub(same, different)
    if sources is None:
        return found
    most = float(np.log10(sources + 1))
    return Bounds(max(found.lower, -most), min(found.upper, most), f"{found.method}, {sources} sources")


def _calibrated(population: Population, kind: CalibrationKind) -> tuple[Calibration, Floats, Floats]:
    """Scores are negative distances: larger means more alike. Distances cannot fall below 0: that is the border."""
    linked, unlinked = -population.linked, -population.unlinked
    if kind == "densities":
        densities = fit_densities(-linked, -unlinked, border=0.0)
        same, different = densities.learned()
        return _OfDistance(densities), same, different
    if kind not in ("logistic", "pav"):
        raise refused("calibration", "calibration", message(CONTEXT, "There is no calibration of this name."))
    fitted: Calibration = (
        fit_logistic(linked, unlinked, penalty=RIDGE * float(np.var(np.concatenate([linked, unlinked]))))
        if kind == "logistic"
        else fit_pav(linked, unlinked, misleading=1)
    )
    return fitted, fitted.log10(linked), fitted.log10(unlinked)


@dataclass(frozen=True, slots=True, eq=False)
class _OfDistance:
    """Densities of distances, asked with scores."""

    densities: KernelCalibration

    def log10(self, scores: ArrayLike) -> Floats:
        """One log10 likelihood ratio for each score."""
        return self.densities.log10(-np.asarray(scores, dtype=np.float64))
