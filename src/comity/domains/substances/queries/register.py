"""Reads of the register: searching it, one substance with everything known, control status on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comity.base.clock import now
from comity.domains.substances.models import ControlStatus, Substance, SubstanceChange, SubstanceName
from comity.domains.substances.names import fold_name, loosen
from comity.domains.substances.queries.visibility import seen_substance
from comity.domains.substances.vocabularies import IdentityState
from comity.kernel.accounts.actor import Actor

SHOWN = (IdentityState.IDENTIFIED, IdentityState.PROVISIONAL)
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class SubstanceSearch:
    """What is asked for; what is empty does not narrow. `controlled` names a country, or `INT` for a convention."""

    text: str = ""
    structural_group: str = ""
    effect_group: str = ""
    state: str = ""
    controlled: str = ""


@dataclass(frozen=True, slots=True)
class SubstanceView:
    """What one page shows of a substance."""

    substance: Substance
    names: Sequence[SubstanceName]
    controls: Sequence[ControlStatus]
    past_controls: Sequence[ControlStatus]
    changes: Sequence[SubstanceChange]
    salts: Sequence[Substance]
    merged: Sequence[Substance]
    same_cas: Sequence[Substance]


def substances(actor: Actor, asked: SubstanceSearch | None = None) -> QuerySet[Substance]:
    """The substances that fit, by name; those merged or retracted only where their state is asked for."""
    asked = asked or SubstanceSearch()
    if not actor.may("see substances"):
        return Substance.objects.none()
    found = Substance.objects.filter(state=asked.state) if asked.state else Substance.objects.filter(state__in=SHOWN)
    if asked.structural_group:
        found = found.filter(structural_group=asked.structural_group)
    if asked.effect_group:
        found = found.filter(effect_group=asked.effect_group)
    if asked.controlled:
        found = found.filter(pk__in=_controlled(asked.controlled, now().date()).values("substance"))
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(_matching(word))
    return found.order_by("name", "id")


def substance(actor: Actor, substance_id: UUID) -> SubstanceView:
    """One substance, or `NotFoundError`."""
    found, today = seen_substance(actor, substance_id), now().date()
    controls = list(found.controls.all())
    same_cas = Substance.objects.filter(cas=found.cas, state__in=SHOWN).exclude(pk=found.pk) if found.cas else []
    return SubstanceView(
        substance=found,
        names=list(found.names.all()),
        controls=[one for one in controls if one.until is None or one.until > today],
        past_controls=[one for one in controls if one.until is not None and one.until <= today],
        changes=list(found.changes.all()),
        salts=list(found.salts.filter(state__in=SHOWN)),
        merged=list(found.merged.all()),
        same_cas=list(same_cas),
    )


def controls_on(substance_id: UUID, day: date, country: str = "") -> QuerySet[ControlStatus]:
    """What controls a substance on a day: internationally, and by the law of a country."""
    held = ControlStatus.objects.filter(substance_id=substance_id, effective_from__lte=day)
    return held.filter(Q(until__isnull=True) | Q(until__gt=day), Q(country="") | Q(country=country))


def current(found: Substance) -> Substance:
    """The entry under which a substance stands today: what it was merged into, if it was."""
    seen: set[UUID] = set()
    while found.merged_into is not None and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return found


def shared_cas(actor: Actor) -> QuerySet[Substance]:
    """Substances that stand under one CAS number with another: told apart by structure, to be looked at by a person."""
    several = (
        substances(actor).exclude(cas="").order_by().values("cas").annotate(n=Count("pk")).filter(n__gt=1).values("cas")
    )
    return substances(actor).filter(cas__in=several).order_by("cas", "name", "id")


def _controlled(where: str, day: date) -> QuerySet[ControlStatus]:
    held = ControlStatus.objects.filter(Q(until__isnull=True) | Q(until__gt=day), effective_from__lte=day)
    return held.filter(country="" if where == "INT" else where.upper())


def _matching(word: str) -> Q:
    """A word of a search: in a name, or an identifier from its beginning."""
    found = Q(inchikey__istartswith=word) | Q(cas=word) | Q(formula__iexact=word) | Q(provisional_code__iexact=word)
    folded, loose = fold_name(word), loosen(word)
    if folded:
        found |= Q(pk__in=SubstanceName.objects.filter(folded__contains=folded).values("substance"))
    if len(loose) >= 4:
        found |= Q(pk__in=SubstanceName.objects.filter(loose__startswith=loose).values("substance"))
    return found
