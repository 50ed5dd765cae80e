"""Assigned value from the participants' own results: ISO 13528:2022, 7.7.

A robust location of the results, with u_char = 1.25 s*/sqrt(p) (7.7.7, Formula (6)), s/sqrt(p) for the mean, or the
standard deviation of bootstrap resamples (7.7.6). A consensus is traceable to nothing outside the round, and the
statement says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats, finite_row, unknown_choice
from comity.science.proficiency.assigned_value import (
    EDITION,
    AssignedValue,
    Characterisation,
    with_components,
)
from comity.science.statistics import (
    Estimate,
    algorithm_a,
    bootstrap,
    censored_normal,
    hampel,
    mad_e,
    mean_and_standard_deviation,
    niqr,
    q_hampel,
)

FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY: Final = 18  # smallest p with 1.25/sqrt(p) < 0.3 (9.2.1), when sigma_pt = s*

# estimator: how it is computed, its clause, and the bootstrap that has the same location
CONSENSUS_ESTIMATORS: Final[Mapping[str, tuple[Callable[[Floats], Estimate], str, str]]] = MappingProxyType(
    {
        "algorithm_a": (algorithm_a, "C.3.1", "algorithm_a"),
        "algorithm_a_third_figure": (
            partial(algorithm_a, stopping="third_significant_figure"),
            "C.3.1",
            "algorithm_a",
        ),
        "q_hampel": (q_hampel, "C.5.4", "q_hampel"),
        "hampel": (hampel, "C.5.3", ""),
        "median_niqr": (niqr, "C.2.3", "median"),
        "mad_e": (mad_e, "C.2.2", "median"),
        "mean": (mean_and_standard_deviation, "", "mean"),
    }
)


def assigned_value_from_participants(
    values: ArrayLike,
    *,
    estimator: str = "q_hampel",
    uncertainty: str = "formula",
    seed: int | None = None,
    resamples: int = 10_000,
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Consensus of the participants' results.

    Parameters
    ----------
    values
        One result per participant, in the unit of the measurand; blunders already removed, at least two.
    estimator
        `algorithm_a` (to convergence), `algorithm_a_third_figure` (with the stopping rule of ISO), `q_hampel`,
        `hampel`, `median_niqr`, `mad_e` or `mean`; chosen before the results are known.
    uncertainty
        `formula` (1.25 s*/sqrt(p); s/sqrt(p) for the mean) or `bootstrap`.
    seed, resamples
        For the bootstrap, which needs a seed so that anyone gets the same digits.
    homogeneity, transport, stability
        Further standard uncertainties. When all participants measured items of the same batch, between-item
        differences are already in their scatter.

    Raises
    ------
    InputError
        When a choice is unknown, a seed is missing, or there are fewer than two finite results.

    References
    ----------
    ISO 13528:2022, 7.7.6, 7.7.7 (with Amd 1:2026, Formula (6) also covers C.5) and Annex C.

    Examples
    --------
    >>> agreed = assigned_value_from_participants([10.1, 9.9, 10.0, 10.2, 9.8, 14.0], estimator="algorithm_a")
    >>> round(agreed.value, 3), agreed.clause
    (10.087, 'ISO 13528:2022, 7.7, C.3.1')
    """
    if estimator not in CONSENSUS_ESTIMATORS:
        raise unknown_choice("estimator", estimator, CONSENSUS_ESTIMATORS)
    x = finite_row(values, "values", at_least=2)
    compute, annex, resampled = CONSENSUS_ESTIMATORS[estimator]
    estimate = compute(x)
    u = estimate.standard_uncertainty
    if uncertainty != "formula":
        u = _bootstrap_uncertainty(x, estimator, uncertainty, resampled, seed=seed, resamples=resamples)
    found = Characterisation(
        value=estimate.location,
        standard_uncertainty=u,
        route="participants",
        method=estimate.method,
        clause=_clause(annex, uncertainty),
        count=int(x.size),
        traceability=_not_traceable(),
        warnings=_warnings(estimate, int(x.size)),
        scale=estimate.scale,
    )
    return with_components(found, homogeneity=homogeneity, transport=transport, stability=stability)


