"""Who acts at which node. A step of what takes records in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.base.clock import now
from comity.base.errors import InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.models import PartyElsewhere
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import parts_of
from comity.kernel.parties.services import take_in_party


def peer_of(record: ReceivedRecord) -> Peer:
    """The node that signed a record."""
    found = Peer.objects.select_related("party").filter(origin=record.origin).first()
    if found is None:
        raise NotFoundError
    return found


def party_from(actor: Actor, record: ReceivedRecord, peer: Peer, data: Mapping[str, Any]) -> Party:
    """The party that a record speaks for, registered from it where it is not known here.

    A party that is known here and does not act at that node is not taken over by it.
    """
    key = UUID(data["id"])
    if record.originator != key:
        raise _not_theirs(peer)
    bound = PartyElsewhere.objects.select_related("party").filter(pk=key).first()
    if bound is not None:
        if bound.peer_id != peer.pk:
            raise _not_theirs(peer)
        return bound.party
    known = Party.objects.filter(pk=key).first()
    if known is not None and key not in {peer.party_id, *parts_of(peer.party_id, now().date())}:
        raise _not_theirs(peer)
    party = known or take_in_party(
        actor,
        key,
        kind=str(data["kind"]),
        name=str(data["name"]),
        short_name=str(data.get("short_name", "")),
        country=str(data.get("country", "")),
    )
    PartyElsewhere.objects.create(party=party, peer=peer, at=now())
    return party


def described(party: Party) -> dict[str, str]:
    """A party for a record."""
    data = {"id": str(party.pk), "kind": party.kind, "name": party.name}
    return data | {name: value for name in ("short_name", "country") if (value := getattr(party, name))}


def node_of(party_id: UUID) -> Peer | None:
    """The other node at which a party acts; none for those that act here."""
    found = PartyElsewhere.objects.select_related("peer__party").filter(pk=party_id).first()
    return found.peer if found else None


def _not_theirs(peer: Peer) -> InputError:
    text = "The node {name} names a party for which it does not speak here."
    what = message("guest round", text, name=peer.name)
    remedy = message(
        "guest round", "Ask its people. A party that is known here acts at another node only if it began there."
    )
    return InputError("party-not-theirs", what, where="party", remedy=remedy)
