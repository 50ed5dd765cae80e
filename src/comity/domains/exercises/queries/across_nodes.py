"""What is read of rounds across nodes: who was told, where a round is run, what has reached the organiser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.exercises.guests.commitments import bundle_of, newest_commitment, place_of
from comity.domains.exercises.guests.publishing import between, missing_agreements
from comity.domains.exercises.guests.rules import TAKES_PART
from comity.domains.exercises.models import Announcement, Crossing, Enrolment, GuestRound, PartyElsewhere, Round
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.queries.taking_part import get_laboratory_round
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Peer, Receipt
from comity.kernel.exchange.own_node import origin
from comity.kernel.exchange.rules import PeerState, What
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import operator, parts_of
from comity.protocol.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner node to which a round could be announced, or why not yet."""

    peer: Peer
    missing: tuple[str, ...]
    announced: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A node that knows of a round, and whether it has acknowledged that."""

    announcement: Announcement
    acknowledged_at: datetime | None
    laboratories: int


@dataclass(frozen=True, slots=True)
class Home:
    """Where a round of another node is run, and where its plan was committed to."""

    peer: Peer
    heard_at: datetime
    withdrawn_at: datetime | None
    entry: int | None
    address: str


def laboratories_elsewhere(actor: Actor) -> QuerySet[PartyElsewhere]:
    """Parties that take part from other nodes, for whoever decides that."""
    actor.require("tie laboratory")
    return PartyElsewhere.objects.select_related("party", "peer").order_by("party__name", "party_id")


def laboratories_to_tie(actor: Actor) -> QuerySet[Party]:
    """Laboratories registered here that take part from here so far."""
    actor.require("tie laboratory")
    own = operator()
    parts = parts_of(own.pk, now().date()) if own else ()
    here = Party.objects.filter(kind__in=TAKES_PART, elsewhere=None, operates_node=False, ended_on=None)
    return here.exclude(pk__in=parts).order_by("name", "id")


def possible_nodes(actor: Actor, round_id: UUID) -> list[Candidate]:
    """The confirmed partner nodes, for whoever may announce the round."""
    round_ = get_organised_round(actor, round_id)
    actor.require("announce round", round_.scheme.organiser)
    known = set(_current(round_).values_list("peer_id", flat=True))
    peers = Peer.objects.select_related("party").filter(state=PeerState.CONFIRMED).order_by("name", "id")
    return [Candidate(peer, missing_agreements(peer), peer.pk in known) for peer in peers]


def announcements(actor: Actor, round_id: UUID) -> list[Told]:
    """The nodes that know of a round of ours."""
    round_ = get_organised_round(actor, round_id)
    return [_told(round_, one) for one in _current(round_).select_related("peer")]


def plan_entry(actor: Actor, round_id: UUID) -> int | None:
    """Where the digest of the round's plan stands in our log; none while it does not."""
    found = newest_commitment(get_organised_round(actor, round_id))
    return place_of(found) if found is not None else None


def plan_bundle(actor: Actor, round_id: UUID) -> Bundle:
    """The digest of the plan with its proof, in one file that verifies offline; or `NotFoundError`."""
    found = newest_commitment(get_organised_round(actor, round_id))
    bundle = bundle_of(found) if found is not None else None
    if bundle is None:
        raise NotFoundError
    return bundle


def home_of(actor: Actor, round_id: UUID) -> Home | None:
    """Where a round is run that one's laboratory sees; none for rounds of this node."""
    get_laboratory_round(actor, round_id)
    guest = GuestRound.objects.select_related("peer").filter(pk=round_id).first()
    if guest is None:
        return None
    entry = (guest.commitment or {}).get("entry")
    address = f"{guest.peer.address.rstrip('/')}/log/entry/{entry}" if guest.peer.address and entry is not None else ""
    return Home(guest.peer, guest.heard_at, guest.withdrawn_at, entry, address)


def homes(rounds: list[UUID]) -> dict[UUID, str]:
    """For rounds that somebody sees already: the names of the other nodes at which they are run."""
    found = GuestRound.objects.filter(pk__in=rounds).select_related("peer")
    return {one.pk: one.peer.name for one in found}


def crossing_of(submission_id: UUID) -> Crossing | None:
    """How a submission that somebody sees already stands with the organiser's node; none where it stayed here."""
    return Crossing.objects.select_related("enrolment__round__guest__peer").filter(pk=submission_id).first()


def _current(round_: Round) -> QuerySet[Announcement]:
    return Announcement.objects.filter(round=round_, withdrawn_at=None)


def _told(round_: Round, one: Announcement) -> Told:
    receipts = Receipt.objects.filter(
        record__origin=origin(), record__record_id=between(round_.pk, one.peer, "round"), what=What.RECEIVED
    )
    laboratories = Enrolment.objects.filter(round=round_, laboratory__elsewhere__peer=one.peer).count()
    return Told(one, receipts.order_by("-at").values_list("at", flat=True).first(), laboratories)
