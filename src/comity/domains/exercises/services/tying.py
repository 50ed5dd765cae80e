"""A laboratory that is registered here and has a node of its own by now: from then on it takes part from there.

Rules
-----
1. A person of the organisation that runs this node decides it: afterwards that node alone speaks for the laboratory.
2. Not while the laboratory takes part in a round that is under way: its codes, drafts and parcels are here.
3. Not for parts of the organisation that runs this node: for them this node speaks.
4. At its own node the laboratory is registered under the identifier that it has here (`adopt_laboratory`).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.exercises.conduct.enrolling import CONCERNED
from comity.domains.exercises.guests.catching_up import LIVING
from comity.domains.exercises.guests.parties import node_of
from comity.domains.exercises.guests.rules import TAKES_PART
from comity.domains.exercises.models import Enrolment, PartyElsewhere
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.rules import PeerState
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import operator, parts_of
from comity.kernel.parties.services import register_party


@transaction.atomic
def tie_laboratory(actor: Actor, laboratory_id: UUID, peer_id: UUID) -> PartyElsewhere:
    """Let a laboratory take part from its own node; invitations go there from now on."""
    actor.require("tie laboratory")
    laboratory = Party.objects.select_for_update().filter(pk=laboratory_id).first()
    peer = Peer.objects.filter(pk=peer_id, state=PeerState.CONFIRMED).first()
    if laboratory is None or peer is None:
        raise NotFoundError
    _refuse_unfit(laboratory)
    tied = PartyElsewhere.objects.create(party=laboratory, peer=peer, at=now())
    detail = {"peer": peer.origin}
    record(actor, "tie laboratory", party_id=laboratory.pk, object_ref=f"party:{laboratory.pk}", detail=detail)
    return tied


@transaction.atomic
def adopt_laboratory(actor: Actor, identifier: UUID, *, name: str, country: str = "") -> Party:
    """At the laboratory's own node: register it under the identifier by which an organiser's node knows it."""
    own = operator()
    if own is None:
        raise NotFoundError
    return register_party(actor, kind="laboratory", name=name, country=country, part_of=own.pk, identifier=identifier)


def refuse_elsewhere(laboratory_id: UUID) -> None:
    """Raise where a laboratory takes part from its own node: two places would each have half of it."""
    peer = node_of(laboratory_id)
    if peer is not None:
        what = message("guest round", "This laboratory takes part from its own node, {node}.", node=peer.name)
        remedy = message("guest round", "Sign in there; what is done there arrives here by itself.")
        raise ConflictError("acts-elsewhere", what, remedy=remedy)


def _refuse_unfit(laboratory: Party) -> None:
    own = operator()
    if laboratory.kind not in TAKES_PART or laboratory.operates_node:
        what = message("guest round", "Only a laboratory, an organisation or a group takes part in rounds.")
        raise InputError("not-a-participant", what, where="laboratory")
    if own is not None and laboratory.pk in parts_of(own.pk, now().date()):
        what = message("guest round", "It is a part of the organisation that runs this node, which speaks for it.")
        raise ConflictError("own-part", what, where="laboratory")
    refuse_elsewhere(laboratory.pk)
    busy = Enrolment.objects.filter(laboratory=laboratory, state__in=CONCERNED, round__state__in=LIVING)
    under_way = busy.select_related("round__scheme").first()
    if under_way is not None:
        text = "It takes part in a round that is under way: {round}."
        what = message("guest round", text, round=f"{under_way.round.scheme.title} {under_way.round.code}")
        remedy = message("guest round", "Wait until its reports are released, or let it leave the round first.")
        raise ConflictError("takes-part-now", what, where="laboratory", remedy=remedy)
