"""Peers, their keys and agreements; our own card."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Agreement, Introduction, OwnCard, Peer, PeerKey
from comity.kernel.exchange.rules import QUESTION, PeerState


def list_peers(actor: Actor) -> QuerySet[Peer]:
    """All peers by name."""
    if not actor.may("see exchange"):
        return Peer.objects.none()
    return Peer.objects.select_related("party", "through", "cursor").order_by("name", "id")


def get_peer(actor: Actor, peer_id: UUID) -> Peer:
    """One peer, or `NotFoundError`."""
    found = list_peers(actor).filter(pk=peer_id).first()
    if found is None:
        raise NotFoundError
    return found


def find_peer(actor: Actor, text: str) -> Peer:
    """A peer by its origin, name or identifier, for the command line."""
    for peer in list_peers(actor):
        if text in {peer.origin, peer.name, str(peer.pk), peer.origin.removesuffix("/log")}:
            return peer
    raise NotFoundError


def peer_keys(actor: Actor, peer_id: UUID) -> QuerySet[PeerKey]:
    """The keys that a peer has and had."""
    return get_peer(actor, peer_id).keys.all()


def agreements(actor: Actor, peer_id: UUID) -> QuerySet[Agreement]:
    """What was agreed with a peer, by record type."""
    return get_peer(actor, peer_id).agreements.all()


def introductions(actor: Actor, peer_id: UUID) -> QuerySet[Introduction]:
    """The cards of a peer as they came."""
    return get_peer(actor, peer_id).introductions.all()


def own_card(actor: Actor) -> OwnCard:
    """The newest card of this node, or `NotFoundError` where none was issued yet."""
    if not actor.may("see exchange"):
        raise NotFoundError
    found = OwnCard.objects.first()
    if found is None:
        raise NotFoundError
    return found


def reached_directly() -> list[UUID]:
    """Peers that are asked by the schedule: confirmed, with an address, and not behind a relay."""
    found = Peer.objects.filter(state=PeerState.CONFIRMED, through=None).exclude(address="")
    return list(found.values_list("pk", flat=True))


def agreement_on(peer: Peer, question: str) -> Agreement | None:
    """What was agreed with a peer about a question."""
    return Agreement.objects.filter(peer=peer, record_type=f"{QUESTION}{question}").first()
