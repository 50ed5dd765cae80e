"""What the charts of a laboratory's history say, each signal once, at the round where it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from comity.base.messages import Message, message
from comity.science.proficiency.history.charts import ON_LIMIT

ACTION: Final = 3.0
WARNING: Final = 2.0
SAME_SIDE: Final = 6
J_ACTION: Final = 8

SignalKind = Literal["action_limit", "two_of_three", "six_on_one_side", "j_chart", "cusum", "uncertainty"]


@dataclass(frozen=True, slots=True)
class HistoryRound:
    """One round of one laboratory; `z` is the RSZ of its `count` scores."""

    round: str
    count: int
    z: float
    zeta: float | None
    j: int
    cusum_high: float
    cusum_low: float


@dataclass(frozen=True, slots=True)
class HistorySignal:
    """What a chart says, at which round (position and label)."""

    kind: SignalKind
    position: int
    round: str
    message: Message


def signals(rounds: Sequence[HistoryRound], decision: float) -> Iterator[HistorySignal]:
    """All signals in time order."""
    for position, present in enumerate(rounds):
        before = rounds[:position]
        said: tuple[tuple[SignalKind, Message | None], ...] = (
            ("action_limit", _action_limit(present)),
            ("two_of_three", _two_of_three(present, before)),
            ("six_on_one_side", _six_on_one_side(present, before)),
            ("j_chart", _j_chart(present, before)),
            ("cusum", _cusum(present, before, decision)),
            ("uncertainty", _uncertainty(present, before)),
        )
        yield from (HistorySignal(kind, position, present.round, text) for kind, text in said if text is not None)


def _action_limit(present: HistoryRound) -> Message | None:
    if abs(present.z) < ACTION - ON_LIMIT:
        return None
    return message(
        "proficiency",
        "Round {round}: the score {z} is beyond the action limit of 3.",
        round=present.round,
        z=present.z,
    )


def _two_of_three(present: HistoryRound, before: Sequence[HistoryRound]) -> Message | None:
    beyond = [one for one in before[-2:] if abs(one.z) > WARNING + ON_LIMIT and one.z * present.z > 0]
    if abs(present.z) <= WARNING + ON_LIMIT or not beyond:
        return None
    return message(
        "proficiency",
        "Round {round}: two of three successive scores are beyond 2 on the same side ({earlier} and {z}).",
        round=present.round,
        earlier=beyond[-1].z,
        z=present.z,
    )


def _six_on_one_side(present: HistoryRound, before: Sequence[HistoryRound]) -> Message | None:
    row = [*before, present]
    run = 0
    while run < len(row) and row[-1 - run].z * present.z > 0:
        run += 1
    if run != SAME_SIDE:  # said once, when the run reaches six
        return None
    if present.z > 0:
        return message("proficiency", "Round {round}: six successive scores are above zero.", round=present.round)
    return message("proficiency", "Round {round}: six successive scores are below zero.", round=present.round)


def _j_chart(present: HistoryRound, before: Sequence[HistoryRound]) -> Message | None:
    if abs(present.j) < J_ACTION or (before and abs(before[-1].j) >= J_ACTION and before[-1].j * present.j > 0):
        return None
    return message(
        "proficiency",
        "Round {round}: the J-chart stands at {j}; 8 or more on either side asks for action.",
        round=present.round,
        j=present.j,
    )


def _cusum(present: HistoryRound, before: Sequence[HistoryRound], decision: float) -> Message | None:
    previous = before[-1] if before else None
    if present.cusum_high > decision and not (previous and previous.cusum_high > decision):
        return message(
            "proficiency",
            "Round {round}: the upper cusum {cusum} passes {decision}: scores have drifted upwards.",
            round=present.round,
            cusum=present.cusum_high,
            decision=decision,
        )
    if present.cusum_low > decision and not (previous and previous.cusum_low > decision):
        return message(
            "proficiency",
            "Round {round}: the lower cusum {cusum} passes {decision}: scores have drifted downwards.",
            round=present.round,
            cusum=present.cusum_low,
            decision=decision,
        )
    return None


def _uncertainty(present: HistoryRound, before: Sequence[HistoryRound]) -> Message | None:
    known = [one for one in (*before, present) if one.zeta is not None][-3:]
    if not (_too_small(present) and sum(_too_small(one) for one in known) == 2):
        return None
    return message(
        "proficiency",
        "Round {round}: zeta is beyond 2 in two of the last three rounds although z is not: the reported uncertainty "
        "looks too small.",
        round=present.round,
    )


def _too_small(one: HistoryRound) -> bool:
    """Good enough for its purpose, but not within its own uncertainty."""
    return one.zeta is not None and abs(one.zeta) > WARNING + ON_LIMIT and abs(one.z) <= WARNING + ON_LIMIT
