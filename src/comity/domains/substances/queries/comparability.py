"""How the laboratory behind a finding did in released rounds with that substance, where it lets that be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.domains.exercises.queries.released import released_scores_of
from comity.domains.substances.models import Analysis, ComparabilityConsent
from comity.domains.substances.names import fold_name
from comity.kernel.accounts.actor import Actor

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """One score: in which round, what it was, how it was judged."""

    round: str
    released: str
    score: str
    performance: str


def standing_of(actor: Actor, analysis: Analysis) -> Sequence[Standing]:
    """The latest scores, newest first; nothing without consent, or where the laboratory never took part."""
    laboratory = analysis.laboratory_id
    held = ComparabilityConsent.objects.filter(laboratory=laboratory, withdrawn_at=None)
    if laboratory is None or not actor.may("see substances") or not held.exists():
        return []
    names = {one.folded for one in analysis.substance.names.all()} | {fold_name(analysis.substance.name)}
    if analysis.substance.parent is not None:
        names |= {one.folded for one in analysis.substance.parent.names.all()}
    found = [one for one in released_scores_of(laboratory) if fold_name(one.substance) in names]
    return [
        Standing(
            str(one.run.round),
            one.run.released_at.date().isoformat() if one.run.released_at else "",
            "" if one.value is None else f"{one.name} = {one.value:.2f}",
            one.get_performance_display(),
        )
        for one in found[:MOST_SHOWN]
    ]
