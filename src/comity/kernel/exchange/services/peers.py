"""Peers: introduced by a card, confirmed by people, suspended, resumed, ended; and their later cards."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.exchange.cards import Card, read_card, signers
from comity.kernel.exchange.models import Cursor, Introduction, Peer, PeerKey
from comity.kernel.exchange.own_node import origin, own_node
from comity.kernel.exchange.queries.peers import get_peer
from comity.kernel.exchange.rules import START, PeerState, Purpose, may_become, same_fingerprint
from comity.kernel.exchange.tasks import keep_turning
from comity.kernel.exchange.transport import check_address
from comity.kernel.ledger.witnessing import stop_watching, watch_log
from comity.kernel.parties.models import Party
from comity.kernel.parties.services import take_in_party
from comity.protocol.keys import VerifierKey


class Entry(TypedDict):
    """What the audit trail keeps beside the verb."""

    party_id: UUID
    object_ref: str
    detail: Detail


@transaction.atomic
def add_peer(actor: Actor, envelope: str, *, how: str = "file", through: UUID | None = None) -> Peer:
    """Introduce another node by its card. Nothing passes before people have confirmed its fingerprint."""
    actor.require("introduce peer")
    card, _signed = read_card(envelope.strip())
    _refuse_ourselves(card)
    if Peer.objects.filter(origin=card.origin).exists():
        what = message("exchange", "The node {name} has been introduced already.", name=card.name)
        raise ConflictError("peer-known", what, remedy=message("exchange", "Its new card is taken on its page."))
    relay = get_peer(actor, through) if through else None
    at = now()
    peer = Peer.objects.create(
        origin=card.origin,
        name=card.name,
        address=_address(card, relay),
        party=_party(actor, card),
        state=PeerState.INTRODUCED,
        through=relay,
        card=envelope.strip(),
        serial=card.serial,
        fingerprint=card.fingerprint,
        queued_digest=START,
        added_at=at,
    )
    Cursor.objects.create(peer=peer, digest=START, at=at)
    _keep_keys(peer, card)
    _introduce(peer, envelope.strip(), how)
    record(actor, "introduce peer", **_entry(peer, fingerprint=card.fingerprint, how=how))
    return peer


@transaction.atomic
def take_card(actor: Actor, peer_id: UUID, envelope: str, *, how: str = "exchange") -> Peer:
    """A later card of a known peer.

    Where the known keys for records and of its log have signed it, it counts at once. One that came by the exchange
    and that only one of them signed suspends the peer, and one that none signed is ignored: in both cases people look.
    One that people bring counts, but the peer is only introduced again until they have compared fingerprints.
    """
    peer = _held(actor, peer_id)
    actor.require("take card", peer.party)
    card, _signed = read_card(envelope.strip())
    if card.origin != peer.origin or str(card.party.id) != str(peer.party_id):
        raise InputError("card-of-another", message("exchange", "This is the card of another node."), where="card")
    if card.serial <= peer.serial:
        return peer
    signed = _known_purposes(peer, envelope.strip())
    in_order = signed == {Purpose.RECORD, Purpose.LOG}
    if not in_order and how == "exchange":
        return _set_aside(actor, peer, card, suspended=bool(signed))
    peer.name, peer.card, peer.serial, peer.fingerprint = card.name, envelope.strip(), card.serial, card.fingerprint
    peer.address = _address(card, peer.through)
    if not in_order and may_become(PeerState(peer.state), PeerState.INTRODUCED):
        peer.state, peer.confirmed_at = PeerState.INTRODUCED, None
    peer.save()
    _keep_keys(peer, card)
    _watch_anew(peer, in_order=in_order)
    _introduce(peer, envelope.strip(), how)
    record(actor, "take card", **_entry(peer, fingerprint=card.fingerprint, serial=card.serial, in_order=in_order))
    return peer


@transaction.atomic
def confirm_peer(actor: Actor, peer_id: UUID, fingerprint: str) -> Peer:
    """A person has compared the fingerprint with the people of the other node, over another line."""
    peer = _held(actor, peer_id)
    actor.require("confirm peer", peer.party)
    if not same_fingerprint(fingerprint, peer.fingerprint):
        what = message("exchange", "This is not the fingerprint of the card that we have.")
        remedy = message("exchange", "Do not confirm. Ask the other side to read it from its own page once more.")
        raise InputError("fingerprint-differs", what, where="fingerprint", remedy=remedy)
    _become(peer, PeerState.CONFIRMED)
    peer.confirmed_at = now()
    peer.save(update_fields=["state", "confirmed_at"])
    _watch(peer)
    record(actor, "confirm peer", **_entry(peer, fingerprint=peer.fingerprint))
    transaction.on_commit(keep_turning)
    return peer


@transaction.atomic
def suspend_peer(actor: Actor, peer_id: UUID, reason: str) -> Peer:
    """Nothing passes until it is resumed; what is for the peer waits."""
    return _change_state(actor, "suspend peer", peer_id, PeerState.SUSPENDED, reason)


@transaction.atomic
def resume_peer(actor: Actor, peer_id: UUID, reason: str = "") -> Peer:
    """What has waited passes again."""
    peer = _held(actor, peer_id)
    if peer.state != PeerState.SUSPENDED:
        raise _not_now()
    return _change_state(actor, "resume peer", peer_id, PeerState.CONFIRMED, reason)


@transaction.atomic
def end_peer(actor: Actor, peer_id: UUID, reason: str) -> Peer:
    """Nothing passes any more. What was exchanged stays, with its proofs."""
    peer = _change_state(actor, "end peer", peer_id, PeerState.ENDED, reason)
    stop_watching(peer.origin)
    return peer


@transaction.atomic
def change_route(actor: Actor, peer_id: UUID, *, relay: bool, served: bool, through: UUID | None = None) -> Peer:
    """Whether a peer passes on to us what others have signed, whether we do so for it, and over whom it is reached."""
    peer = _held(actor, peer_id)
    actor.require("introduce peer", peer.party)
    peer.relay, peer.served = relay, served
    peer.through = get_peer(actor, through) if through else None
    if peer.through is not None and (peer.through.pk == peer.pk or peer.through.through_id is not None):
        raise InputError("route-unfit", message("exchange", "A relay must be reached directly."), where="through")
    peer.save(update_fields=["relay", "served", "through"])
    record(actor, "change route", **_entry(peer, relay=relay, served=served, through=str(through or "")))
    return peer


def _change_state(actor: Actor, verb: str, peer_id: UUID, state: PeerState, reason: str) -> Peer:
    peer = _held(actor, peer_id)
    actor.require(verb, peer.party)
    _become(peer, state)
    peer.save(update_fields=["state"])
    record(actor, verb, **_entry(peer, reason=" ".join(reason.split())[:500]))
    return peer


def _held(actor: Actor, peer_id: UUID) -> Peer:
    """The peer, if the actor sees it, kept from others until this transaction ends."""
    get_peer(actor, peer_id)
    found = Peer.objects.select_for_update(of=("self",)).select_related("party", "through").filter(pk=peer_id).first()
    if found is None:
        raise NotFoundError
    return found


def _become(peer: Peer, state: PeerState) -> None:
    if not may_become(PeerState(peer.state), state):
        raise _not_now()
    peer.state = state


def _refuse_ourselves(card: Card) -> None:
    own = own_node()
    if card.origin == origin() or str(own.party.pk) == card.party.id:
        raise ConflictError("own-card", message("exchange", "This is the card of this node itself."), where="card")


def _address(card: Card, relay: Peer | None) -> str:
    if card.address and relay is None:
        check_address(card.address, private=True)  # whether a private one may be reached, the transport decides
    return card.address


def _party(actor: Actor, card: Card) -> Party:
    said = card.party
    return take_in_party(
        actor, UUID(said.id), kind=said.kind, name=said.name, short_name=said.short_name, country=said.country
    )


def _keep_keys(peer: Peer, card: Card) -> None:
    """New keys are added; an end or a compromise that is known is never taken back."""
    for one in card.keys:
        key_id = "" if one.purpose is Purpose.SEALING else VerifierKey.parse(one.public).key_id.hex()
        row, made = PeerKey.objects.get_or_create(
            peer=peer,
            purpose=one.purpose,
            public=one.public,
            defaults={
                "key_id": key_id,
                "since": one.since,
                "until": one.until,
                "compromised_at": one.compromised_at,
            },
        )
        if not made and (row.until is None or row.compromised_at is None):
            row.until = row.until or one.until
            row.compromised_at = row.compromised_at or one.compromised_at
            row.save(update_fields=["until", "compromised_at"])
            _doubt(row)
    named = [one.public for one in card.keys]
    PeerKey.objects.filter(peer=peer, until=None).exclude(public__in=named).update(until=card.issued)


def _watch_anew(peer: Peer, *, in_order: bool) -> None:
    """A new key of the log: its history goes on under it. One that the known keys did not sign waits for people."""
    if not in_order:
        stop_watching(peer.origin)
    elif peer.state == PeerState.CONFIRMED:
        _watch(peer)


def _watch(peer: Peer) -> None:
    for public in peer.keys.filter(purpose=Purpose.LOG, until=None).values_list("public", flat=True):
        watch_log(VerifierKey.parse(public))


def _doubt(key: PeerKey) -> None:
    """What had come since the theft, signed with the stolen key, is marked."""
    from comity.kernel.exchange.models import Record

    if key.purpose == Purpose.RECORD and key.compromised_at is not None:
        Record.objects.filter(origin=key.peer.origin, at__gte=key.compromised_at).update(doubtful=True)


def _known_purposes(peer: Peer, envelope: str) -> set[Purpose]:
    """For which purposes a key that we know, in force, has signed a card."""
    known = PeerKey.objects.filter(peer=peer, until=None, compromised_at=None)
    return {
        purpose
        for purpose in (Purpose.RECORD, Purpose.LOG)
        if signers(envelope, known.filter(purpose=purpose).values_list("public", flat=True))
    }


def _set_aside(actor: Actor, peer: Peer, card: Card, *, suspended: bool) -> Peer:
    """A card that the known keys did not sign together: nothing of it counts before people have brought it."""
    peer.fault, peer.fault_at = "card-not-in-order", now()
    peer.fault_detail = f"{card.serial} {card.fingerprint}"
    if suspended and may_become(PeerState(peer.state), PeerState.SUSPENDED):
        peer.state = PeerState.SUSPENDED
    peer.save(update_fields=["fault", "fault_at", "fault_detail", "state"])
    record(actor, "take card", **_entry(peer, fingerprint=card.fingerprint, serial=card.serial, in_order=False))
    return peer


def _introduce(peer: Peer, envelope: str, how: str) -> None:
    Introduction.objects.create(
        peer=peer, card=envelope, serial=peer.serial, fingerprint=peer.fingerprint, how=how[:20], at=now()
    )


def _not_now() -> ConflictError:
    what = message("exchange", "The peer is not in a state that allows this.")
    return ConflictError("peer-state", what, remedy=message("exchange", "Look at its page, then decide again."))


def _entry(peer: Peer, **detail: str | int | bool) -> Entry:
    """What an entry of the audit trail says of a peer."""
    return {"party_id": peer.party_id, "object_ref": f"peer:{peer.pk}", "detail": {"peer": peer.origin, **detail}}
