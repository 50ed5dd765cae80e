"""Which cells of a table by region or country may be shown without pointing at a laboratory.

A cell with fewer than five laboratories is not shown. Nor may a reader arrive at such a cell by subtraction: when
Africa shows 12 laboratories and two of its three countries show 6 and 5, the third has 1. So further cells are left
out until nothing that follows from the shown ones is about fewer than five laboratories.

Groups nest (all, region, country), so what can be computed from the shown ones is exactly known: for every shown group
its *remainder*, that is the group without the shown groups inside it, and sums of remainders. A table is safe when no
remainder holds between one and four laboratories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

FEWEST = 5
"""Laboratories in a cell that may be shown."""

Group = tuple[str, ...]
"""The way to a group: `()` is everybody, `("Africa",)` a region, `("Africa", "GH")` a country in it."""

EVERYBODY: Group = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a table; `laboratories` is None where it is not shown."""

    group: Group
    laboratories: int | None

    @property
    def shown(self) -> bool:
        """Whether anything of the group may be shown."""
        return self.laboratories is not None


def table_of(places: Iterable[Group], *, fewest: int = FEWEST) -> list[Cell]:
    """Every group in which there is a laboratory, in order, with its size where that may be shown."""
    sizes = group_sizes(places)
    shown = shown_groups(sizes, fewest=fewest)
    return [Cell(group, sizes[group] if group in shown else None) for group in sorted(sizes)]


def group_sizes(places: Iterable[Group]) -> dict[Group, int]:
    """How many laboratories each group has, from the place of each laboratory."""
    sizes: Counter[Group] = Counter()
    for place in places:
        for depth in range(len(place) + 1):
            sizes[place[:depth]] += 1
    return dict(sizes)


def shown_groups(sizes: Mapping[Group, int], *, fewest: int = FEWEST) -> frozenset[Group]:
    """The groups that may be shown together.

    Larger groups are kept before smaller ones, and the outer ones before the inner ones.
    """
    shown = {group for group, size in sizes.items() if size >= fewest}
    while (leak := _leak(sizes, shown, fewest)) is not None:  # everybody is the empty way
        inside = _outermost_inside(leak, shown)
        shown.discard(min(inside, key=lambda group: (sizes[group], group)))
    return frozenset(shown)


def remainders(sizes: Mapping[Group, int], shown: Set[Group]) -> dict[Group, int]:
    """For each shown group, how many of its laboratories are in none of the shown groups inside it."""
    return {group: sizes[group] - sum(sizes[part] for part in _outermost_inside(group, shown)) for group in shown}


def _leak(sizes: Mapping[Group, int], shown: Set[Group], fewest: int) -> Group | None:
    """The innermost group whose remainder points at a few; as a group, or nothing. Ends: each round hides one."""
    leaks = [group for group, left in remainders(sizes, shown).items() if 0 < left < fewest]
    return max(leaks, key=lambda group: (len(group), group), default=None)


def _outermost_inside(group: Group, shown: Set[Group]) -> list[Group]:
    """The shown groups inside one that lie in no other shown group inside it."""
    depth = len(group)
    return [
        part
        for part in shown
        if len(part) > depth
        and part[:depth] == group
        and not any(part[:between] in shown for between in range(depth + 1, len(part)))
    ]


Places = Mapping[Hashable, Group]
"""The place of each laboratory of one table, by whatever names it."""


def shown_across(rounds: Sequence[Places], *, fewest: int = FEWEST) -> frozenset[Group]:
    """The groups of a table over several rounds that may be shown beside the table of each round.

    In a table over rounds a group is the sum of what it is in each. Where the tables of the rounds show it in some of
    them only, subtraction gives the others: so a group is shown when this leads to no suppressed cell of any round, and
    the laboratories in what is left are none or at least `fewest`. The larger ones are decided first.

    What can be computed is exactly the span of the shown cells as vectors over (round, place); it is found by
    elimination modulo a prime, which at worst suppresses too much.
    """
    tables = [group_sizes(places.values()) for places in rounds]
    shown = [shown_groups(sizes, fewest=fewest) for sizes in tables]
    span = Span()
    for number, groups in enumerate(shown):
        for group in groups:
            span.add(_cells(rounds, group, {number}))
    hidden = [_cells(rounds, group, {n}) for n, sizes in enumerate(tables) for group in sizes if group not in shown[n]]
    everywhere = group_sizes({name: place for places in rounds for name, place in places.items()}.values())
    wanted = sorted(shown_groups(everywhere, fewest=fewest), key=lambda group: (-everywhere[group], len(group), group))
    kept: list[Group] = []
    for group in wanted:
        left = {name for n, places in enumerate(rounds) for name in _inside(places, group) if group not in shown[n]}
        wider = span.copy()
        wider.add(_cells(rounds, group, set(range(len(rounds)))))
        if (not left or len(left) >= fewest) and not any(wider.holds(cell) for cell in hidden):
            kept.append(group)
            span = wider
    return frozenset(kept)


class Span:
    """What follows from some sums by addition and subtraction; vectors are sparse, numbers modulo a prime."""

    PRIME = 2**61 - 1

    def __init__(self) -> None:
        self._rows: dict[Hashable, dict[Hashable, int]] = {}

    def copy(self) -> Span:
        """The same, to try something out."""
        made = Span()
        made._rows = dict(self._rows)
        return made

    def add(self, vector: Mapping[Hashable, int]) -> None:
        """One more sum is known."""
        rest = self._reduced(vector)
        if rest:
            pivot = min(rest, key=repr)
            inverse = pow(rest[pivot], -1, self.PRIME)
            self._rows[pivot] = {key: value * inverse % self.PRIME for key, value in rest.items()}

    def holds(self, vector: Mapping[Hashable, int]) -> bool:
        """Whether a sum follows from those that are known."""
        return not self._reduced(vector)

    def _reduced(self, vector: Mapping[Hashable, int]) -> dict[Hashable, int]:
        rest = dict(vector)
        while (pivot := next((key for key in rest if key in self._rows), None)) is not None:
            factor = rest[pivot]
            for key, value in self._rows[pivot].items():
                left = (rest.get(key, 0) - factor * value) % self.PRIME
                if left:
                    rest[key] = left
                else:
                    rest.pop(key, None)
        return rest


def _cells(rounds: Sequence[Places], group: Group, numbers: Set[int]) -> dict[Hashable, int]:
    return {(number, place): 1 for number in numbers for place in _inside(rounds[number], group).values()}


def _inside(places: Places, group: Group) -> dict[Hashable, Group]:
    return {name: place for name, place in places.items() if place[: len(group)] == group}
