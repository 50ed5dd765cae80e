"""Taking in what a peer sends: a page at a time, in one transaction with the cursor and the receipts.

A page that does not continue what was taken in before, or whose digest does not come out, is refused whole. An item
that is wrong by itself is refused alone, with its reason, and harms no other; the digest runs over it all the same,
because both ends agree that it was sent.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, InputError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.audit.services import Detail
from comity.kernel.exchange.acknowledging import acknowledge
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.keeping import Keeper
from comity.kernel.exchange.limits import LARGEST_KEPT, MOST_REFUSALS, RECORDS_PER_PAGE
from comity.kernel.exchange.models import Cursor, Peer, Refusal
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.reading import Item, Reader, too_long, wrong
from comity.kernel.exchange.rules import PeerState, item_bytes, roll

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What a peer answered: raw items behind `after`, and the digest of its outbox behind the last of them."""

    after: int
    items: tuple[Mapping[str, Any], ...]
    through: int
    digest: str
    count: int

    @classmethod
    def from_data(cls, data: object) -> Page:
        """From the peer's JSON, or an `InputError`."""
        if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
            raise _unusable()
        after, through, count = (_whole(data, name) for name in ("after", "through", "count"))
        items = data["items"]
        if len(items) > RECORDS_PER_PAGE or not all(isinstance(one, Mapping) for one in items):
            raise _unusable()
        return cls(after, tuple(items), through, str(data.get("digest", "")), count)


@dataclass
class Outcome:
    """What became of a page."""

    taken: int = 0
    known: int = 0
    refused: int = 0
    through: int = 0
    more: bool = False
    codes: dict[str, int] = field(default_factory=dict)

    def count_refusal(self, code: str) -> None:
        """One more item was refused for this reason."""
        self.refused += 1
        self.codes[code] = self.codes.get(code, 0) + 1


@transaction.atomic
def receive_page(actor: Actor, peer_id: UUID, page: Page) -> Outcome:
    """Verify a page and keep what may be kept."""
    peer = get_peer(actor, peer_id)
    actor.require("receive records", peer.party)
    cursor = Cursor.objects.select_for_update().get(peer=peer)
    if peer.state != PeerState.CONFIRMED:
        raise ConflictError("peer-state", message("exchange", "Nothing is taken from this peer at the moment."))
    digest = _continued(cursor, page)
    outcome = Outcome(through=page.through, more=page.through < page.count)
    keeper = Keeper(actor, Reader(own_node(), peer, Audience(), now()))
    for raw in page.items:
        _take(keeper, peer, raw, outcome)
    outcome.taken, outcome.known = keeper.finish(outcome.count_refusal, lambda item, error: _refuse(peer, item, error))
    acknowledge(keeper.reader.own, peer, keeper.acknowledged)
    if page.items:
        cursor.count, cursor.digest, cursor.at = page.through, digest, now()
        cursor.save(update_fields=["count", "digest", "at"])
        detail: Detail = {"through": page.through, "taken": outcome.taken, "refused": outcome.refused, "digest": digest}
        trail.record(actor, "receive records", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return outcome


@transaction.atomic
def retry_refused(actor: Actor, peer_id: UUID) -> Outcome:
    """Look once more at what was refused: the origin may be known by now, or an agreement changed."""
    peer = get_peer(actor, peer_id)
    actor.require("synchronise", peer.party)
    outcome = Outcome()
    keeper = Keeper(actor, Reader(own_node(), peer, Audience(), now()))
    waiting = list(Refusal.objects.select_for_update().filter(peer=peer, resolved_at=None).order_by("sequence"))
    again: dict[int, Refusal] = {}
    for refusal in waiting:
        raw = _kept(refusal)
        if raw is not None and _take(keeper, peer, raw, outcome, keep=False):
            again[refusal.sequence] = refusal
    still: set[int] = set()
    outcome.taken, outcome.known = keeper.finish(outcome.count_refusal, lambda item, _error: still.add(item.sequence))
    resolved = [refusal.pk for sequence, refusal in again.items() if sequence not in still]
    Refusal.objects.filter(pk__in=resolved).update(resolved_at=now())
    acknowledge(keeper.reader.own, peer, keeper.acknowledged)
    detail: Detail = {"taken": outcome.taken, "refused": outcome.refused}
    trail.record(actor, "retry refused", party_id=peer.party_id, object_ref=f"peer:{peer.pk}", detail=detail)
    return outcome


def _continued(cursor: Cursor, page: Page) -> str:
    """The digest behind the page, if it continues ours without a gap and comes out as the peer says."""
    if page.after != cursor.count or page.count < page.through or page.through != page.after + len(page.items):
        raise _differs("page-out-of-order")
    digest = cursor.digest
    for place, raw in enumerate(page.items, page.after + 1):
        kind, envelope = raw.get("kind"), raw.get("envelope")
        if raw.get("sequence") != place or kind not in {"record", "notice"} or not isinstance(envelope, str):
            raise _differs("page-out-of-order")
        digest = roll(digest, item_bytes(kind, envelope))
    if digest != page.digest:
        raise _differs("digest-differs")
    return digest


def _take(keeper: Keeper, peer: Peer, raw: Mapping[str, Any], outcome: Outcome, *, keep: bool = True) -> bool:
    """Verify one item; what is wrong with it is kept as evidence and harms no other."""
    item: Item | None = None
    try:
        item = Item.from_data(raw)
        if too_long(item):
            raise wrong("item-too-large", message("exchange", "The item is larger than an item may be."))
        if not keeper.reader.is_own(item):
            keeper.look(item)
    except ComityError as error:
        outcome.count_refusal(error.code)
        if keep:
            _refuse_raw(peer, int(raw["sequence"]), raw, error)
        return False
    return True


def _refuse(peer: Peer, item: Item, error: ComityError) -> None:
    raw = {
        "sequence": item.sequence,
        "kind": item.kind,
        "envelope": item.envelope,
        "statement": item.statement,
        "fields": item.fields,
        "sealed": item.sealed,
    }
    _refuse_raw(peer, item.sequence, raw, error)


def _refuse_raw(peer: Peer, sequence: int, raw: Mapping[str, Any], error: ComityError) -> None:
    logger.warning("item %s of %s is refused: %s", sequence, peer.origin, error.code)
    if Refusal.objects.filter(peer=peer).count() >= MOST_REFUSALS:
        return
    text = json.dumps(raw, ensure_ascii=False)
    Refusal.objects.update_or_create(
        peer=peer,
        sequence=sequence,
        defaults={
            "code": error.code[:60],
            "reason": error.to_data(),
            "item": text if len(text) <= LARGEST_KEPT else "",
            "item_hash": hashlib.sha256(text.encode()).hexdigest(),
            "at": now(),
        },
    )


def _kept(refusal: Refusal) -> Mapping[str, Any] | None:
    raw: dict[str, Any] | None = json.loads(refusal.item) if refusal.item else None
    return raw


def _whole(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _unusable()
    return value


def _unusable() -> InputError:
    what = message("exchange", "The other node's answer cannot be read.")
    remedy = message("exchange", "Nothing of it was taken in. Tell the people who run it.")
    return InputError("answer-unusable", what, remedy=remedy)


def _differs(code: str) -> ConflictError:
    what = message("exchange", "What the other node sends does not continue what it sent before.")
    remedy = message(
        "exchange",
        "Nothing of it was taken in. Perhaps it was restored from an old backup; compare counts and digests.",
    )
    return ConflictError(code, what, remedy=remedy)
