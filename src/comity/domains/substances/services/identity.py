"""What a substance is, and that somebody was wrong about it: identified, merged, retracted; renamed everywhere.

Findings are moved to the entry under which they stand today and remember the one they were filed under, so that a
retraction can put them back. Released reports that name the substance go out in a new version in the same transaction.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, clean_substance
from comity.domains.substances.library import naming
from comity.domains.substances.models import Analysis, LibrarySpectrum, Profile, Substance
from comity.domains.substances.queries.register import SHOWN, current
from comity.domains.substances.queries.visibility import seen_substance
from comity.domains.substances.services.holding import hold_substance, note_change, reason_of
from comity.domains.substances.services.publishing import publish_again
from comity.domains.substances.services.register import keep_name, refuse_known, with_identity
from comity.domains.substances.values import SubstanceValues
from comity.domains.substances.vocabularies import IdentityState, NameKind
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record

DEEPEST = 20  # mergers behind one another


@transaction.atomic
def identify_substance(
    actor: Actor,
    substance_id: UUID,
    reason: str,
    *,
    values: SubstanceValues | None = None,
    into: UUID | None = None,
    version: int | None = None,
) -> Substance:
    """Say what an unknown is: by its structure and name (`values`), or that it is an entry that exists (`into`).

    Where the structure is in the register already, both become one. Gives the entry that stands for it from now on.
    """
    held = hold_substance(actor, substance_id, "identify substance", version=version)
    why = reason_of(reason)
    if held.state not in SHOWN:
        raise ConflictError("not-standing", message(CONTEXT, "This entry was merged or retracted."))
    if into is not None:
        return merge(actor, held, current(seen_substance(actor, into)), why)
    if values is None:
        what = message(CONTEXT, "Say what it is: a structure, or an entry of the register.")
        raise InputError("identity-missing", what, where="smiles")
    cleaned, mass = with_identity(clean_substance(values))
    known = Substance.objects.filter(inchikey=cleaned.inchikey).exclude(pk=held.pk) if cleaned.inchikey else None
    if known is not None and (same := known.first()):
        return merge(actor, held, current(same), why)
    refuse_known(cleaned, but=held.pk)
    return become(actor, held, cleaned, mass, why)


@transaction.atomic
def retract_identity(actor: Actor, substance_id: UUID, reason: str, *, version: int | None = None) -> Substance:
    """Take an identification back: two entries are two again, or an unknown is unknown again; the history says why."""
    held = hold_substance(actor, substance_id, "retract identity", version=version)
    why = reason_of(reason)
    if held.state == IdentityState.MERGED:
        return separate(actor, held, why)
    if held.state != IdentityState.IDENTIFIED:
        raise ConflictError("not-identified", message(CONTEXT, "This substance is not identified."))
    before = held.name
    if held.provisional_code:
        held.name, held.state = held.provisional_code, IdentityState.PROVISIONAL
        held.inchikey = held.smiles = held.cas = ""
    else:
        held.state = IdentityState.RETRACTED
    held.version += 1
    held.save()
    note_change(actor, held, "retracted", before, held.name, why)
    _finish(actor, "retract identity", held, held)
    return held


def become(
    actor: Actor, held: Substance, values: SubstanceValues, mass: float | None, why: str, *, from_node: str = ""
) -> Substance:
    """The entry gets its identity; its provisional code stays among its names."""
    before = held.name
    for name in ("name", "smiles", "inchikey", "formula", "cas", "structural_group", "effect_group", "source"):
        setattr(held, name, getattr(values, name) or getattr(held, name))
    held.exact_mass = mass if mass is not None else held.exact_mass
    held.state, held.version = IdentityState.IDENTIFIED, held.version + 1
    held.save()
    keep_name(held, values.name)
    note_change(actor, held, "identified", before, held.name, why, from_node=from_node)
    _finish(actor, "identify substance", held, held)
    return held


def merge(actor: Actor, held: Substance, target: Substance, why: str, *, from_node: str = "") -> Substance:
    """Two entries become one: findings, profiles, names and what else points at the first one follow."""
    if target.pk == held.pk or target.state not in SHOWN:
        raise ConflictError("not-standing", message(CONTEXT, "It cannot be merged into this entry."))
    Analysis.objects.filter(substance=held, filed_under=None).update(filed_under=held)
    for moved in _pointing():
        moved.objects.filter(substance=held).update(substance=target)
    for one in held.names.all():
        keep_name(target, one.name, language=one.language, kind=one.kind)
    held.salts.update(parent=target)
    held.state, held.merged_into, held.version = IdentityState.MERGED, target, held.version + 1
    held.save()
    note_change(actor, held, "merged", held.name, target.name, why, from_node=from_node)
    note_change(actor, target, "took in", held.name, target.name, why, from_node=from_node)
    _finish(actor, "identify substance", held, target)
    return target


def separate(actor: Actor, held: Substance, why: str) -> Substance:
    """Two entries are two again; the findings that were filed under the first one go back to it."""
    target = held.merged_into
    kin = [held.pk, *_below(held)]
    Analysis.objects.filter(filed_under__in=kin).update(substance=held)
    Analysis.objects.filter(filed_under=held).update(filed_under=None)
    for moved in _pointing():
        if hasattr(moved, "provisional_code") and held.provisional_code:
            moved.objects.filter(substance=target, provisional_code=held.provisional_code).update(substance=held)
    code = held.provisional_code
    held.state = IdentityState.PROVISIONAL if code and not held.inchikey else IdentityState.IDENTIFIED
    held.merged_into, held.version = None, held.version + 1
    held.save()
    if target is not None:
        target.names.filter(name=held.provisional_code or held.name, kind=NameKind.CODE).delete()
        note_change(actor, target, "gave back", target.name, held.name, why)
        note_change(actor, held, "separated", target.name, held.name, why)
    _finish(actor, "retract identity", held, held)
    return held


def _pointing() -> list[Any]:
    """Every table of this room in which a row is about a substance and follows it."""
    own = {"names", "controls", "changes", "elsewhere"}
    found: list[Any] = [
        relation.related_model
        for relation in Substance._meta.related_objects  # noqa: SLF001 - Django documents it as public
        if relation.field.name == "substance" and relation.get_accessor_name() not in own
    ]
    return [*dict.fromkeys([Analysis, Profile, *found])]


def _below(held: Substance) -> list[UUID]:
    """What was merged into this entry before, however deep."""
    found: list[UUID] = []
    here = [held.pk]
    for _ in range(DEEPEST):
        here = list(Substance.objects.filter(merged_into__in=here).values_list("pk", flat=True))
        if not here:
            break
        found += here
    return found


def _finish(actor: Actor, verb: str, held: Substance, standing: Substance) -> None:
    detail = {"name": standing.name, "into": str(standing.pk) if standing.pk != held.pk else ""}
    record(actor, verb, party_id=actor.party_id, object_ref=f"substance:{held.pk}", detail=detail)
    publish_again({held, standing})
    for spectrum in LibrarySpectrum.objects.filter(substance__in=[held, standing], from_node="", withdrawn_at=None):
        naming.publish_again(spectrum)
