"""Where a laboratory stands among all in a released round: its own scores with its code, the others' without."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from comity.domains.exercises.models import Score
from comity.domains.exercises.queries.outcome import own_scores
from comity.kernel.accounts.actor import Actor

COMPARABLE = ("z", "z_prime")  # scores of one measurand that lie on one scale


@dataclass(slots=True)
class Among:
    """The scores of one item and measurand."""

    item: str
    measurand: str
    title: str
    own: dict[str, float] = field(default_factory=dict)
    others: list[float] = field(default_factory=list)


def among_all(actor: Actor, round_id: UUID) -> list[Among]:
    """One entry for each item and measurand in which one's own laboratory has a score; others without any code."""
    own = own_scores(actor, round_id).filter(value__isnull=False, name__in=COMPARABLE)
    found: dict[tuple[str, str], Among] = {}
    for score in own.order_by("item", "measurand", "code__code"):
        key = score.item, score.measurand
        entry = found.setdefault(key, Among(score.item, score.measurand, score.title))
        entry.own[score.code.code] = float(score.value or 0.0)
    for key, values in _others(actor, round_id).items():
        if key in found:
            found[key].others = sorted(values)
    return list(found.values())


def _others(actor: Actor, round_id: UUID) -> dict[tuple[str, str], list[float]]:
    own = own_scores(actor, round_id)
    rows = Score.objects.filter(run__in=own.order_by().values("run"), value__isnull=False, name__in=COMPARABLE)
    rows = rows.exclude(pk__in=own.order_by().values("pk"))
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for item, measurand, value in rows.order_by().values_list("item", "measurand", "value"):
        values[item, measurand].append(float(value or 0.0))
    return values
