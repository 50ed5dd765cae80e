"""Writes of the register: substances, their names, their control status."""

from __future__ import annotations

import secrets
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import Message, message
from comity.domains.substances.cleaning import CONTEXT, clean_control, clean_substance, one_line
from comity.domains.substances.models import ControlStatus, Substance, SubstanceName
from comity.domains.substances.names import fold_name, loosen
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.rules import provisional_code
from comity.domains.substances.services.holding import hold_substance, note_change, reason_of
from comity.domains.substances.structures import Identity, identity_of, parent_of
from comity.domains.substances.values import ControlValues, SubstanceValues
from comity.domains.substances.vocabularies import IdentityState, NameKind
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.parties.models import Party

MOST_NAMES = 200  # of one substance


@transaction.atomic
def register_substance(actor: Actor, values: SubstanceValues, *, with_parent: bool = True) -> Substance:
    """Add an identified substance. From a SMILES follow InChIKey, formula and mass, and of a salt its parent.

    Two different structures under one CAS number are both kept and told apart (`queries.shared_cas`); one without a
    structure under a CAS number that is known is refused, because it cannot be told apart.
    """
    actor.require("register substance", keeper())
    cleaned, mass = with_identity(clean_substance(values))
    refuse_known(cleaned)
    made = create_substance(cleaned, mass, IdentityState.IDENTIFIED)
    if with_parent and cleaned.smiles:
        made.parent = _parent(cleaned.smiles)
        made.save(update_fields=["parent"])
    _note(actor, "register substance", made)
    return made


@transaction.atomic
def register_unknown(
    actor: Actor, description: str = "", *, formula: str = "", exact_mass: float | None = None
) -> Substance:
    """Give an unknown a provisional code, by which everybody can speak of it; it stays its own for ever."""
    party = Party.objects.filter(pk=actor.party_id).first() if actor.party_id else keeper()
    actor.require("register unknown", party)
    code = provisional_code(now().year, secrets.token_bytes(5))
    values = SubstanceValues(name=code, formula=one_line(formula, 120, "formula"), source=description[:300])
    made = create_substance(clean_substance(values), exact_mass, IdentityState.PROVISIONAL, code=code)
    note_change(actor, made, "registered", "", code, reason_of(description or code))
    _note(actor, "register unknown", made)
    return made


@transaction.atomic
def rename_substance(
    actor: Actor, substance_id: UUID, name: str, reason: str, *, version: int | None = None
) -> Substance:
    """Another name for what pages show; the old one stays among its names, and in the history."""
    held = hold_substance(actor, substance_id, "name substance", version=version)
    wanted, why = one_line(name, 200, "name"), reason_of(reason)
    if not wanted:
        raise InputError("name-missing", message(CONTEXT, "A substance needs a name."), where="name")
    if wanted != held.name:
        before = held.name
        held.name, held.version = wanted, held.version + 1
        held.save(update_fields=["name", "version"])
        keep_name(held, wanted)
        note_change(actor, held, "renamed", before, wanted, why)
        _note(actor, "rename substance", held)
    return held


@transaction.atomic
def add_name(
    actor: Actor, substance_id: UUID, name: str, *, language: str = "", kind: str = NameKind.COMMON
) -> SubstanceName:
    """One more name by which a substance is found."""
    held = hold_substance(actor, substance_id, "name substance")
    if held.names.count() >= MOST_NAMES:
        what = message(CONTEXT, "A substance has at most {count} names.", count=MOST_NAMES)
        raise ConflictError("names-too-many", what)
    wanted = one_line(name, 300, "name")
    if not fold_name(wanted):
        raise InputError("name-missing", message(CONTEXT, "A name needs letters or digits."), where="name")
    if kind not in NameKind.values:
        raise InputError("choice-unknown", message(CONTEXT, "This kind of name is not known."), where="kind")
    made = keep_name(held, wanted, language=language, kind=kind)
    _note(actor, "add name", held)
    return made


@transaction.atomic
def record_control_status(actor: Actor, substance_id: UUID, values: ControlValues) -> ControlStatus:
    """Under what a substance is controlled, since when, and who says so; the same instrument and day is corrected."""
    held = hold_substance(actor, substance_id, "record control status")
    cleaned = clean_control(values)
    made, _ = ControlStatus.objects.update_or_create(
        substance=held,
        instrument=cleaned.instrument,
        country=cleaned.country,
        effective_from=cleaned.effective_from,
        defaults={"schedule": cleaned.schedule, "until": cleaned.until, "source": cleaned.source},
    )
    _note(actor, "record control status", held)
    return made