def assigned_value_from_censored_results(
    values: ArrayLike,
    limits: ArrayLike,
    *,
    homogeneity: float = 0.0,
    transport: float = 0.0,
    stability: float = 0.0,
) -> AssignedValue:
    """Consensus of results of which some are "<" a limit, by maximum likelihood of a normal distribution.

    Parameters
    ----------
    values
        Reported numbers, blunders already removed: the likelihood is not robust.
    limits
        The L of each "<L" result.
    homogeneity, transport, stability
        Further standard uncertainties.

    Raises
    ------
    InputError
        When there are no reported numbers or a number is not finite.
    ComputationError
        When the likelihood has no maximum.

    References
    ----------
    ISO 13528:2022, 7.7 and E.1, which refers to the literature; Cohen, Technometrics 1 (1959) 217.

    Examples
    --------
    >>> partly = assigned_value_from_censored_results([12.0, 14.0, 15.0, 17.0], [10.0, 13.0])
    >>> 10.0 < partly.value < 14.5
    True
    """
    x, low = finite_row(values, "values"), finite_row(limits, "limits", at_least=0)
    missing_values, missing_limits = np.full(low.size, np.nan), np.full(x.size, np.nan)
    found = censored_normal(np.concatenate([x, missing_values]), np.concatenate([missing_limits, low]))
    degenerate = () if found.degenerate is None else (found.degenerate,)
    return with_components(
        Characterisation(
            value=found.location,
            standard_uncertainty=found.standard_uncertainty,
            route="participants",
            method=found.method,
            clause=f"{EDITION}, 7.7; {found.clause}",
            count=found.count,
            traceability=_not_traceable(),
            warnings=(*degenerate, *_about_count(found.count)),
            scale=found.scale,
        ),
        homogeneity=homogeneity,
        transport=transport,
        stability=stability,
    )


def standard_uncertainty_of_consensus(scale: float, count: int) -> float:
    """u(x_pt) = 1.25 s*/sqrt(p).

    References
    ----------
    ISO 13528:2022, 7.7.7, Formula (6).

    Examples
    --------
    >>> standard_uncertainty_of_consensus(0.04, 25)
    0.01
    """
    if count < 1:
        raise InputError("count", message("proficiency", "A consensus needs at least one result."), where="count")
    return 1.25 * float(scale) / math.sqrt(count)


def _bootstrap_uncertainty(
    x: Floats, estimator: str, uncertainty: str, resampled: str, *, seed: int | None, resamples: int
) -> float:
    if uncertainty != "bootstrap":
        raise unknown_choice("uncertainty", uncertainty, ("formula", "bootstrap"))
    if seed is None:
        raise InputError(
            "seed-missing",
            message("proficiency", "The bootstrap needs a seed, so that anyone can repeat it."),
            where="seed",
        )
    if not resampled:
        raise InputError(
            "no-bootstrap",
            message("proficiency", "There is no bootstrap for the estimator {estimator}.", estimator=estimator),
            where="uncertainty",
            remedy=message(
                "proficiency", "Use one of: {known}.", known="algorithm_a, q_hampel, median_niqr, mad_e, mean"
            ),
        )
    return bootstrap(x, resampled, resamples=resamples, seed=seed).standard_uncertainty


def _clause(annex: str, uncertainty: str) -> str:
    clause = f"{EDITION}, 7.7.6" if uncertainty == "bootstrap" else f"{EDITION}, 7.7"
    return f"{clause}, {annex}" if annex else clause


def _warnings(estimate: Estimate, count: int) -> tuple[Message, ...]:
    found = [estimate.degenerate] if estimate.degenerate is not None else []
    found.extend(_about_count(count))
    if not estimate.converged:
        found.append(message("proficiency", "The estimator stopped before it converged."))
    return tuple(found)


def _about_count(count: int) -> tuple[Message, ...]:
    if count >= FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY:
        return ()
    return (
        message(
            "proficiency",
            "{count} result is few for a consensus: its uncertainty is not negligible beside the results' own "
            "spread, which takes {least} results.",
            plural="{count} results are few for a consensus: its uncertainty is not negligible beside the "
            "results' own spread, which takes {least} results.",
            count=count,
            least=FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY,
        ),
    )


def _not_traceable() -> Message:
    return message(
        "proficiency",
        "The assigned value is a consensus of the participants' results; it is not traceable to a reference outside "
        "this round.",
    )
