"""Records that left and that came, who acknowledged what, and who will receive something before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.models import Notice, Outgoing, Peer, Receipt, Record, Refusal
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.exchange.rules import What
from comity.kernel.handling.label import Label
from comity.kernel.handling.models import LabelledQuerySet
from comity.kernel.handling.queries import redacted
from comity.kernel.handling.redaction import Redacted
from comity.kernel.ledger.models import LogEntry
from comity.kernel.parties.models import Party


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How one node stands to a record of ours: what it has acknowledged, and what it has not."""

    node: str
    name: str
    received: bool
    asked: tuple[What, ...]
    done: tuple[What, ...]

    @property
    def missing(self) -> tuple[What, ...]:
        """What the node was told and has not acknowledged."""
        return tuple(one for one in self.asked if one not in self.done)


def list_records(actor: Actor, *, record_type: str = "", purpose: str = "") -> LabelledQuerySet[Record]:
    """Records of this and other nodes that the actor's organisation may see, newest first."""
    found = Record.objects.visible_to(actor, purpose=purpose).select_related("label", "received_from")
    return found.filter(type=record_type) if record_type else found


def list_left(actor: Actor) -> QuerySet[Record]:
    """Our own records, newest first, with the number of peers each went to."""
    found = _seen(actor).filter(received_from=None)
    sent = Outgoing.objects.filter(record=OuterRef("pk")).order_by().values("record").annotate(n=Count("pk"))
    done = Receipt.objects.filter(record=OuterRef("pk"), what=What.RECEIVED).order_by().values("record")
    received = done.annotate(n=Count("pk"))
    peers, acknowledged = Coalesce(Subquery(sent.values("n")), 0), Coalesce(Subquery(received.values("n")), 0)
    return found.annotate(peers=peers, acknowledged=acknowledged).order_by("-at", "-id")


def list_came(actor: Actor) -> QuerySet[Record]:
    """Records of other nodes, newest first."""
    return _seen(actor).exclude(received_from=None)


def get_record(actor: Actor, key: UUID, *, purpose: str = "") -> Record:
    """One version of a record by its key here, or `NotFoundError`."""
    found = _seen(actor, purpose).filter(pk=key).first()
    if found is None:
        raise NotFoundError
    return found


def find_record(actor: Actor, record_id: UUID, *, version: int | None = None, of: str | None = None) -> Record:
    """A record by its identifier: our own unless the origin is named, the newest version unless one is."""
    found = _seen(actor).filter(record_id=record_id, origin=of or origin())
    row = (found.filter(version=version) if version else found).order_by("-version").first()
    if row is None:
        raise NotFoundError
    return row


def versions(actor: Actor, record: Record) -> QuerySet[Record]:
    """All versions of a record that are here, newest first."""
    return _seen(actor).filter(origin=record.origin, record_id=record.record_id).order_by("-version")


def notices(actor: Actor, record: Record) -> QuerySet[Notice]:
    """What was said about a record that the actor sees."""
    get_record(actor, record.pk)
    return Notice.objects.filter(origin=record.origin, record_id=record.record_id)


def acknowledgements(actor: Actor, record: Record) -> list[Acknowledgement]:
    """How each node stands to a record of ours: those it was sent to, and those that a relay passed it on to."""
    get_record(actor, record.pk)
    same = Q(record__origin=record.origin, record__record_id=record.record_id)
    names = dict(Peer.objects.values_list("origin", "name"))
    sent = set(Outgoing.objects.filter(same).values_list("peer__origin", flat=True))
    done: dict[str, dict[str, datetime]] = {}
    for node, what, at in Receipt.objects.filter(same).order_by("at").values_list("node", "what", "at"):
        done.setdefault(node, {})[what] = at
    told, unread = _told(record), _unread(record)
    return [
        Acknowledgement(
            node=node,
            name=names.get(node, node),
            received=What.RECEIVED in done.get(node, {}),
            asked=tuple(told),
            done=tuple(
                What(what)
                for what, at in sorted(done.get(node, {}).items())
                if what != What.RECEIVED and at >= told.get(What(what), at) and (node, what) not in unread
            ),
        )
        for node in sorted(sent | set(done))
    ]


