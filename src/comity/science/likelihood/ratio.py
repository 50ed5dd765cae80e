"""A likelihood ratio as a value of its own: on the log10 scale, for two stated propositions, about named evidence.

It is not a number that can be mistaken for a probability, odds, or another logarithm: it has no `float()`, no `+`, no
order. Ratios are combined only by `combine`, for evidence that somebody declares independent, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, refused

Cut = Literal["", "lower", "upper"]


@dataclass(frozen=True, slots=True)
class Propositions:
    """The two propositions that the evidence is weighed between; without both there is no likelihood ratio."""

    first: str
    second: str

    def __post_init__(self) -> None:
        if not self.first.strip() or not self.second.strip() or self.first.strip() == self.second.strip():
            what = message(CONTEXT, "Two different propositions are needed.")
            remedy = message(CONTEXT, "State what each side says; a likelihood ratio weighs one against the other.")
            raise refused("propositions", "propositions", what, remedy)


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """log10 of P(evidence | first) / P(evidence | second), with what it is about and how it was found.

    `evidence` names each piece once, so that nothing is counted twice; `interval` is the range of log10 values that
    the method gives; `cut` says that a bound replaced a more extreme value, and on which side.
    """

    log10: float
    propositions: Propositions
    evidence: frozenset[str]
    method: str
    interval: tuple[float, float] | None = None
    cut: Cut = ""
    independence: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.log10, bool) or not math.isfinite(self.log10):
            what = message(CONTEXT, "A likelihood ratio must be above zero and finite.")
            remedy = message(CONTEXT, "Apply bounds: no finite set of comparisons supports an infinite ratio.")
            raise refused("not_finite", "log10", what, remedy)
        if not self.evidence or not all(self.evidence) or not self.method:
            what = message(CONTEXT, "A likelihood ratio names its evidence and its method.")
            raise refused("unnamed", "evidence, method", what)
        if self.interval and not self.interval[0] <= self.log10 <= self.interval[1]:
            what = message(CONTEXT, "The likelihood ratio lies outside its interval.")
            raise refused("interval", "interval", what)

    @property
    def ratio(self) -> float:
        """The ratio itself; infinite beyond the range of a double, which the log10 scale is there to avoid."""
        return math.inf if self.log10 > 308 else 10.0**self.log10

    def bounded(self, bounds: Bounds) -> LikelihoodRatio:
        """Within bounds; `cut` says when that changed it."""
        value = min(max(self.log10, bounds.lower), bounds.upper)
        if value == self.log10:
            return self
        within = self.interval and tuple(min(max(end, bounds.lower), bounds.upper) for end in self.interval)
        low, high = within or (value, value)
        interval = (min(low, value), max(high, value)) if within else None
        return replace(self, log10=value, interval=interval, cut="upper" if value < self.log10 else "lower")

    def posterior_probability(self, prior_probability: float) -> float:
        """P(first | evidence), for a prior that only the court can give.

        Bayes: posterior odds = ratio × prior odds.
        """
        if not 0 < prior_probability < 1:
            what = message(CONTEXT, "A prior probability lies between 0 and 1; at either end no evidence matters.")
            raise refused("prior", "prior_probability", what)
        log_odds = self.log10 + math.log10(prior_probability) - math.log10(1 - prior_probability)
        return 1 / (1 + 10 ** min(-log_odds, 300.0))

    def swapped(self) -> LikelihoodRatio:
        """The same weight, with the propositions in the other order."""
        swapped = Propositions(self.propositions.second, self.propositions.first)
        interval = self.interval and (-self.interval[1], -self.interval[0])
        other: Cut = "upper" if self.cut == "lower" else "lower" if self.cut else ""
        return replace(self, log10=-self.log10, propositions=swapped, interval=interval, cut=other)

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "log10": self.log10,
            "propositions": [self.propositions.first, self.propositions.second],
            "evidence": sorted(self.evidence),
            "method": self.method,
            "interval": list(self.interval) if self.interval else None,
            "cut": self.cut,
            "independence": self.independence,
        }


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range of log10 likelihood ratios that a set of comparisons supports; 0 (no weight) always lies within."""

    lower: float
    upper: float
    method: str = ""

    def __post_init__(self) -> None:
        if not -math.inf < self.lower <= 0 <= self.upper < math.inf:
            what = message(CONTEXT, "Bounds must be finite, one not above and one not below zero.")
            raise refused("bounds", "lower, upper", what)


def combine(ratios: Sequence[LikelihoodRatio], independence: str) -> LikelihoodRatio:
    """The joint weight of evidence that is independent given either proposition: log10 ratios add.

    Parameters
    ----------
    ratios : sequence of LikelihoodRatio
        For the same two propositions, each about other evidence.
    independence : str
        Why the evidence is independent given either proposition; kept with the result.

    Returns
    -------
    LikelihoodRatio
        log10 = Σ log10; interval ends add too, which is cautious.

    Raises
    ------
    InputError
        Nothing to combine, no reason given, other propositions, or evidence that would count twice.

    References
    ----------
    Aitken, Taroni & Bozza (2020), Statistics and the Evaluation of Evidence for Forensic Scientists, 3rd ed., 2.4.

    Examples
    --------
    >>> sides = Propositions("one batch", "two batches")
    >>> parts = [LikelihoodRatio(1.0, sides, frozenset({name}), "invented") for name in ("impurities", "logo")]
    >>> combine(parts, "made by different people with different tools").log10
    2.0
    """
    if not ratios or not independence.strip():
        what = message(CONTEXT, "Likelihood ratios add only for evidence that is declared independent, with a reason.")
        raise refused("independence", "independence", what)
    sides, seen = ratios[0].propositions, frozenset[str]()
    for ratio in ratios:
        if ratio.propositions != sides:
            what = message(CONTEXT, "The likelihood ratios are about different propositions.")
            raise refused("propositions", "ratios", what)
        if seen & ratio.evidence:
            what = message(CONTEXT, "The evidence {names} would count twice.", names=", ".join(seen & ratio.evidence))
            raise refused("twice", "ratios", what)
        seen |= ratio.evidence
    ends = [ratio.interval or (ratio.log10, ratio.log10) for ratio in ratios]
    given = any(ratio.interval for ratio in ratios)
    total = math.fsum(ratio.log10 for ratio in ratios)
    interval = (min(total, math.fsum(low for low, _ in ends)), max(total, math.fsum(high for _, high in ends)))
    methods = " × ".join(dict.fromkeys(ratio.method for ratio in ratios))
    reasons = " ".join(dict.fromkeys([*(ratio.independence for ratio in ratios if ratio.independence), independence]))
    return LikelihoodRatio(total, sides, seen, methods, interval if given else None, "", reasons)
