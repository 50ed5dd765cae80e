"""Series of seizures as graphs: links between specimens, each with its own likelihood ratio, and what hangs together.

A series has no likelihood ratio of its own: its links share specimens and are not independent, so nothing is
multiplied (de Zoete, Sjerps, Lagnado & Fenton 2015, Sci Justice 55:209-217). *Connected* follows any chain of links,
and so joins strangers through one bad link; *complete* asks that every pair within a series be a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comity.base.messages import message
from comity.science.likelihood import LikelihoodRatio
from comity.science.linkage.comparison import Comparison, Label
from comity.science.linkage.profiles import CONTEXT, refused

Joining = Literal["connected", "complete"]
MOST_SPECIMENS = 5_000
"""For complete linkage, which holds all pairs."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two specimens that a comparison joins, with its weight and what it may be used for."""

    first: str
    second: str
    distance: float
    ratio: LikelihoodRatio
    label: Label


@dataclass(frozen=True, slots=True)
class Series:
    """Specimens that hang together, the links between them, and the weakest of these."""

    members: tuple[str, ...]
    links: tuple[Link, ...]
    label: Label

    @property
    def weakest(self) -> Link:
        """The link with the largest distance: where the series would break first."""
        return max(self.links, key=lambda link: link.distance)

    @property
    def complete(self) -> bool:
        """Whether every pair of members is a link."""
        return len(self.links) == len(self.members) * (len(self.members) - 1) // 2


def find_series(comparisons: Iterable[Comparison], cut_off: float, joining: Joining = "connected") -> list[Series]:
    """Join specimens whose distance does not exceed a cut-off.

    Parameters
    ----------
    comparisons : iterable of Comparison
        All that were made; a pair that was not compared is no link.
    cut_off : float
        Largest distance of a link, for instance `Population.cut_off` at a false positive rate.
    joining : {"connected", "complete"}
        Connected components, or complete linkage at the cut-off.

    Returns
    -------
    list of Series
        Two members or more, largest first, then by name; evidence only where every link is.

    Raises
    ------
    InputError
        An unknown way of joining, or too many specimens for complete linkage.

    Examples
    --------
    >>> from comity.science.linkage import compare_pairs, learn
    >>> from comity.science.linkage.synthetic import synthetic_profiles
    >>> known = synthetic_profiles(12, 3, seed=1)
    >>> model = learn(known)
    >>> found = find_series(compare_pairs(known, model), model.population.cut_off(0.005), "complete")
    >>> found[0].members
    ('S1-1', 'S1-2', 'S1-3')
    """
    links = {
        frozenset((each.first, each.second)): Link(each.first, each.second, each.distance, each.ratio, each.label)
        for each in comparisons
        if each.distance <= cut_off and each.first != each.second
    }
    names = sorted({name for pair in links for name in pair})
    groups = _groups(names, list(links.values()), joining)
    members: dict[int, list[str]] = {}
    for name, group in zip(names, groups, strict=True):
        members.setdefault(int(group), []).append(name)
    within: dict[int, list[Link]] = {group: [] for group in members}
    of = dict(zip(names, (int(group) for group in groups), strict=True))
    for link in links.values():
        if of[link.first] == of[link.second]:
            within[of[link.first]].append(link)
    found = [_series(members[group], within[group]) for group in members if len(members[group]) > 1]
    return sorted(found, key=lambda series: (-len(series.members), series.members))


def _series(members: list[str], links: list[Link]) -> Series:
    label: Label = "evidence" if all(link.label == "evidence" for link in links) else "intelligence"
    ordered = sorted(links, key=lambda link: (link.distance, link.first, link.second))
    return Series(tuple(members), tuple(ordered), label)


def _groups(names: list[str], links: list[Link], joining: Joining) -> np.ndarray:
    if joining not in ("connected", "complete"):
        what = message(CONTEXT, "Series are joined as connected or as complete.")
        raise refused("joining", "joining", what)
    place = {name: number for number, name in enumerate(names)}
    if not links:
        return np.arange(len(names))
    if joining == "connected":
        return _connected(place, links)
    if len(names) > MOST_SPECIMENS:
        what = message(CONTEXT, "Complete linkage takes at most {most} specimens.", most=MOST_SPECIMENS)
        raise refused("count", "comparisons", what)
    return _complete(place, links)


def _connected(place: dict[str, int], links: list[Link]) -> np.ndarray:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array([(place[link.first], place[link.second]) for link in links]).T
    graph = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(place), len(place)))
    return np.asarray(connected_components(graph, directed=False)[1])


def _complete(place: dict[str, int], links: list[Link]) -> np.ndarray:
    """Hierarchical complete linkage; what is no link is farther than any link."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    farthest = max(link.distance for link in links)
    table = np.full((len(place), len(place)), 2 * farthest + 1)
    np.fill_diagonal(table, 0.0)
    for link in links:
        first, second = place[link.first], place[link.second]
        table[first, second] = table[second, first] = link.distance
    tree = linkage(squareform(table, checks=False), "complete")
    return np.asarray(fcluster(tree, farthest, "distance")) - 1
