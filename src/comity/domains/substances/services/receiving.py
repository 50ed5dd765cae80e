"""What other nodes report: taken in as rows with their origin, changed and removed as the origin says later.

A field that was withheld from this node is empty here. Whoever may not see a field with a label of its own at the
origin may not see it here either. What another node says of a substance never changes what was decided here: an entry
that was registered here keeps its identity, and the history says what the other node thinks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, clean_profile, clean_substance
from comity.domains.substances.contents import LABELLABLE, OF_ANALYSIS, PLAIN, TEXTS
from comity.domains.substances.models import Analysis, Profile, Report, Substance, SubstanceElsewhere
from comity.domains.substances.queries.register import SHOWN, current
from comity.domains.substances.rules import PROVISIONAL_CODE
from comity.domains.substances.services.holding import note_change
from comity.domains.substances.services.identity import become, merge, separate
from comity.domains.substances.services.register import create_substance, keep_name, with_identity
from comity.domains.substances.values import ProfileValues, SubstanceValues
from comity.domains.substances.vocabularies import IdentityState, NameKind
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.exchange.rules import What
from comity.kernel.handling.storing import stored
from comity.kernel.parties.models import Party

BLANK = {"transit_countries": list, "toxicology": dict, "laboratory": dict, "photographs": list, "severe_harm": bool}
IDENTITY_FIELDS = ("smiles", "inchikey", "formula", "cas", "structural_group")


def take_report(actor: Actor, came: ReceivedRecord) -> None:
    """A report of another node: a new row, or the next version of one."""
    content = came.content
    actor.require("receive records")
    for name in ("kind", "happened_on", "country", "reported_at"):
        if name not in content:
            raise InputError("report-incomplete", message(CONTEXT, "What counts of the report was withheld."))
    held = _held(came) or Report(from_node=came.origin, record_id=came.record_id, version=0)
    if held.version >= came.version:
        return  # a version from before, which arrived late
    held.label, held.field_labels = stored(came.label), _labels_of_fields(came)
    for name in TEXTS:
        setattr(held, name, str(content.get(name) or ""))
    for name in PLAIN:
        setattr(held, name, content.get(name, BLANK[name]() if name in BLANK else None))
    held.precision = held.precision or "day"
    held.happened_on = date.fromisoformat(content["happened_on"])
    held.reported_at = datetime.fromisoformat(content["reported_at"])
    held.quantity = Decimal(content["quantity"]) if content.get("quantity") else None
    held.unit = held.unit or ("units" if held.quantity is not None else "")
    held.reporter = _known_reporter(came)
    held.reporter_name = str(content.get("reporter", {}).get("name", ""))[:200]
    held.version, held.record_key = came.version, came.key
    held.released_at, held.withdrawn_at, held.withdrawn_because = came.issued, None, ""
    held.save()
    held.analyses.all().delete()
    for position, one in enumerate(content.get("analyses", ())):
        _take_analysis(actor, held, one, position)


def take_substance(actor: Actor, came: ReceivedRecord) -> None:
    """What another node says of a substance."""
    actor.require("receive records")
    found = known_substance(actor, came.origin, came.content)
    if found.from_node != came.origin:
        return  # names by which our own entries are found are decided here
    for one in came.content.get("names", ()):
        kind = one.get("kind") if one.get("kind") in NameKind.values else NameKind.COMMON
        keep_name(found, one["name"], language=one.get("language", ""), kind=kind)


def take_profile(actor: Actor, came: ReceivedRecord) -> None:
    """A profile of a report that came before; else it waits among the refused until the report is here."""
    actor.require("receive records")
    content = came.content
    report = Report.objects.filter(from_node=came.origin, record_id=content.get("report")).first()
    if report is None or "substance" not in content:
        raise InputError("report-unknown", message(CONTEXT, "The report that this profile belongs to is not here."))
    substance = known_substance(actor, came.origin, content["substance"])
    measured = content.get("measured_on")
    values = clean_profile(ProfileValues(substance.pk, content["method"], content["compounds"]))
    Profile.objects.update_or_create(
        from_node=came.origin,
        record_id=came.record_id,
        defaults={
            "report": report,
            "substance": substance,
            "method": values.method,
            "compounds": dict(values.compounds),
            "measured_on": date.fromisoformat(measured) if measured else None,
            "record_key": came.key,
        },
    )


def hear_of_report(actor: Actor, came: ReceivedRecord, what: What) -> None:
    """Withdrawn: it counts no more. Recalled, or narrowed so that nobody here may see it: the row goes, with what was
    made from it. Narrowed otherwise: the label follows.
    """
    actor.require("receive records")
    held = _held(came)
    if held is None:
        return
    if what is What.RECALLED or came.is_out_of_sight(what):
        substances = list(Substance.objects.filter(analyses__report=held, from_node=came.origin).distinct())
        held.delete()
        for one in substances:
            _forget(one)
    elif what is What.WITHDRAWN:
        held.withdrawn_at = came.issued
        held.save(update_fields=["withdrawn_at"])
    elif what is What.NARROWED:
        held.label = stored(came.label)
        held.save(update_fields=["label"])


def hear_of_profile(actor: Actor, came: ReceivedRecord, what: What) -> None:
    """Withdrawn, recalled, or narrowed out of our sight: the row goes. Its audience is that of its report."""
    actor.require("receive records")
    if what in (What.RECALLED, What.WITHDRAWN) or came.is_out_of_sight(what):
        Profile.objects.filter(from_node=came.origin, record_id=came.record_id).delete()


def hear_of_substance(actor: Actor, came: ReceivedRecord, what: What) -> None:
    """Recalled, or narrowed out of our sight: an entry that is only here because of that node goes, unless something
    stands on it.
    """
    actor.require("receive records")
    if what is What.RECALLED or came.is_out_of_sight(what):
        for one in Substance.objects.filter(elsewhere__from_node=came.origin, elsewhere__foreign_id=came.record_id):
            _forget(one)


def known_substance(actor: Actor, origin: str, said: Mapping[str, Any]) -> Substance:
    """The entry here for what another node calls a substance: the same structure, or what came from it before."""
    foreign = UUID(str(said["id"]))
    values, mass = _said(said)
    link = SubstanceElsewhere.objects.filter(from_node=origin, foreign_id=foreign).select_related("substance").first()
    if link is None:
        found = _same(values, said) or _taken_in(origin, said, values, mass)
        SubstanceElsewhere.objects.create(from_node=origin, foreign_id=foreign, substance=found)
    else:
        found = _followed(actor, origin, link.substance, said, values, mass)
    into = said.get("merged_into")
    if into and found.from_node == origin and found.state in SHOWN:
        target = current(known_substance(actor, origin, into))
        if target.pk != found.pk:
            return merge(actor, found, target, _because(origin), from_node=origin)
    return current(found)


def _followed(
    actor: Actor, origin: str, held: Substance, said: Mapping[str, Any], values: SubstanceValues, mass: float | None
) -> Substance:
    """What that node says now of what it named before."""
    own = held.from_node == origin
    if held.state == IdentityState.MERGED and own and not said.get("merged_into") and not values.inchikey:
        return separate(actor, held, _because(origin))
    standing = current(held)
    if standing.state == IdentityState.PROVISIONAL and values.inchikey:
        same = Substance.objects.filter(inchikey=values.inchikey).exclude(pk=standing.pk).first()
        if not own:
            note_change(actor, standing, "identified elsewhere", standing.name, values.name, _because(origin))
            return standing
        if same is not None:
            return merge(actor, standing, current(same), _because(origin), from_node=origin)
        return become(actor, standing, values, mass, _because(origin), from_node=origin)
    if own and standing.pk == held.pk and said.get("state") == IdentityState.PROVISIONAL and standing.inchikey:
        _unknown_again(actor, standing, origin)
    elif own and standing.pk == held.pk and standing.name != values.name:
        before, standing.name = standing.name, values.name
        standing.save(update_fields=["name"])
        keep_name(standing, values.name)
        note_change(actor, standing, "renamed", before, values.name, _because(origin), from_node=origin)
    return standing


def _unknown_again(actor: Actor, held: Substance, origin: str) -> None:
    before = held.name
    held.name, held.state = held.provisional_code or held.name, IdentityState.PROVISIONAL
    held.inchikey = held.smiles = held.cas = ""
    held.save()
    note_change(actor, held, "retracted", before, held.name, _because(origin), from_node=origin)


def _said(said: Mapping[str, Any]) -> tuple[SubstanceValues, float | None]:
    texts = {name: str(said.get(name) or "") for name in IDENTITY_FIELDS}
    effect = str(said.get("effect_group") or "not assigned")
    return with_identity(clean_substance(SubstanceValues(str(said["name"])[:200], effect_group=effect, **texts)))


def _same(values: SubstanceValues, said: Mapping[str, Any]) -> Substance | None:
    """The same structure, or the same provisional code, which nobody else makes."""
    code = str(said.get("provisional_code") or "")
    if values.inchikey and (found := Substance.objects.filter(inchikey=values.inchikey).first()):
        return found
    return Substance.objects.filter(provisional_code=code).first() if code else None


def _taken_in(origin: str, said: Mapping[str, Any], values: SubstanceValues, mass: float | None) -> Substance:
    code = str(said.get("provisional_code") or "")
    if code and not PROVISIONAL_CODE.fullmatch(code):
        raise InputError("code-wrong", message(CONTEXT, "This is not a provisional code."))
    known = said.get("state") != IdentityState.PROVISIONAL and (values.inchikey or not code)
    state = IdentityState.IDENTIFIED if known else IdentityState.PROVISIONAL
    return create_substance(values, mass, state, code=code, from_node=origin)


def _take_analysis(actor: Actor, report: Report, said: Mapping[str, Any], position: int) -> None:
    given = {name: said[name] for name in OF_ANALYSIS if said.get(name) is not None}
    analysed = said.get("analysed_on")
    if given.get("purity") is None or not given.get("coverage_factor"):
        given.pop("purity_uncertainty", None)
    Analysis.objects.create(
        report=report,
        substance=known_substance(actor, report.from_node, said["substance"]),
        analysed_on=date.fromisoformat(analysed) if analysed else None,
        spectrum_id=said.get("spectrum") or None,
        laboratory=report.reporter,
        position=position,
        **given,
    )


def _labels_of_fields(came: ReceivedRecord) -> dict[str, Any]:
    """Labels of single fields as the origin set them; on a field by which lists are narrowed none is understood."""
    row = Record.objects.filter(pk=came.key).first() if came.key else None
    labels = dict(row.field_labels) if row else {}
    if {pointer.split("/")[1] for pointer in labels} - set(LABELLABLE):
        what = message(CONTEXT, "A field by which reports are counted has a label of its own, which is not kept here.")
        raise InputError("field-label-refused", what)
    return labels


def _known_reporter(came: ReceivedRecord) -> Party | None:
    return Party.objects.filter(pk=came.originator).first()


def _held(came: ReceivedRecord) -> Report | None:
    return Report.objects.filter(from_node=came.origin, record_id=came.record_id).first()


def _forget(substance: Substance) -> None:
    """An entry from elsewhere on which nothing stands goes away, with its history."""
    try:
        with transaction.atomic():
            substance.changes.all().delete()
            substance.delete()
    except ProtectedError:
        return


def _because(origin: str) -> str:
    return f"said by {origin}"[:300]


__all__ = [
    "hear_of_profile",
    "hear_of_report",
    "hear_of_substance",
    "known_substance",
    "take_profile",
    "take_report",
    "take_substance",
]