def with_identity(values: SubstanceValues) -> tuple[SubstanceValues, float | None]:
    """The values with what follows from the structure; what was typed beside it must agree."""
    if not values.smiles:
        return values, None
    found = identity_of(values.smiles)
    if found is None or not found.inchikey:
        what = message(CONTEXT, "This SMILES is not a structure that can be read.")
        raise InputError("smiles-wrong", what, where="smiles")
    if values.inchikey and values.inchikey != found.inchikey:
        what = message(CONTEXT, "The InChIKey does not belong to this structure, which has {key}.", key=found.inchikey)
        raise InputError("inchikey-differs", what, where="inchikey")
    cleaned = replace(values, smiles=found.smiles, inchikey=found.inchikey, formula=found.formula)
    return cleaned, found.exact_mass


def refuse_known(values: SubstanceValues, *, but: UUID | None = None) -> None:
    """What has the same InChIKey is there already; what has no structure must not share a CAS number."""
    others = Substance.objects.exclude(pk=but) if but else Substance.objects.all()
    if values.inchikey and (known := others.filter(inchikey=values.inchikey).first()):
        what = message(CONTEXT, "This structure is in the register already, as {name}.", name=known.name)
        raise ConflictError("substance-known", what, where="inchikey", remedy=_remedy(known))
    same = others.filter(cas=values.cas).exclude(state=IdentityState.RETRACTED) if values.cas else others.none()
    told_apart = bool(values.inchikey) and not same.filter(inchikey="").exists()
    if same.exists() and not told_apart:
        what = message(CONTEXT, "This CAS number is in the register already, for {name}.", name=str(same.first()))
        remedy = message(CONTEXT, "Give both structures, so that they can be told apart, or use the one that is there.")
        raise ConflictError("cas-known", what, where="cas", remedy=remedy)


def _remedy(known: Substance) -> Message | None:
    """Where the way goes on: an entry that was retracted is identified again, not registered twice."""
    if known.state != IdentityState.RETRACTED:
        return None
    return message(CONTEXT, "It was retracted; its page says why. Say there what it is, if that was wrong.")


def keep_name(held: Substance, name: str, *, language: str = "", kind: str = NameKind.COMMON) -> SubstanceName:
    """A name in both forms by which it is looked for."""
    made, _ = SubstanceName.objects.get_or_create(
        substance=held,
        name=name[:300],
        language=language[:12],
        defaults={"folded": fold_name(name), "loose": loosen(name), "kind": kind},
    )
    return made


def create_substance(
    values: SubstanceValues, mass: float | None, state: IdentityState, *, code: str = "", from_node: str = ""
) -> Substance:
    """A row of the register with its first name: a step of services."""
    made = Substance(
        name=values.name,
        state=state,
        provisional_code=code,
        inchikey=values.inchikey,
        smiles=values.smiles,
        formula=values.formula,
        cas=values.cas,
        exact_mass=mass,
        structural_group=values.structural_group,
        effect_group=values.effect_group,
        source=values.source,
        from_node=from_node,
        created_at=now(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        what = message(CONTEXT, "Somebody else has registered this substance in the meantime.")
        raise ConflictError("substance-known", what) from error
    keep_name(made, values.name, kind=NameKind.CODE if code else NameKind.COMMON)
    return made


def _parent(smiles: str) -> Substance | None:
    """The entry of a salt's parent; made where there is none."""
    found: Identity | None = parent_of(smiles)
    if found is None:
        return None
    known = Substance.objects.filter(inchikey=found.inchikey).first()
    if known is not None:
        return known
    values = SubstanceValues(found.inchikey, found.smiles, found.inchikey, found.formula)
    return create_substance(values, found.exact_mass, IdentityState.IDENTIFIED)


def _note(actor: Actor, verb: str, substance: Substance) -> None:
    detail = {"name": substance.name, "inchikey": substance.inchikey, "cas": substance.cas}
    record(actor, verb, party_id=actor.party_id, object_ref=f"substance:{substance.pk}", detail=detail)
