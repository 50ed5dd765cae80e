"""From free text to candidates. A candidate is never a substance until a person has confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy

from comity.domains.substances.models import Substance, SubstanceName
from comity.domains.substances.names import fold_name, loosen
from comity.domains.substances.queries.register import SHOWN, current
from comity.domains.substances.rules import FORMULA, INCHIKEY, INCHIKEY_SKELETON, PROVISIONAL_CODE, is_cas
from comity.domains.substances.vocabularies import NameKind
from comity.kernel.accounts.actor import Actor

MOST_SUGGESTED = 8
SHORTEST = 3  # letters that say enough for looking inside names


class Why(StrEnum):
    """By what a candidate was found, from the surest to the vaguest."""

    INCHIKEY = "inchikey"
    CODE = "code"
    NAME = "name"
    CAS = "cas"
    SKELETON = "skeleton"
    STREET_NAME = "street name"
    SOUND = "sound"
    FORMULA = "formula"
    PART = "part"


WHY_NAMES: dict[Why, Any] = {
    Why.INCHIKEY: pgettext_lazy("why a substance is suggested", "same InChIKey"),
    Why.CODE: pgettext_lazy("why a substance is suggested", "same provisional code"),
    Why.NAME: pgettext_lazy("why a substance is suggested", "same name"),
    Why.CAS: pgettext_lazy("why a substance is suggested", "same CAS number"),
    Why.SKELETON: pgettext_lazy("why a substance is suggested", "same skeleton in the InChIKey"),
    Why.STREET_NAME: pgettext_lazy("why a substance is suggested", "a street name of it"),
    Why.SOUND: pgettext_lazy("why a substance is suggested", "sounds alike"),
    Why.FORMULA: pgettext_lazy("why a substance is suggested", "same formula"),
    Why.PART: pgettext_lazy("why a substance is suggested", "the text is part of a name"),
}
IDENTIFYING = frozenset({Why.INCHIKEY, Why.CODE, Why.NAME})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate, why it is one, and the name that matched."""

    substance: Substance
    why: Why
    matched: str

    @property
    def words(self) -> str:
        """Why, in words."""
        return str(WHY_NAMES[self.why])


def suggest(actor: Actor, text: str, limit: int = MOST_SUGGESTED) -> list[Suggestion]:
    """Candidates for what somebody typed, the surest first; each substance once."""
    typed = " ".join(text.split())[:300]
    if not typed or not actor.may("see substances"):
        return []
    found: dict[UUID, Suggestion] = {}
    for one in _candidates(typed):
        found.setdefault(one.substance.pk, one)
        if len(found) >= limit:
            break
    return list(found.values())


def unambiguous(actor: Actor, text: str) -> Substance | None:
    """The one substance that an exact name or identifier names, for files; none where there are several or it is vague.

    A CAS number, a street name, a sound or a formula never decides.
    """
    exact = {one.substance.pk: one.substance for one in suggest(actor, text) if one.why in IDENTIFYING}
    return next(iter(exact.values())) if len(exact) == 1 else None


def _candidates(typed: str) -> Iterator[Suggestion]:
    yield from _by_identifier(typed)
    folded, loose = fold_name(typed), loosen(typed)
    if not folded:
        return
    names = SubstanceName.objects.select_related("substance__merged_into")
    yield from _named(names.filter(folded=folded).exclude(kind=NameKind.STREET), Why.NAME)
    yield from _named(names.filter(folded=folded, kind=NameKind.STREET), Why.STREET_NAME)
    if len(loose) >= SHORTEST:
        yield from _named(names.filter(loose=loose), Why.SOUND)
    if FORMULA.fullmatch(typed):
        yield from _found(Q(formula=typed), Why.FORMULA, typed)
    if len(folded) >= SHORTEST:
        within = Q(folded__contains=folded) | (Q(loose__startswith=loose) if len(loose) >= SHORTEST else Q())
        yield from _named(names.filter(within).order_by("folded"), Why.PART)


def _by_identifier(typed: str) -> Iterator[Suggestion]:
    upper = typed.upper()
    if INCHIKEY.fullmatch(upper):
        yield from _found(Q(inchikey=upper), Why.INCHIKEY, upper)
        yield from _found(Q(inchikey__startswith=upper[:14]), Why.SKELETON, upper[:14])
    elif INCHIKEY_SKELETON.fullmatch(typed):
        yield from _found(Q(inchikey__startswith=typed), Why.SKELETON, typed)
    if PROVISIONAL_CODE.fullmatch(upper):
        yield from _found(Q(provisional_code=upper), Why.CODE, upper)
    if is_cas(typed):
        yield from _found(Q(cas=typed), Why.CAS, typed)


def _found(condition: Q, why: Why, matched: str) -> Iterator[Suggestion]:
    rows = Substance.objects.filter(condition).select_related("merged_into").order_by("name")[: 2 * MOST_SUGGESTED]
    yield from _standing(((row, matched) for row in rows), why)


def _named(names: QuerySet[SubstanceName], why: Why) -> Iterator[Suggestion]:
    yield from _standing(((one.substance, one.name) for one in names[: 4 * MOST_SUGGESTED]), why)


def _standing(rows: Iterable[tuple[Substance, str]], why: Why) -> Iterator[Suggestion]:
    """Under what they stand today; what is retracted is not suggested."""
    for row, matched in rows:
        today = current(row)
        if today.state in SHOWN:
            yield Suggestion(today, why, matched)
