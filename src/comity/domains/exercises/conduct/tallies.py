"""How often laboratories did well, counted by whatever one likes; and by region, as far as that points at nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from comity.domains.exercises.conduct.outcomes import NOT_SCORED, QUESTIONABLE, SATISFACTORY, UNSATISFACTORY
from comity.domains.exercises.conduct.suppression import (
    EVERYBODY,
    FEWEST,
    Group,
    group_sizes,
    shown_across,
    shown_groups,
)

Key = TypeVar("Key", bound=Hashable)


class Judged(Protocol):
    """Anything with a performance."""

    @property
    def performance(self) -> str:
        """The judgement."""


JudgedT = TypeVar("JudgedT", bound=Judged)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many scores of each kind."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def satisfactory(self) -> int:
        """Scores that are satisfactory."""
        return self.counts.get(SATISFACTORY, 0)

    @property
    def questionable(self) -> int:
        """Scores that are questionable."""
        return self.counts.get(QUESTIONABLE, 0)

    @property
    def unsatisfactory(self) -> int:
        """Scores that are unsatisfactory."""
        return self.counts.get(UNSATISFACTORY, 0)

    @property
    def scored(self) -> int:
        """All scores; what was not scored does not count."""
        return sum(count for name, count in self.counts.items() if name != NOT_SCORED)

    @property
    def share(self) -> float | None:
        """The share of satisfactory ones; None without any score."""
        return self.satisfactory / self.scored if self.scored else None


def tallied(found: Iterable[JudgedT], by: Callable[[JudgedT], Key]) -> dict[Key, Tally]:
    """Tallies by a key, in the order in which the keys first come."""
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for one in found:
        counts[by(one)][one.performance] += 1
    return {key: Tally(dict(some)) for key, some in counts.items()}


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One line of a table by region and country; without `tally` it is not shown."""

    group: Group
    laboratories: int | None
    tally: Tally | None

    @property
    def shown(self) -> bool:
        """Whether anything of the group may be shown."""
        return self.tally is not None


def by_region(laboratories: Iterable[tuple[Group, Tally]], *, fewest: int = FEWEST) -> list[RegionLine]:
    """The lines of the table, from the place and the tally of each laboratory that was scored.

    Suppressed are groups of fewer than five laboratories, and further ones until nothing that follows from the shown
    lines by addition and subtraction is about fewer than five; see `suppression`. Only laboratories with a score count:
    otherwise a group of six of which one was scored would show that one.
    """
    scored = [(place, tally) for place, tally in laboratories if tally.scored]
    return _lines(scored, shown_groups(group_sizes(place for place, _ in scored), fewest=fewest))


def by_region_over_rounds(
    rounds: Iterable[Mapping[Key, tuple[Group, Tally]]], *, fewest: int = FEWEST
) -> list[RegionLine]:
    """The lines of a table over rounds, from the laboratories of each round: the same, and nothing that this table
    shows beside the tables of the rounds leads to what one of them suppresses.
    """
    scored = [{name: one for name, one in some.items() if one[1].scored} for some in rounds]
    places: list[Mapping[Hashable, Group]] = [{name: place for name, (place, _) in one.items()} for one in scored]
    shown = shown_across(places, fewest=fewest)
    together: dict[Key, tuple[Group, Tally]] = {}
    for some in scored:
        for name, (place, tally) in some.items():
            before = together.get(name, (place, Tally()))[1].counts
            together[name] = place, Tally(dict(Counter(before) + Counter(tally.counts)))
    return _lines(list(together.values()), shown)


def _lines(scored: Sequence[tuple[Group, Tally]], shown: Set[Group]) -> list[RegionLine]:
    sizes = group_sizes(place for place, _ in scored)
    sums: dict[Group, Counter[str]] = defaultdict(Counter)
    for place, tally in scored:
        for depth in range(len(place) + 1):
            sums[place[:depth]].update(tally.counts)
    return [
        RegionLine(group, sizes[group], Tally(dict(sums[group]))) if group in shown else RegionLine(group, None, None)
        for group in sorted(sizes, key=lambda group: (group != EVERYBODY, group))
    ]
