"""Writes on alerts and subscriptions. Each is one transaction: permission, label, rows, audit entry, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now, to_text
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.substances.models import (
    Alert,
    AlertKind,
    AlertLevel,
    AlertReceipt,
    AlertState,
    Subscription,
    Substance,
    Topic,
)
from comity.domains.substances.vocabularies import EffectGroup, StructuralGroup
from comity.domains.substances.watch.mailing import queue_mails
from comity.domains.substances.watch.queries import get_alert
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as audit
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.services.noticing import withdraw_record
from comity.kernel.exchange.services.publishing import publish_record
from comity.kernel.handling.label import Label
from comity.kernel.handling.models import Labelled
from comity.kernel.handling.services import give_label, set_label
from comity.kernel.parties.countries import clean_country
from comity.kernel.parties.models import Party

ALERT = "alert"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 200, 4000, 500  # characters
MOST_EVIDENCE = 200
MOST_SUBSCRIPTIONS = 200  # of one person


@dataclass(frozen=True, slots=True)
class AlertText:
    """What a person, or a rule, writes."""

    title: str
    text: str = ""
    kind: str = AlertKind.OTHER
    level: str = AlertLevel.NOTE
    substance: UUID | None = None
    country: str = ""


@transaction.atomic
def draft_alert(
    actor: Actor,
    text: AlertText,
    label: Label,
    *,
    evidence: Sequence[Mapping[str, Any]] = (),
    sources: Iterable[Labelled] = (),
    rule_key: str = "",
) -> Alert:
    """Write a draft. Its label is never weaker than those of what it was made from."""
    _require(actor, "draft alert", label)
    _check(text)
    made = Alert(
        kind=text.kind,
        level=text.level,
        title=" ".join(text.title.split()),
        text=text.text.strip(),
        evidence=[dict(one) for one in evidence[:MOST_EVIDENCE]],
        rule_key=rule_key,
        substance=_substance(text.substance),
        country=clean_country(text.country),
        drafted_at=now(),
        drafted_by=actor.user_id,
    )
    give_label(actor, made, label, sources=sources)
    made.save(force_insert=True)
    detail = {"kind": made.kind, "level": made.level, "rule": rule_key}
    audit.record(actor, "draft alert", party_id=_party_id(label), object_ref=made.reference, detail=detail)
    return made


@transaction.atomic
def publish_alert(actor: Actor, key: UUID, text: AlertText, label: Label, *, version: int | None = None) -> Alert:
    """A person has looked at it, as it now reads and for whom, and lets it go: to readers here and to other nodes."""
    held = _held(actor, key, AlertState.DRAFTED, version)
    actor.in_person()
    _check(text)
    if label != held.handling:
        reason = message("alerts", "Decided at the review of the alert.").render()
        set_label(actor, held, label, reason)
    held.title, held.text, held.level = " ".join(text.title.split()), text.text.strip(), text.level
    held.country, held.substance = clean_country(text.country), _substance(text.substance)
    held.state, held.reviewed_at, held.published_at = AlertState.PUBLISHED, now(), now()
    held.reviewed_by = actor.user_id
    record = publish_record(actor, ALERT, content_of(held), held.handling) if _node_is_founded() else None
    if record is not None:
        held.record_key, held.record_id = record.pk, record.record_id
    held.version += 1
    held.save()
    _note(actor, "publish alert", held, {"kind": held.kind, "level": held.level, "tlp": held.label.tlp})
    queue_mails(held)
    return held


@transaction.atomic
def dismiss_alert(actor: Actor, key: UUID, reason: str, *, version: int | None = None) -> Alert:
    """A person has looked at it, and it does not go out."""
    held = _held(actor, key, AlertState.DRAFTED, version)
    actor.in_person()
    held.state, held.reason = AlertState.DISMISSED, _reason(reason)
    held.reviewed_at, held.reviewed_by = now(), actor.user_id
    held.version += 1
    held.save()
    _note(actor, "dismiss alert", held, {"reason": held.reason})
    return held


@transaction.atomic
def retract_alert(actor: Actor, key: UUID, reason: str, *, version: int | None = None) -> Alert:
    """It was wrong, or is over: whoever has it is told, here and at other nodes."""
    held = _held(actor, key, AlertState.PUBLISHED, version, verb="retract alert")
    held.state, held.retracted_at, held.reason = AlertState.RETRACTED, now(), _reason(reason)
    held.version += 1
    held.save()
    record = Record.objects.filter(pk=held.record_key).first() if held.record_key else None
    if record is not None:
        withdraw_record(actor, record, held.reason)
    _note(actor, "retract alert", held, {"reason": held.reason})
    queue_mails(held)
    return held


@transaction.atomic
def read_alert(actor: Actor, key: UUID, *, purpose: str = "") -> AlertReceipt:
    """This person has read it; doing so again changes nothing."""
    alert = get_alert(actor, key, purpose=purpose)
    actor.require("read alert")
    receipt, made = AlertReceipt.objects.get_or_create(
        alert=alert, user_id=actor.own_account, party=acting_party(actor), defaults={"read_at": now()}
    )
    if made:
        _note(actor, "read alert", alert, {})
    return receipt


@transaction.atomic
def subscribe(actor: Actor, topic: str, value: str = "", *, by_mail: bool = True) -> Subscription:
    """Ask to be told about something; again changes only whether by mail."""
    actor.require("subscribe", acting_party(actor))
    wanted = clean_topic(topic, value)
    if Subscription.objects.filter(user=actor.own_account).count() >= MOST_SUBSCRIPTIONS:
        what = message("alerts", "Nobody has more than {count} subscriptions.", count=MOST_SUBSCRIPTIONS)
        raise InputError("too-many-subscriptions", what)
    made, _new = Subscription.objects.update_or_create(
        user_id=actor.own_account,
        party=acting_party(actor),
        topic=topic,
        value=wanted,
        defaults={"by_mail": by_mail},
        create_defaults={"by_mail": by_mail, "since": now()},
    )
    detail: audit.Detail = {"topic": topic, "value": wanted, "mail": by_mail}
    audit.record(actor, "subscribe", party_id=actor.party_id, object_ref=f"subscription:{made.pk}", detail=detail)
    return made


@transaction.atomic
def unsubscribe(actor: Actor, key: UUID) -> None:
    """Be told no more; one's own only, and what is not there is gone already."""
    actor.require("subscribe", acting_party(actor))
    found = Subscription.objects.filter(pk=key, user=actor.own_account).first()
    if found is not None:
        detail = {"topic": found.topic, "value": found.value}
        found.delete()
        audit.record(actor, "unsubscribe", party_id=actor.party_id, object_ref=f"subscription:{key}", detail=detail)