def _told(record: Record) -> dict[What, datetime]:
    """What was said about a record, and when last: an acknowledgement of an earlier narrowing is none of the last."""
    said = Notice.objects.filter(origin=record.origin, record_id=record.record_id).order_by("id")
    return {What(what): at for what, at in said.values_list("what", "at")}


def _unread(record: Record) -> set[tuple[str, str]]:
    """What was said about a record and still waits in the outbox of a node: its older receipts say nothing of it."""
    said = Notice.objects.filter(origin=record.origin, record_id=record.record_id)
    waiting = Outgoing.objects.filter(notice__in=said, sequence__gt=F("peer__acknowledged"))
    return set(waiting.values_list("peer__origin", "notice__what"))


def outstanding(actor: Actor) -> QuerySet[Notice]:
    """Recalls, withdrawals and narrowings of ours that some peer has not acknowledged."""
    if not actor.may("see exchange"):
        return Notice.objects.none()
    sent = Outgoing.objects.filter(notice=OuterRef("pk")).order_by().values("notice").annotate(n=Count("pk"))
    done = (
        Receipt.objects.filter(
            record__record_id=OuterRef("record_id"),
            record__origin=OuterRef("origin"),
            what=OuterRef("what"),
            at__gte=OuterRef("at"),
        )
        .order_by()
        .values("what")
        .annotate(n=Count("node", distinct=True))
    )
    found = Notice.objects.filter(origin=origin(), received_from=None)
    found = found.annotate(told=Subquery(sent.values("n")), done=Subquery(done.values("n")))
    unread = Outgoing.objects.filter(notice=OuterRef("pk"), sequence__gt=F("peer__acknowledged"))
    short = Q(done=None) | Q(done__lt=Subquery(sent.values("n"))) | Exists(unread)
    return found.filter(told__gt=0).filter(short)


def list_refusals(actor: Actor, peer_id: UUID) -> QuerySet[Refusal]:
    """What of a peer was not taken in, and why; newest first."""
    return Refusal.objects.filter(peer=get_peer(actor, peer_id), resolved_at=None)


def who_will_receive(
    actor: Actor, record_type: str, label: Label, *, recipients: Sequence[str] | None = None
) -> list[Peer]:
    """The peers that a record with this label would go to if the actor published it, for showing it before."""
    return Audience(actor=actor).of(label, record_type, origins=recipients)


def received(actor: Actor, key: UUID) -> ReceivedRecord:
    """A kept record as rooms read it."""
    from comity.kernel.exchange.keeping import received_record

    return received_record(get_record(actor, key), 0)


def readable_content(actor: Actor, record: Record, *, purpose: str = "") -> Redacted | None:
    """What of a record's content the actor may read, for the purpose stated; nothing where the label says no."""
    if not Record.objects.visible_to(actor, purpose=purpose).filter(pk=record.pk).exists():
        return None
    return redacted(record, record.content, actor, purpose=purpose)


def originator_of(record: Record) -> Party | None:
    """The party whose record it is, where this node knows it."""
    return Party.objects.filter(pk=record.originator).first()


def place_in_log(record: Record) -> int | None:
    """Where the record stands in the log of its origin, for its proof."""
    if record.log_entry is None:
        return record.log_index
    return LogEntry.objects.filter(pk=record.log_entry).values_list("index", flat=True).first()


def _seen(actor: Actor, purpose: str = "") -> LabelledQuerySet[Record]:
    """Whoever looks after the exchange sees which records passed; what stands in them only where the label says so."""
    looks_after = actor.may("see exchange")
    found = Record.objects.all() if looks_after else Record.objects.visible_to(actor, purpose=purpose)
    return found.select_related("label", "received_from")
