"""Synchronising with a peer: its new cards, its outbox page by page, and our receipts back.

Every page is one transaction with the cursor, so that a cut at any byte loses and doubles nothing: the next turn asks
behind the last page that is on disk. One process at a time talks to a peer; a slow one is left after a while, and taken
up again in a next turn.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as trail
from comity.kernel.exchange.client import Line
from comity.kernel.exchange.limits import (
    LARGEST_PAGE,
    RECORDS_PER_PAGE,
    SECONDS_PER_SYNCHRONISATION,
)
from comity.kernel.exchange.models import Cursor, Peer, ReceiptNote
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.rules import PeerState, may_become
from comity.kernel.exchange.services.peers import take_card
from comity.kernel.exchange.services.receiving import Page, receive_page
from comity.kernel.exchange.watching import FORKED, ask_to_witness, look_at_log
from comity.kernel.jobs.leases import Held, leased

NOTES_AT_ONCE = 20


@dataclass
class Synchronised:
    """What one turn with a peer brought."""

    pages: int = 0
    taken: int = 0
    refused: int = 0
    through: int = 0
    digest: str = ""
    complete: bool = False
    witnessed: bool = False
    codes: dict[str, int] = field(default_factory=dict)


def synchronise(actor: Actor, peer_id: UUID, *, seconds: float = SECONDS_PER_SYNCHRONISATION) -> Synchronised:
    """Take in what a peer has for us and send our receipts; what goes wrong stands on the peer's page."""
    peer = get_peer(actor, peer_id)
    actor.require("synchronise", peer.party)
    if peer.state != PeerState.CONFIRMED or peer.through_id is not None:
        what = message("exchange", "Nothing passes directly between this node and that one at the moment.")
        raise ConflictError("peer-state", what, remedy=message("exchange", "Look at the page of the peer."))
    system = Actor.system(f"exchange with {peer.origin}")
    with leased(f"exchange:{peer.pk}") as lease:
        try:
            done = _turn(system, Line(own_node(), peer), peer, lease, time.monotonic() + seconds)
        except ComityError as error:
            _note_fault(peer, error)
            raise
    _note_fault(peer, None)
    return done


def hint(actor: Actor, peer_id: UUID) -> None:
    """Tell a peer that something waits for it."""
    peer = get_peer(actor, peer_id)
    actor.require("synchronise", peer.party)
    if peer.state == PeerState.CONFIRMED and peer.address and peer.through_id is None:
        Line(own_node(), peer).post("/hint", {})


def _turn(system: Actor, line: Line, peer: Peer, lease: Held, until: float) -> Synchronised:
    line.peer = peer = _newer_cards(system, line, peer)
    look_at_log(peer)
    done = Synchronised()
    while True:
        lease.renew()
        cursor = Cursor.objects.get(peer=peer)
        path = f"/records?after={cursor.count}&limit={RECORDS_PER_PAGE}"
        outcome = receive_page(system, peer.pk, Page.from_data(line.get(path, largest=LARGEST_PAGE)))
        done.pages += 1
        done.taken += outcome.taken
        done.refused += outcome.refused
        for code, count in outcome.codes.items():
            done.codes[code] = done.codes.get(code, 0) + count
        if not outcome.more or time.monotonic() > until:
            done.complete = not outcome.more
            break
    done.through, done.digest = _send_receipts(line, peer)
    done.witnessed = ask_to_witness(peer)
    return done


def _newer_cards(system: Actor, line: Line, peer: Peer) -> Peer:
    for envelope in line.newer_cards(peer.serial):
        peer = take_card(system, peer.pk, envelope)
    if peer.state != PeerState.CONFIRMED:
        what = message("exchange", "The keys of this node have changed, and people must compare fingerprints again.")
        raise ConflictError(
            "card-not-in-order", what, remedy=message("exchange", "Ask for its new card, and confirm it.")
        )
    return peer


def _send_receipts(line: Line, peer: Peer) -> tuple[int, str]:
    """Everything that is due to go over this peer, and how far we have its outbox."""
    cursor = Cursor.objects.get(peer=peer)
    while True:
        due = list(ReceiptNote.objects.filter(to_peer=peer, sent_at=None)[:NOTES_AT_ONCE])
        notes = [one.envelope for one in due]
        line.post("/receipts", {"through": cursor.count, "digest": cursor.digest, "notes": notes})
        ReceiptNote.objects.filter(pk__in=[one.pk for one in due]).update(sent_at=now())
        if len(due) < NOTES_AT_ONCE:
            return cursor.count, cursor.digest


def _note_fault(peer: Peer, error: ComityError | None) -> None:
    """What is wrong with a peer, in its row; a change is written down, a repetition is not."""
    with transaction.atomic():
        _keep_fault(peer, error)


def _keep_fault(peer: Peer, error: ComityError | None) -> None:
    known = Peer.objects.select_for_update().get(pk=peer.pk)
    code = error.code if error else ""
    if code != known.fault:
        detail = {"fault": code, "before": known.fault}
        system = Actor.system(f"exchange with {known.origin}")
        trail.record(system, "note fault", party_id=known.party_id, object_ref=f"peer:{known.pk}", detail=detail)
    known.fault, known.tried_at = code, now()
    known.fault_detail = str(error.what)[:300] if error else ""
    known.fault_at = (known.fault_at or now()) if error else None
    if code == FORKED and may_become(PeerState(known.state), PeerState.SUSPENDED):
        known.state = PeerState.SUSPENDED
    if error is None:
        known.heard_at = now()
    known.save(update_fields=["state", "fault", "fault_detail", "fault_at", "tried_at", "heard_at"])
