"""Which estimator suits a set of results, said before anything is scored.

The advice looks at how many results there are and at the shape of the set (ties, modes, "<" results, replicates,
stated uncertainties), never at who reported what or at who would pass. Trying all estimators and keeping the one with
the nicest outcome is malpractice; so the advice is part of the plan, and all estimators are shown side by side.

Rules and why:

* Two or more modes: no consensus. Between two groups of laboratories Algorithm A fits a wide curve that everybody
  passes, and Q/Hampel a narrow one that everybody fails.
* Many identical results: the median absolute deviation and Algorithm A collapse to zero spread; the Q method allows
  for ties.
* Fewer than six results: the median, sigma_pt from elsewhere. A classical z cannot exceed (n - 1)/sqrt(n): up to ten
  results nobody can reach 3.
* Fewer than 18 results: u(x_pt) is not negligible when sigma_pt = s* (1.25/sqrt(p) >= 0.3): score with z'.
* Contamination: Algorithm A bears about a fifth of outlying results, Q/Hampel up to a half at nearly the same
  efficiency.
* More than a quarter of "<" results: maximum likelihood for censored data instead of substitution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import finite_row
from comity.science.proficiency.censored import LARGEST_SUBSTITUTED_SHARE
from comity.science.proficiency.consensus import FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY

FEWEST_FOR_ROBUST_SCALE: Final = 6
LARGEST_CONTAMINATION_FOR_ALGORITHM_A: Final = 0.10
NO_CONSENSUS: Final = "none"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the advice needs to know about a set of results, as keyword arguments of `advise_estimator`."""

    count: int
    censored_share: float
    tied_share: float


@dataclass(frozen=True, slots=True)
class Advice:
    """Recommended estimator (`none`: no consensus should be formed), alternatives, the score that goes with it, why."""

    recommended: str
    alternatives: tuple[str, ...]
    score: str
    uncertainty: str
    reasons: tuple[Message, ...]


def largest_classical_z(count: int) -> float:
    """Largest ``|z|`` that is possible when mean and standard deviation of the same results are used: (n-1)/sqrt(n).

    Examples
    --------
    >>> round(largest_classical_z(5), 6), largest_classical_z(11) > 3
    (1.788854, True)
    """
    if count < 1:
        raise InputError("count", message("proficiency", "There must be at least one result."), where="count")
    return (count - 1) / math.sqrt(count)


def shape_of_results(values: ArrayLike, *, censored: int = 0) -> Shape:
    """Number of results, share of "<" results, and share of the most frequent value.

    Parameters
    ----------
    values
        Reported numbers; may be empty.
    censored
        Number of "<" results besides them.

    Examples
    --------
    >>> shape_of_results([1.0, 1.0, 1.2], censored=1)
    Shape(count=4, censored_share=0.25, tied_share=0.6666666666666666)
    """
    x = finite_row(values, "values", at_least=0)
    count = int(x.size) + int(censored)
    most = int(np.unique(x, return_counts=True)[1].max()) if x.size else 0
    tied = most / x.size if most > 1 else 0.0
    return Shape(count, censored / count if count else 0.0, tied)


def advise_estimator(
    count: int,
    *,
    censored_share: float = 0.0,
    tied_share: float = 0.0,
    modes: int = 1,
    contamination: float | None = None,
    expert_laboratories: bool = False,
) -> Advice:
    """Advise on the estimator of the assigned value from number and shape of the results.

    Parameters
    ----------
    count
        Number of results, "<" results included.
    censored_share
        Share of "<" results, 0 to 1.
    tied_share
        Share of the most frequent value, 0 to 1.
    modes
        Number of modes of the kernel density that hold a substantial share of the results.
    contamination
        Share of outlying results that the plan expects; `None` when nothing is known.
    expert_laboratories
        Whether the values come from selected laboratories with stated uncertainties (7.6).

    Raises
    ------
    InputError
        When a share lies outside 0 to 1 or a number is negative.

    References
    ----------
    ISO 13528:2022, 7.6, 7.7, 9.2.1, Annexes C and D; Tsamatsoulis (2022) on estimators for small groups.

    Examples
    --------
    >>> advise_estimator(30, contamination=0.05).recommended
    'algorithm_a'
    >>> few = advise_estimator(4)
    >>> few.recommended, few.score
    ('median_niqr', 'z_prime')
    """
    _check_shares(count, censored_share, tied_share, modes, contamination)
    if expert_laboratories:
        return _for_experts(count)
    if count < 2 or modes > 1:
        return _no_consensus(count, modes)
    if censored_share > LARGEST_SUBSTITUTED_SHARE:
        return _for_censored(count, censored_share)
    recommended, alternatives, reasons = _for_participants(count, tied_share, contamination)
    if censored_share > 0:
        reasons.append(
            message(
                "proficiency",
                'Some results are "less than" a limit ({percent} %); leaving them out raises the consensus a little.',
                percent=100.0 * censored_share,
            )
        )
    return Advice(recommended, alternatives, _score(count), "formula", (*reasons, *_about_uncertainty(count)))


