"""What holds for something made from several records: the most restrictive wins, lists intersect, denial beats grant.

`combine` is a meet: commutative, associative, idempotent, and never wider than either side. It compares names, not
members: a network on one list and its member on the other have no name in common, and the combination reaches neither
until the originators say more. STIX 2.1 section 7.2 leaves the combination of markings undefined; this is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce

from comity.kernel.handling.label import Label, stricter

Names = frozenset[str] | None


def combine(first: Label, second: Label) -> Label:
    """One label that is nowhere weaker than the two.

    >>> one = Label("GREEN", "00000000-0000-0000-0000-000000000001")
    >>> combine(one, Label("RED", "00000000-0000-0000-0000-000000000002")).tlp
    <Tlp.RED: 'RED'>
    """
    return Label(
        tlp=stricter(first.tlp, second.tlp),
        originator=first.originator if first.originator == second.originator else "",
        releasable_to=_common(first.releasable_to, second.releasable_to),
        not_releasable_to=first.not_releasable_to | second.not_releasable_to,
        onward=stricter(first.onward, second.onward),
        purposes=_common(first.purposes, second.purposes),
        judicial_use=stricter(first.judicial_use, second.judicial_use),
        permissible_actions=stricter(first.permissible_actions, second.permissible_actions),
        evaluations=first.evaluations | second.evaluations,
        expires=_earlier(first.expires, second.expires),
        contributors=first.contributors | second.contributors,
        unknown=first.unknown | second.unknown,
    )


def combine_all(labels: Iterable[Label]) -> Label:
    """One label that is nowhere weaker than any; there is at least one."""
    return reduce(combine, labels)


def derive(own: Label, sources: Iterable[Label]) -> Label:
    """The label of something that `own.originator` made from these sources: theirs and its own, its own to keep.

    The author has read every source, so it stays on the list; whoever else reads must be on all of them.
    """
    joined = reduce(combine, sources, own)
    listed = None if joined.releasable_to is None else joined.releasable_to | {own.originator}
    return replace(joined, originator=own.originator, releasable_to=listed)


def weakenings(label: Label, floor: Label) -> tuple[str, ...]:
    """The parts of `label` that allow more than `floor` does, by their names; none where it is as strict everywhere."""
    joined = combine(label, floor)
    return tuple(part for part in LIMITING if getattr(joined, part) != getattr(label, part))


# Evaluations and unknown fields belong here too: to drop either is to say less than the source did.
LIMITING = (
    "tlp",
    "releasable_to",
    "not_releasable_to",
    "onward",
    "purposes",
    "judicial_use",
    "permissible_actions",
    "evaluations",
    "expires",
    "contributors",
    "unknown",
)


def _common(first: Names, second: Names) -> Names:
    if first is None or second is None:
        return second if first is None else first
    return first & second


def _earlier(first: datetime | None, second: datetime | None) -> datetime | None:
    ends = [end for end in (first, second) if end is not None]
    return min(ends, default=None)
