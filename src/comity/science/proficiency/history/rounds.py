"""A laboratory over rounds: is it drifting, biased, or just unlucky once?

One row per round, in time order, none left out:

- z of the round, the rescaled sum RSZ = sum z / sqrt(n) where the round has several z scores;
- Shewhart signals (ISO 13528:2022, 10.8): |z| >= 3; two of three successive values beyond 2 on the same side; six
  successive values on the same side;
- J-chart (AMC Technical Brief 12; Jaehn 1991): a zone value 0, 2, 4 or 8 for |z| below 1, 2, 3 and above, with the sign
  of z, summed while z stays on one side of zero, starting anew when it changes sides; |J| >= 8 asks for action;
- tabular cusum with reference k = 0.5 and decision h = 5: high = max(0, high + z - k), low = max(0, low - z - k);
- zeta trend: where |z| <= 2 but |zeta| > 2 in two of the last three rounds with both, the uncertainty looks too small.

All scores are dimensionless. The charts only describe; a laboratory that knows why needs no other answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.arguments import finite_row
from comity.science.proficiency.combined import CombinedScores, combined_scores, rescaled_sum_of_z
from comity.science.proficiency.history.charts import CUSUM_REFERENCE, cusum, j_scores
from comity.science.proficiency.history.signals import HistoryRound, HistorySignal, signals

CUSUM_DECISION: Final = 5.0


@dataclass(frozen=True, slots=True)
class History:
    """All rounds, the signals in time order, and the combined scores over all z."""

    rounds: tuple[HistoryRound, ...]
    signals: tuple[HistorySignal, ...]
    combined: CombinedScores


def laboratory_history(
    rounds: Sequence[str],
    z_scores: Sequence[float | Sequence[float]],
    zeta_scores: Sequence[float | None] | None = None,
    *,
    decision: float = CUSUM_DECISION,
    reference: float = CUSUM_REFERENCE,
) -> History:
    """Control charts of one laboratory over rounds.

    Parameters
    ----------
    rounds
        Labels of the rounds in time order; rounds in which the laboratory has no score left out.
    z_scores
        For each round its z (or z') score, or several.
    zeta_scores
        For each round its zeta score, None where there is none.
    decision, reference
        h and k of the cusum, in units of z.

    Raises
    ------
    InputError
        When there is no round, a score is not finite, or the lengths differ.

    References
    ----------
    ISO 13528:2022, 10.8; AMC Technical Brief 12 (2002) and K.-P. Jaehn, Quality Progress 1991 (zones);
    ISO 7870-4 (cusum).

    Examples
    --------
    >>> past = laboratory_history(["2024/1", "2024/2", "2025/1"], [1.2, 2.1, 2.4])
    >>> [one.j for one in past.rounds]
    [2, 6, 10]
    >>> [signal.kind for signal in past.signals]
    ['two_of_three', 'j_chart']
    """
    _same_length(rounds, z_scores, zeta_scores)
    scores = [finite_row(np.atleast_1d(np.asarray(score, dtype=np.float64)), "z_scores") for score in z_scores]
    z = np.array([float(rescaled_sum_of_z(score)) for score in scores])
    zeta = list(zeta_scores) if zeta_scores is not None else [None] * z.size
    j, (high, low) = j_scores(z), cusum(z, reference=reference)
    table = tuple(
        HistoryRound(rounds[i], int(scores[i].size), float(z[i]), zeta[i], j[i], high[i], low[i]) for i in range(z.size)
    )
    return History(table, tuple(signals(table, decision)), combined_scores(np.concatenate(scores)))


def _same_length(rounds: Sequence[str], *columns: Sequence[object] | None) -> None:
    if not rounds or any(column is not None and len(column) != len(rounds) for column in columns):
        what = message("proficiency", "A history needs at least one round, and the same number of scores as rounds.")
        raise InputError("history-length", what, where="rounds")
