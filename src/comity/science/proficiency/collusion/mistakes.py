"""The same wrong substances: two laboratories that missed and invented the same things.

For a laboratory with the mistakes S, the chance that another makes exactly these and no other is

    product over S of r_e times product over all other mistakes of the round of (1 - r_e),

with r_e the share of the other laboratories that made mistake e. Times the number of pairs of laboratories with any
mistake, it is the probability of such agreement anywhere in the round, if mistakes were independent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from math import comb
from typing import NamedTuple


class SharedMistakes(NamedTuple):
    """Laboratories with the same mistakes, and the probability over all pairs."""

    members: tuple[int, ...]
    mistakes: tuple[str, ...]
    p_value: float


def same_mistakes(mistakes: Sequence[Collection[str]], alpha: float) -> list[SharedMistakes]:
    """Groups of laboratories with identical, improbable sets of mistakes."""
    sets = [frozenset(made) for made in mistakes]
    made_by = Counter(mistake for made in sets for mistake in made)
    pairs = comb(sum(bool(made) for made in sets), 2)
    groups: dict[frozenset[str], list[int]] = {}
    for position, made in enumerate(sets):
        if made:
            groups.setdefault(made, []).append(position)
    found = []
    for made, members in groups.items():
        p_value = pairs * _chance(made, made_by, len(sets))
        if len(members) > 1 and p_value <= alpha:
            found.append(SharedMistakes(tuple(members), tuple(sorted(made)), p_value))
    return found


def _chance(made: frozenset[str], made_by: Counter[str], laboratories: int) -> float:
    chance, others = 1.0, max(laboratories - 1, 1)
    for mistake, count in made_by.items():
        if mistake in made:
            chance *= max(count - 1, 1) / others
        else:
            chance *= 1 - min(count / others, 0.5)  # never certain: one group's habit must not decide alone
    return chance
