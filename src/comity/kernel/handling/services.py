"""Writes on labels. Each is one transaction: permission, rules, rows, audit entry.

Only whoever acts for the originator labels a record. What was made from others' records never carries a weaker label
than theirs together, until each of them has decided to release it under exactly that label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as audit
from comity.kernel.handling.combine import derive, weakenings
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.models import LabelChange, Labelled, ReleaseDecision, StoredLabel
from comity.kernel.handling.redaction import MOST_FIELDS, steps_of
from comity.kernel.handling.rules import Viewer, decides
from comity.kernel.handling.storing import stored
from comity.kernel.handling.viewers import viewer_of
from comity.kernel.parties.models import Party

LONGEST_REASON = 500  # characters
Record = TypeVar("Record", bound=Labelled)


@transaction.atomic
def give_label(
    actor: Actor, record: Record, label: Label, *, sources: Iterable[Labelled] = (), purpose: str = ""
) -> Record:
    """Give a record that is being made its first label; the room's service saves the record in this transaction.

    With `sources`, the label becomes what they allow: their labels, and those of their fields that the actor sees,
    combined with `label`.
    """
    _require_originator(actor, label, "label record")
    seen = list(_labels_of(sources, viewer_of(actor, purpose=purpose)))
    final = derive(label, seen)
    record.label = stored(final)
    record.floor = record.label if seen else None
    audit.record(actor, "label record", party_id=_party_id(label), object_ref=record.reference, detail=_detail(final))
    return record


@transaction.atomic
def set_label(actor: Actor, record: Record, label: Label, reason: str, *, purpose: str = "") -> Record:
    """Change who may see a record. The change and its reason are shown to everybody who sees the record."""
    held = _held_visible(actor, record, purpose)
    _require_originator(actor, held.handling, "label record")
    why = _reason(reason)
    if label.originator != held.handling.originator:
        what = message("label", "A record keeps its originator.")
        raise InputError("originator-fixed", what, where="label")
    wanted = _with_contributors(label, held)
    before, after = held.label, stored(wanted)
    if after.pk != before.pk:
        _refuse_weaker(held, wanted, after)
        held.label = after
        held.save(update_fields=["label"])
        _note_change(actor, held, before, after, why)
    record.label = held.label
    return record


@transaction.atomic
def set_field_label(
    actor: Actor, record: Record, pointer: str, label: Label | None, reason: str, *, purpose: str = ""
) -> Record:
    """Give one field, named by a JSON Pointer, a label of its own, beside the record's; none takes it away."""
    held = _held_visible(actor, record, purpose)
    _require_originator(actor, held.handling, "label record")
    why = _reason(reason)
    steps_of(pointer)
    labels = dict(held.field_labels)
    before = labels.pop(pointer, None)
    if label is not None:
        _require_originator(actor, label, "label record")
        labels[pointer] = to_data(label)
    if len(labels) > MOST_FIELDS:
        what = message("label", "At most {count} fields of a record carry labels of their own.", count=MOST_FIELDS)
        raise InputError("too-many-field-labels", what, where="label")
    if labels.get(pointer) != before:
        held.field_labels = labels
        held.save(update_fields=["field_labels"])
        _note_change(actor, held, held.label, held.label, why, field=pointer)
    record.field_labels = held.field_labels
    return record


@transaction.atomic
def decide_release(actor: Actor, record: Labelled, label: Label, reason: str) -> ReleaseDecision:
    """A contributor allows exactly this label for a record made from theirs, which they may not see as a whole."""
    held, own, why = _held(record), str(actor.party_id or ""), _reason(reason)
    if held is None or held.floor is None or own not in held.floor.value.contributors:
        raise NotFoundError
    actor.require("release record", Party.objects.filter(pk=own).first())
    wanted = _with_contributors(label, held)
    decision, _made = ReleaseDecision.objects.get_or_create(
        reference=held.reference,
        party=own,
        label=stored(wanted),
        defaults={"decided_at": now(), "decided_by": actor.user_id, "reason": why},
    )
    detail = _detail(wanted) | {"reason": decision.reason}
    audit.record(actor, "release record", party_id=actor.party_id, object_ref=held.reference, detail=detail)
    return decision


def _labels_of(sources: Iterable[Labelled], viewer: Viewer) -> Iterator[Label]:
    """Labels of what the actor made something from; what they may not see, they cannot have used."""
    at = now()
    for source in sources:
        if not decides(source.handling, viewer, at).allowed:
            raise NotFoundError
        yield source.handling
        yield from (one for one in source.labels_of_fields().values() if decides(one, viewer, at).allowed)


def _held(record: Record) -> Record | None:
    """The record as it is now, kept from others until this transaction ends."""
    found = type(record)._base_manager.select_for_update(of=("self",))  # noqa: SLF001 - Django's name for it
    return found.filter(pk=record.pk).first()


def _held_visible(actor: Actor, record: Record, purpose: str) -> Record:
    held = _held(record)
    if held is None or not decides(held.handling, viewer_of(actor, purpose=purpose), now()).allowed:
        raise NotFoundError
    return held


def _require_originator(actor: Actor, label: Label, verb: str) -> None:
    """Only for one's own records; the node itself labels what it receives from others."""
    if actor.via != "system" and label.originator != str(actor.party_id):
        what = message("label", "Only the originator decides who may see a record.")
        remedy = message("label", "Ask the originator to change the label.")
        raise NotAllowedError("not-the-originator", what, remedy=remedy)
    own = actor.party_id
    actor.require(verb, Party.objects.filter(pk=own).first() if own else None)


def _with_contributors(label: Label, record: Labelled) -> Label:
    """Whose records are inside does not change with the label."""
    return replace(label, contributors=label.contributors | record.handling.contributors)


def _refuse_weaker(record: Labelled, label: Label, row: StoredLabel) -> None:
    if record.floor is None or not weakenings(label, record.floor.value):
        return
    decided = ReleaseDecision.objects.filter(reference=record.reference, label=row).values_list("party", flat=True)
    missing = record.floor.value.contributors - {label.originator, *decided}
    if missing:
        what = message(
            "label",
            "This label allows more than the records allow from which this one was made: "
            "{count} originator has not decided to release it.",
            plural="This label allows more than the records allow from which this one was made: "
            "{count} originators have not decided to release it.",
            count=len(missing),
        )
        remedy = message("label", "Ask them for a release under exactly this label.")
        raise ConflictError("weaker-than-sources", what, where="label", remedy=remedy)


def _note_change(
    actor: Actor, record: Labelled, before: StoredLabel, after: StoredLabel, reason: str, field: str = ""
) -> None:
    LabelChange.objects.create(
        reference=record.reference,
        at=now(),
        by_party=actor.party_id,
        before=before,
        after=after,
        field=field,
        reason=reason,
    )
    detail = {"from": before.digest, "to": after.digest, "tlp": after.tlp, "reason": reason, "field": field}
    audit.record(actor, "change label", party_id=_party_id(record.handling), object_ref=record.reference, detail=detail)


def _detail(label: Label) -> dict[str, str | int | float | bool | list[str] | None]:
    return {"tlp": label.tlp.value, "to": stored(label).digest}


def _party_id(label: Label) -> UUID | None:
    return UUID(label.originator) if label.originator else None


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or len(reason) > LONGEST_REASON:
        what = message("label", "This needs a reason of at most {longest} characters.", longest=LONGEST_REASON)
        raise InputError("reason-missing", what, where="reason")
    return reason
