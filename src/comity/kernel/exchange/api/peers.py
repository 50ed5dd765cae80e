"""This node and its peers, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from comity.kernel.exchange import queries, services
from comity.kernel.exchange.api.schemas import (
    AgreementIn,
    AgreementOut,
    CardIn,
    NodeKeyOut,
    NodeOut,
    PeerOut,
    ReasonIn,
    SynchronisedOut,
)
from comity.kernel.exchange.models import Agreement, Peer
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.queries.cards import KeyStanding, own_keys
from comity.kernel.exchange.queries.peers import agreements
from comity.kernel.exchange.synchronising import Synchronised, synchronise
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent

router = Router(tags=["exchange"])
LONGEST = 20.0  # seconds of a synchronisation that somebody waits for


@router.get("/node", response=NodeOut, operation_id="get_node")
def node(request: HttpRequest) -> dict[str, Any]:
    """This node and its card."""
    card = queries.own_card(acting(request))
    return {"origin": origin(), "fingerprint": card.fingerprint, "card": card.envelope, "serial": card.serial}


@router.get("/node/keys", response=list[NodeKeyOut], operation_id="list_node_keys")
def keys(request: HttpRequest) -> list[KeyStanding]:
    """The public halves of the keys that this node has and had. They are replaced at its machine, by a person."""
    actor = acting(request)
    actor.require("see exchange")
    return own_keys(actor)


@router.get("/peers", response=list[PeerOut], operation_id="list_peers")
def peers(request: HttpRequest) -> list[dict[str, Any]]:
    """All peers, by name."""
    actor = acting(request)
    actor.require("see exchange")
    return [_shown(one) for one in queries.list_peers(actor)]


@router.post("/peers", response={201: PeerOut}, operation_id="introduce_peer")
@idempotent
def introduce(request: HttpRequest, data: CardIn) -> Status[dict[str, Any]]:
    """Introduce another node by its card; a person confirms it afterwards."""
    actor = acting(request)
    made = services.add_peer(actor, data.card, how="program")
    return Status(201, _shown(queries.get_peer(actor, made.pk)))


@router.get("/peers/{uuid:peer_id}", response=PeerOut, operation_id="get_peer")
def peer(request: HttpRequest, peer_id: UUID) -> dict[str, Any]:
    """One peer."""
    return _shown(queries.get_peer(acting(request), peer_id))


@router.get("/peers/{uuid:peer_id}/agreements", response=list[AgreementOut], operation_id="list_agreements")
def agreed(request: HttpRequest, peer_id: UUID) -> list[Agreement]:
    """What was agreed with a peer."""
    return list(agreements(acting(request), peer_id))


@router.put("/peers/{uuid:peer_id}/agreements/{record_type}", response=AgreementOut, operation_id="set_agreement")
def agree(request: HttpRequest, peer_id: UUID, record_type: str, data: AgreementIn) -> Agreement:
    """Agree on a record type."""
    return services.set_agreement(acting(request), peer_id, record_type, **data.dict())


@router.post("/peers/{uuid:peer_id}/suspend", response=PeerOut, operation_id="suspend_peer")
def suspend(request: HttpRequest, peer_id: UUID, data: ReasonIn) -> dict[str, Any]:
    """Nothing passes until the peer is resumed."""
    actor = acting(request)
    services.suspend_peer(actor, peer_id, data.reason)
    return _shown(queries.get_peer(actor, peer_id))


@router.post("/peers/{uuid:peer_id}/resume", response=PeerOut, operation_id="resume_peer")
def resume(request: HttpRequest, peer_id: UUID, data: ReasonIn) -> dict[str, Any]:
    """What has waited passes again."""
    actor = acting(request)
    services.resume_peer(actor, peer_id, data.reason)
    return _shown(queries.get_peer(actor, peer_id))


@router.post("/peers/{uuid:peer_id}/synchronise", response=SynchronisedOut, operation_id="synchronise_peer")
def synchronise_now(request: HttpRequest, peer_id: UUID) -> Synchronised:
    """Take in now what the peer has for us, for at most twenty seconds."""
    return synchronise(acting(request), peer_id, seconds=LONGEST)


def _shown(found: Peer) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in PeerOut.model_fields if hasattr(found, name)}
    return same | {"received": found.cursor.count, "received_digest": found.cursor.digest}