def content_of(alert: Alert) -> dict[str, Any]:
    """An alert as other nodes get it: what the evidence says, never the records themselves."""
    substance = alert.substance
    known = {
        "kind": alert.kind,
        "level": alert.level,
        "title": alert.title,
        "text": alert.text,
        "published_at": to_text(alert.published_at) if alert.published_at else "",
        "country": alert.country,
        "substance": substance.name if substance else "",
        "inchikey": substance.inchikey if substance else "",
    }
    evidence = [{"kind": str(one.get("kind", "")), "words": str(one.get("words", ""))[:500]} for one in alert.evidence]
    return {name: value for name, value in known.items() if value} | {"evidence": evidence}


def acting_party(actor: Actor) -> Party | None:
    """The party that is acted for."""
    return Party.objects.filter(pk=actor.party_id).first() if actor.party_id else None


def clean_topic(topic: str, value: str) -> str:
    """What a subscription is about, or an `InputError`."""
    known: dict[str, Iterable[str]] = {
        Topic.EVERYTHING: ("",),
        Topic.STRUCTURE: StructuralGroup.values,
        Topic.EFFECT: EffectGroup.values,
        Topic.KIND: AlertKind.values,
    }
    if topic == Topic.COUNTRY and value.strip():
        return clean_country(value, where="value")
    if topic == Topic.SUBSTANCE:
        found = _substance_named(value)
        if found is not None:
            return str(found.pk)
    elif value in known.get(topic, ()):
        return value
    what = message("alerts", "There is nothing of this name to be told about.")
    raise InputError("topic-unknown", what, where="value", remedy=message("alerts", "Choose one from the list."))


def _check(text: AlertText) -> None:
    title = " ".join(text.title.split())
    if not title or len(title) > LONGEST_TITLE or len(text.text) > LONGEST_TEXT:
        what = message(
            "alerts",
            "An alert has a title of at most {title} characters and a text of at most {text}.",
            title=LONGEST_TITLE,
            text=LONGEST_TEXT,
        )
        raise InputError("alert-text", what, where="title")
    if text.kind not in AlertKind.values or text.level not in AlertLevel.values:
        what = message("alerts", "This kind or level of an alert is not known.")
        raise InputError("alert-kind", what, where="level")


def _held(actor: Actor, key: UUID, state: AlertState, version: int | None, *, verb: str = "review alert") -> Alert:
    seen = get_alert(actor, key)
    held = Alert.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    _require(actor, verb, held.handling)
    if held.from_node:
        what = message("alerts", "This alert came from another node, which alone changes it.")
        raise ConflictError("alert-of-another", what)
    if held.state != state or (version is not None and held.version != version):
        what = message("alerts", "Somebody else has decided on this alert meanwhile.")
        raise ConflictError("alert-changed", what, remedy=message("alerts", "Look at it again."))
    return held


def _require(actor: Actor, verb: str, label: Label) -> None:
    actor.require(verb, Party.objects.filter(pk=label.originator).first() if label.originator else None)


def _note(actor: Actor, verb: str, alert: Alert, detail: dict[str, Any]) -> None:
    audit.record(actor, verb, party_id=_party_id(alert.handling), object_ref=alert.reference, detail=detail)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or len(reason) > LONGEST_REASON:
        what = message("alerts", "This needs a reason of at most {longest} characters.", longest=LONGEST_REASON)
        raise InputError("reason-missing", what, where="reason")
    return reason


def _substance(key: UUID | None) -> Substance | None:
    if key is None:
        return None
    found = Substance.objects.filter(pk=key).first()
    if found is None:
        raise InputError("substance-unknown", message("alerts", "There is no such substance."), where="substance")
    return found.merged_into or found


def _substance_named(value: str) -> Substance | None:
    try:
        return Substance.objects.filter(pk=UUID(value.strip())).first()
    except ValueError:
        return Substance.objects.filter(name__iexact=value.strip(), merged_into=None).first() if value.strip() else None


def _party_id(label: Label) -> UUID | None:
    return UUID(label.originator) if label.originator else None


def _node_is_founded() -> bool:
    return Party.objects.filter(operates_node=True).exists()
