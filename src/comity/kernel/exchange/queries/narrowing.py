"""Who loses a record that has left when its label becomes stricter: said in words before anything is done."""

from __future__ import annotations

from dataclasses import dataclass

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.contents import look_at
from comity.kernel.exchange.models import Outgoing, Peer, Receipt, Record
from comity.kernel.exchange.queries.records import get_record
from comity.kernel.handling.audience import Recipient, audience
from comity.kernel.handling.label import Label


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a stricter label would do to whoever holds the record."""

    erasing: tuple[Peer, ...]
    """Nodes at which nobody may see it any more: they erase its content, and acknowledge that."""
    keeping: tuple[Peer, ...]
    """Nodes that keep it under the stricter label."""
    parties: tuple[Recipient, ...]
    """Parties known to this node whose people see it now, and will not any more."""


def who_will_lose(actor: Actor, record: Record, label: Label) -> Narrowing:
    """What would become of a record of ours, at every node that was sent it, if it had this label."""
    get_record(actor, record.pk)
    known, holders = Audience(), _holders(record)
    sealed_for = look_at(record.envelope, record.statement).sealed_for
    erasing = tuple(
        peer for peer in holders if not known.sees_there(peer, label) and (not sealed_for or peer.origin in sealed_for)
    )
    left = {one.id for one in audience(actor, label).recipients}
    losing = tuple(one for one in audience(actor, record.handling).recipients if one.id not in left)
    return Narrowing(erasing, tuple(peer for peer in holders if peer not in erasing), losing)


def _holders(record: Record) -> list[Peer]:
    """Nodes that were sent any version, and those that have acknowledged one that a relay brought them."""
    same = {"record__origin": record.origin, "record__record_id": record.record_id}
    sent = Outgoing.objects.filter(**same).values("peer__origin")
    acknowledged = Receipt.objects.filter(**same).values("node")
    found = Peer.objects.filter(origin__in=sent) | Peer.objects.filter(origin__in=acknowledged)
    return list(found.select_related("party").order_by("name", "id"))
