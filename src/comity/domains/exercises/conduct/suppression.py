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
from collections.abc import Iterable, Mapping, Set
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
