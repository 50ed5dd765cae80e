"""Substances that were reported lately, are under no control, and look like one that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from comity.domains.substances.models import Analysis, ControlStatus, Report, Substance
from comity.domains.substances.structures import LONGEST_SMILES
from comity.domains.substances.vocabularies import IdentityState
from comity.domains.substances.watch.rules import LIKE

LATELY: Final = timedelta(days=90)
MOST_CONTROLLED: Final = 5_000
MOST_NEW: Final = 500
RADIUS, BITS = 2, 2_048


@dataclass(frozen=True, slots=True)
class Analogue:
    """A substance, the controlled one that it is most like, and the reports that name it."""

    substance: UUID
    name: str
    other: UUID
    controlled: str
    instrument: str
    similarity: float
    sources: tuple[Report, ...]


def analogues(on: date) -> Iterator[Analogue]:
    """Of each substance reported lately the nearest controlled one, where it is near enough."""
    status = ControlStatus.objects.filter(Q(until=None) | Q(until__gt=on), effective_from__lte=on)
    controlled = {one.substance_id: one for one in status.select_related("substance").order_by("-country")}
    known = [(one, _fingerprint(one.substance.smiles)) for one in list(controlled.values())[:MOST_CONTROLLED]]
    known = [(one, print_) for one, print_ in known if print_ is not None]
    if not known:
        return
    for substance in _reported(on, set(controlled)):
        own = _fingerprint(substance.smiles)
        if own is None:
            continue
        like, nearest = max(((_similarity(own, print_), one) for one, print_ in known), key=lambda pair: pair[0])
        if like >= LIKE:
            rows = Report.objects.filter(analyses__substance=substance).select_related("label").order_by("pk")
            yield Analogue(
                substance.pk,
                substance.name,
                nearest.substance_id,
                nearest.substance.name,
                nearest.instrument,
                like,
                tuple(rows[:200]),
            )


def _reported(on: date, controlled: set[UUID]) -> list[Substance]:
    lately = Analysis.objects.filter(report__happened_on__gt=on - LATELY, report__withdrawn_at=None)
    found = Substance.objects.filter(pk__in=lately.values("substance"), state=IdentityState.IDENTIFIED)
    found = found.exclude(smiles="").exclude(pk__in=controlled).exclude(parent__in=controlled)
    return list(found.order_by("pk")[:MOST_NEW])


def _fingerprint(smiles: str) -> Any:
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdFingerprintGenerator

    if not smiles or len(smiles) > LONGEST_SMILES:
        return None
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # its remarks would stand between ours
    molecule: Any = Chem.MolFromSmiles(smiles)
    if molecule is None:
        return None
    generator: Any = rdFingerprintGenerator.GetMorganGenerator(radius=RADIUS, fpSize=BITS)
    return generator.GetFingerprint(molecule)


def _similarity(first: Any, second: Any) -> float:
    from rdkit import DataStructs

    compare: Any = DataStructs.TanimotoSimilarity
    return float(compare(first, second))
