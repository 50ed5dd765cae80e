"""Identical value strings: the same digits, and the same uncertainty, for measurand after measurand.

For laboratory i and measurand m, the chance that another laboratory typed the same is the share of the others that
did, q_im = (n - 1)/(p - 1), n the laboratories with that text. Rounding coarsely makes matches likely, and q says so.
The probability of k or more matches with i follows from its q_im as independent coincidences (Poisson-binomial); for a
pair the larger of the two laboratories' probabilities counts. Multiplied by the number of pairs (Bonferroni) it is the
probability that any pair of the round matches so often by chance.

Accurate laboratories match more often than these probabilities say, since they gather near the centre: hence the
strict level, and the neutral words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.science.proficiency.arguments import Floats
from comity.science.proficiency.collusion.chance import coincidence_tails

LEAST_MATCHES = 3


class Match(NamedTuple):
    """A pair, how many texts agree of how many both reported, and the probability over all pairs."""

    first: int
    second: int
    identical: int
    compared: int
    p_value: float


def identical_texts(texts: Sequence[Sequence[str]], alpha: float) -> list[Match]:
    """Pairs of rows with more identical texts than chance allows; empty texts are missing."""
    codes = _codes(texts)
    count = len(codes)
    matches, compared = _pair_counts(codes)
    tails = coincidence_tails(_chances(codes))
    first, second = np.nonzero(np.triu(matches >= LEAST_MATCHES, k=1))
    identical = matches[first, second]
    p_value = np.maximum(tails[first, identical], tails[second, identical]) * (count * (count - 1) / 2)
    return [
        Match(int(first[i]), int(second[i]), int(identical[i]), int(compared[first[i], second[i]]), float(p_value[i]))
        for i in np.flatnonzero(p_value <= alpha)
    ]


def _codes(texts: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """A number per distinct text in each column, 0 for a missing one."""
    columns = []
    for column in zip(*texts, strict=True):
        known = {"": 0}
        columns.append([known.setdefault(text.strip(), len(known)) for text in column])
    return np.array(columns, dtype=np.int64).T.reshape(len(texts), -1)


def _pair_counts(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    matches = np.zeros((len(codes), len(codes)), dtype=np.int64)
    compared = np.zeros_like(matches)
    for column in codes.T:
        there = column > 0
        both = there[:, None] & there[None, :]
        compared += both
        matches += both & (column[:, None] == column[None, :])
    return matches, compared


def _chances(codes: NDArray[np.int64]) -> Floats:
    chances = np.zeros(codes.shape)
    for place, column in enumerate(codes.T):
        reported = int((column > 0).sum())
        alike = np.bincount(column)[column]
        chances[:, place] = np.where(column > 0, np.maximum(alike - 1, 1) / max(reported - 1, 1), 0.0)
    return chances