def _for_participants(
    count: int, tied_share: float, contamination: float | None
) -> tuple[str, tuple[str, ...], list[Message]]:
    if tied_share >= 0.5:
        return "q_hampel", ("median_niqr",), [_tied(tied_share)]
    if count < FEWEST_FOR_ROBUST_SCALE:
        return "median_niqr", ("q_hampel",), [_few(count)]
    if contamination is not None and contamination <= LARGEST_CONTAMINATION_FOR_ALGORITHM_A and count >= 18:
        reason = message(
            "proficiency",
            "With few outlying results expected, Algorithm A is nearly as precise as the mean and resists those few.",
        )
        return "algorithm_a", ("q_hampel", "median_niqr"), [reason]
    reason = message(
        "proficiency",
        "Q/Hampel resists up to half of the results being outlying and hardly loses precision when none is.",
    )
    return "q_hampel", ("algorithm_a", "median_niqr"), [reason]


def _no_consensus(count: int, modes: int) -> Advice:
    if count < 2:
        reason = message("proficiency", "Fewer than two results allow no consensus; set the assigned value otherwise.")
    else:
        reason = message(
            "proficiency",
            "The results fall into {modes} groups. No estimator is right before the reason is known: look at the form "
            "(base or salt), the unit and the method first.",
            modes=modes,
        )
    return Advice(NO_CONSENSUS, (), "z", "formula", (reason,))


def _for_censored(count: int, share: float) -> Advice:
    reason = message(
        "proficiency",
        '{percent} % of the results are "less than" a limit; only maximum likelihood for censored results uses them '
        "without inventing numbers.",
        percent=100.0 * share,
    )
    return Advice("censored_normal", (), _score(count), "formula", (reason, *_about_uncertainty(count)))


def _for_experts(count: int) -> Advice:
    if count < 2:
        return _no_consensus(count, 1)
    reason = message(
        "proficiency",
        "The expert laboratories state uncertainties; a random-effects mean uses them and allows for more scatter than "
        "they explain.",
    )
    return Advice("dersimonian_laird", ("paule_mandel", "reml", "linear_pool"), "z_prime", "formula", (reason,))


def _score(count: int) -> str:
    return "z" if count >= FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY else "z_prime"


def _about_uncertainty(count: int) -> tuple[Message, ...]:
    if count >= FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY:
        return ()
    return (
        message(
            "proficiency",
            "Below {least} results the uncertainty of a consensus is not negligible beside the results' own spread: "
            "score with z' or set the assigned value otherwise.",
            least=FEWEST_FOR_NEGLIGIBLE_UNCERTAINTY,
        ),
    )


def _few(count: int) -> Message:
    return message(
        "proficiency",
        "{count} results are too few to estimate a spread: use the median and set sigma_pt beforehand. Classical z "
        "scores could not exceed {largest} whatever anyone reports.",
        count=count,
        largest=largest_classical_z(count),
    )


def _tied(share: float) -> Message:
    return message(
        "proficiency",
        "{percent} % of the results are identical: Algorithm A and the median absolute deviation would find no "
        "spread. The Q method allows for ties; better still, set sigma_pt beforehand.",
        percent=100.0 * share,
    )


def _check_shares(
    count: int, censored_share: float, tied_share: float, modes: int, contamination: float | None
) -> None:
    shares = (censored_share, tied_share, contamination or 0.0)
    if count < 0 or modes < 0 or not all(0.0 <= share <= 1.0 for share in shares):
        raise InputError(
            "advice-arguments",
            message("proficiency", "Numbers cannot be negative and shares lie between 0 and 1."),
            where="advise_estimator",
        )
