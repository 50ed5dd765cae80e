"""All agreement screens of one round, with neutral words: agreement has many causes, and copying is one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.proficiency.arguments import Floats
from comity.science.proficiency.collusion.distance import close_pairs
from comity.science.proficiency.collusion.mistakes import same_mistakes
from comity.science.proficiency.collusion.split_levels import results_of_other_set
from comity.science.proficiency.collusion.texts import identical_texts
from comity.science.proficiency.screening.result import labels_for

ALPHA: Final = 0.01
RESAMPLES: Final = 199

AgreementKind = Literal["identical_texts", "close_results", "same_mistakes", "other_set"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Laboratories whose results agree, or fit, in a way that chance does not explain."""

    kind: AgreementKind
    participants: tuple[int, ...]
    laboratories: tuple[str, ...]
    message: Message
    suggestion: Message
    evidence: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class CollusionScreen:
    """Agreements found; `alpha` bounds, for each kind, the probability of any finding by chance."""

    findings: tuple[Agreement, ...]
    pairs: int
    alpha: float
    resamples: int
    seed: int


def collusion_screen(
    values: ArrayLike,
    *,
    laboratories: Sequence[str] | None = None,
    texts: Sequence[Sequence[str]] | None = None,
    mistakes: Sequence[Collection[str]] | None = None,
    sets: Sequence[str] | None = None,
    alpha: float = ALPHA,
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> CollusionScreen:
    """Look for results that agree more than independent work explains. Advisory only.

    Parameters
    ----------
    values
        Results, shape (laboratories, measurands), each column in the unit of its measurand; NaN where missing.
    laboratories
        Labels for the sentences; ordinal numbers otherwise.
    texts
        Results as typed, same shape, with the uncertainty appended where reported ("45.2 +- 1.1"); "" where missing.
    mistakes
        For each laboratory its wrong and missed substances, such as "C: heroin reported".
    sets
        For a split-level design the set of items that each laboratory received; "" where unknown. Distances are then
        taken within each set's centre.
    alpha
        Bound, for each kind of agreement, on the probability of any finding by chance in the whole round.
    resamples, seed
        Of the shuffling behind the pair distances.

    Raises
    ------
    InputError
        When the shapes do not match.

    References
    ----------
    Reference note on exercises, section 6 (collusion: Whetton 2024, Wang 2005).

    Examples
    --------
    >>> draw = np.random.Generator(np.random.PCG64(3))
    >>> values = draw.normal(50, 2, size=(30, 12)).round(2)
    >>> values[7] = values[21]
    >>> screen = collusion_screen(values, texts=[[f"{value:g}" for value in row] for row in values])
    >>> [(found.kind, found.laboratories) for found in screen.findings]
    [('identical_texts', ('8', '22')), ('close_results', ('8', '22'))]
    """
    table = _table(values)
    labels = labels_for(laboratories, len(table))
    for name, rows in (("texts", texts), ("mistakes", mistakes), ("sets", sets)):
        if rows is not None and len(rows) != len(table):
            raise _lengths(name)
    findings = [
        *(_texts(texts, labels, alpha) if texts is not None else ()),
        *_close(table if sets is None else _within_sets(table, sets), labels, alpha, resamples, seed),
        *(_mistakes(mistakes, labels, alpha) if mistakes is not None else ()),
        *(_other_sets(table, sets, labels) if sets is not None else ()),
    ]
    return CollusionScreen(tuple(findings), len(table) * (len(table) - 1) // 2, alpha, resamples, seed)


def _table(values: ArrayLike) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        what = message("proficiency", "The results must be a table of laboratories by measurands, of finite numbers.")
        raise InputError("collusion-shape", what, where="values")
    return table


def _lengths(name: str) -> InputError:
    what = message("proficiency", "The argument {name} needs one row for each laboratory.", name=name)
    return InputError("collusion-lengths", what, where=name)


def _within_sets(table: Floats, sets: Sequence[str]) -> Floats:
    """Results less the median of their set; sets that the levels tell apart become comparable."""
    centred = np.full(table.shape, np.nan)
    own = np.array(sets)
    for name in sorted(set(sets) - {""}):
        members = own == name
        for place in range(table.shape[1]):
            column = table[members, place]
            if np.isfinite(column).any():
                centred[members, place] = column - np.nanmedian(column)
    return centred


def _texts(texts: Sequence[Sequence[str]], labels: Sequence[str], alpha: float) -> list[Agreement]:
    return [
        Agreement(
            "identical_texts",
            (match.first, match.second),
            (labels[match.first], labels[match.second]),
            message(
                "proficiency",
                "Laboratories {first} and {second} reported the same digits for {identical} of {compared} results, "
                "which independent work would hardly do (probability {p_value} over all pairs).",
                first=labels[match.first],
                second=labels[match.second],
                identical=match.identical,
                compared=match.compared,
                p_value=match.p_value,
            ),
            _ASK_PAIR,
            _evidence(match.p_value, identical=match.identical, compared=match.compared),
        )
        for match in identical_texts(texts, alpha)
    ]


def _close(table: Floats, labels: Sequence[str], alpha: float, resamples: int, seed: int) -> list[Agreement]:
    return [
        Agreement(
            "close_results",
            (pair.first, pair.second),
            (labels[pair.first], labels[pair.second]),
            message(
                "proficiency",
                "The results of laboratories {first} and {second} deviate from the others in nearly the same way for "
                "{compared} measurands (probability {p_value} over all pairs).",
                first=labels[pair.first],
                second=labels[pair.second],
                compared=pair.compared,
                p_value=pair.p_value,
            ),
            _ASK_PAIR,
            _evidence(pair.p_value, distance=pair.distance, compared=pair.compared),
        )
        for pair in close_pairs(table, alpha, resamples, seed)
    ]


def _mistakes(mistakes: Sequence[Collection[str]], labels: Sequence[str], alpha: float) -> list[Agreement]:
    findings = []
    for shared in same_mistakes(mistakes, alpha):
        names = tuple(labels[member] for member in shared.members)
        sentence = message(
            "proficiency",
            "Laboratories {laboratories} differ from the composition of the items in the same way: {mistakes} "
            "(probability {p_value} over all pairs).",
            laboratories=", ".join(names),
            mistakes="; ".join(shared.mistakes),
            p_value=shared.p_value,
        )
        evidence = _evidence(shared.p_value, mistakes="; ".join(shared.mistakes))
        findings.append(Agreement("same_mistakes", shared.members, names, sentence, _ASK_PAIR, evidence))
    return findings


def _other_sets(table: Floats, sets: Sequence[str], labels: Sequence[str]) -> list[Agreement]:
    findings = []
    for one in results_of_other_set(table, sets):
        sentence = message(
            "proficiency",
            "Laboratory {laboratory} received set {received}, and its results fit set {fits}.",
            laboratory=labels[one.laboratory],
            received=one.received,
            fits=one.fits,
        )
        numbers: dict[str, float | str] = {"evidence": one.evidence, "received": one.received, "fits": one.fits}
        findings.append(
            Agreement(
                "other_set",
                (one.laboratory,),
                (labels[one.laboratory],),
                sentence,
                _ASK_PARCEL,
                MappingProxyType(numbers),
            )
        )
    return findings


def _evidence(p_value: float, **others: float | str) -> Mapping[str, float | str]:
    return MappingProxyType({"p_value": p_value} | others)


_ASK_PAIR: Final = message(
    "proficiency",
    "Agreement has many causes: one laboratory under two codes, a shared instrument or worksheet, a common supplier. "
    "Look at the raw data of the laboratories before drawing any conclusion.",
)
_ASK_PARCEL: Final = message(
    "proficiency", "First check which parcel the laboratory received, and whether items were exchanged there."
)
