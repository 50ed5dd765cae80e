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
from comity.domains.substances.models import Analysis, ControlStatus, LibrarySpectrum, Profile, Substance
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

    An entry that was retracted gets its identity again in the same way.

    Where the structure is in the register already, both become one. Gives the entry that stands for it from now on.
    """
    held = hold_substance(actor, substance_id, "identify substance", version=version)
    why = reason_of(reason)
    if held.state == IdentityState.MERGED:
        raise ConflictError("not-standing", message(CONTEXT, "This entry was found to be another one."))
    if into is not None:
        target = current(seen_substance(actor, into))
        _refuse_losing(held, target)
        return merge(actor, held, target, why)
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
    moved = {table._meta.model_name: _follow(table, held, target) for table in _pointing()}  # noqa: SLF001 - Django documents it as public
    moved["controlstatus"] = _copy_controls(held, target)
    for one in held.names.all():
        keep_name(target, one.name, language=one.language, kind=one.kind)
    held.salts.update(parent=target)
    held.state, held.merged_into, held.version = IdentityState.MERGED, target, held.version + 1
    held.save()
    made = note_change(actor, held, "merged", held.name, target.name, why, from_node=from_node)
    made.moved = {table: keys for table, keys in moved.items() if keys}
    made.save(update_fields=["moved"])
    note_change(actor, target, "took in", held.name, target.name, why, from_node=from_node)
    _finish(actor, "identify substance", held, target)
    return target


def separate(actor: Actor, held: Substance, why: str) -> Substance:
    """Two entries are two again; the findings that were filed under the first one go back to it."""
    target = held.merged_into
    kin = [held.pk, *_below(held)]
    Analysis.objects.filter(filed_under__in=kin).update(substance=held)
    Analysis.objects.filter(filed_under=held).update(filed_under=None)
    _bring_back(held, target)
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


def _refuse_losing(held: Substance, target: Substance) -> None:
    """What has a structure is not put under what has none: the structure would be out of sight."""
    if held.inchikey and not target.inchikey:
        what = message(CONTEXT, "This entry has a structure and {name} has none.", name=target.name)
        remedy = message(CONTEXT, "Say it the other way round, on the page of {name}.", name=target.name)
        raise ConflictError("merge-other-way", what, where="into", remedy=remedy)


def _follow(table: Any, held: Substance, target: Substance) -> list[str]:
    """The rows of a table that were about the one and are about the other now."""
    rows = table.objects.filter(substance=held)
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    rows.update(substance=target)
    return keys


def _copy_controls(held: Substance, target: Substance) -> list[str]:
    """What the one was controlled under holds for the other too, where it does not say so itself already."""
    made = []
    for one in held.controls.all():
        key = {"instrument": one.instrument, "country": one.country, "effective_from": one.effective_from}
        said = {"schedule": one.schedule, "until": one.until, "source": one.source}
        kept, new = ControlStatus.objects.get_or_create(substance=target, **key, defaults=said)
        made += [str(kept.pk)] if new else []
    return made


def _bring_back(held: Substance, target: Substance | None) -> None:
    """What followed in the merger, as far as it still stands there, goes back; copies of control statuses go."""
    merger = held.changes.filter(what="merged").first()
    moved = merger.moved if merger else {}
    for table in _pointing():
        keys = moved.get(table._meta.model_name, ())  # noqa: SLF001 - Django documents it as public
        if table is not Analysis and keys:
            table.objects.filter(pk__in=keys, substance=target).update(substance=held)
    ControlStatus.objects.filter(pk__in=moved.get("controlstatus", ()), substance=target).delete()


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
