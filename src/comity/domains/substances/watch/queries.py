"""Reads on alerts and subscriptions; each knows who asks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from comity.base.errors import NotFoundError
from comity.domains.substances.models import Alert, AlertReceipt, AlertState, Subscription
from comity.domains.substances.models.watch import AlertQuerySet
from comity.domains.substances.watch.rules import About
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.label import Tlp
from comity.kernel.handling.models import LabelledQuerySet, Reader
from comity.kernel.handling.queries import get_visible

Alerts = LabelledQuerySet[Alert]
RELATED = ("label", "substance")


def alerts(reader: Reader, *, purpose: str = "") -> Alerts:
    """Alerts that went out, newest first."""
    found = AlertQuerySet(Alert).out().visible_to(reader, purpose=purpose)
    return found.select_related(*RELATED).order_by("-published_at", "id")


def drafts(actor: Actor, *, purpose: str = "") -> Alerts:
    """What waits for review by the actor's own organisation."""
    found = AlertQuerySet(Alert).filter(state=AlertState.DRAFTED, label__originator=str(actor.party_id or "-"))
    return (
        AlertQuerySet(Alert)
        .filter(pk__in=found.values("pk"))
        .visible_to(actor, purpose=purpose)
        .select_related(*RELATED)
    )


def get_alert(reader: Reader, key: UUID, *, purpose: str = "") -> Alert:
    """One alert that went out, or a draft of one's own organisation, or `NotFoundError`."""
    row = get_visible(Alert.objects.select_related("substance"), reader, key, purpose=purpose)
    if row.state in (AlertState.PUBLISHED, AlertState.RETRACTED) or _is_own(reader, row):
        return row
    raise NotFoundError


def public_alerts() -> Alerts:
    """What everybody may read, also without signing in: TLP:CLEAR without any other limit."""
    return alerts(None).filter(label__tlp=Tlp.CLEAR.value)


def unread(actor: Actor, *, purpose: str = "") -> Alerts:
    """Published alerts that this person has not read."""
    read = AlertReceipt.objects.filter(alert=OuterRef("pk"), user=actor.user_id)
    found = alerts(actor, purpose=purpose).filter(state=AlertState.PUBLISHED)
    return found.exclude(Exists(read)) if actor.user_id else found.none()


def receipts(actor: Actor, alert: Alert) -> list[AlertReceipt]:
    """Who has read an alert, for its originator alone."""
    if not _is_own(actor, alert):
        return []
    return list(alert.receipts.select_related("party").order_by("read_at"))


def subscriptions(actor: Actor) -> list[Subscription]:
    """One's own, acting for this party."""
    return list(Subscription.objects.filter(user=actor.own_account, party=actor.party_id))


def about_of(alert: Alert) -> About:
    """What an alert is about."""
    substance = alert.substance
    keys = {str(key) for key in (alert.substance_id, substance.parent_id if substance else None) if key}
    countries = {alert.country, *(str(one.get("country", "")) for one in alert.evidence)} - {""}
    return About(
        alert.kind,
        frozenset(keys),
        substance.structural_group if substance else "",
        substance.effect_group if substance else "",
        frozenset(countries),
    )


def _is_own(reader: Reader, row: Alert) -> bool:
    if not isinstance(reader, Actor):
        return False
    return reader.via == "system" or str(reader.party_id) == row.handling.originator


def of_keys(rule_keys: Iterable[str]) -> set[str]:
    """Which of these findings have been drafted already, whatever became of the draft."""
    return set(Alert.objects.filter(rule_key__in=set(rule_keys)).values_list("rule_key", flat=True))
