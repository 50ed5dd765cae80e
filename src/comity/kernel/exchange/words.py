"""How a peer and a record stand, in plain words and with what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.kernel.exchange.models import Peer, Record
from comity.kernel.exchange.models.peers import STATE_NAMES
from comity.kernel.exchange.models.records import RECORD_STATE_NAMES
from comity.kernel.exchange.records import known_types
from comity.kernel.exchange.rules import PeerState, RecordState
from comity.kernel.web.badges import Badge, Text, Tone

PEER_TONES: dict[str, Tone] = {
    PeerState.INTRODUCED: "info",
    PeerState.CONFIRMED: "good",
    PeerState.SUSPENDED: "attention",
    PeerState.ENDED: "neutral",
}
RECORD_TONES: dict[str, Tone] = {
    RecordState.CURRENT: "good",
    RecordState.SUPERSEDED: "neutral",
    RecordState.WITHDRAWN: "attention",
    RecordState.RECALLED: "bad",
}
FAULTS: dict[str, Text] = {
    "log-forked": pgettext_lazy("peer", "Its log does not continue what it showed before: both signed heads are kept."),
    "card-not-in-order": pgettext_lazy(
        "peer", "It shows a new card that the keys known here have not signed together."
    ),
    "digest-differs": pgettext_lazy("peer", "The two ends do not agree on what was sent."),
    "page-out-of-order": pgettext_lazy("peer", "What it sends does not continue what it sent before."),
    "not-known-there": pgettext_lazy("peer", "Its people have not confirmed this node yet, or have suspended it."),
    "no-answer": pgettext_lazy("peer", "It does not answer."),
    "answer-not-signed": pgettext_lazy("peer", "Its answers are not signed by its keys."),
}
SERIOUS = frozenset({"log-forked", "card-not-in-order", "digest-differs", "page-out-of-order", "answer-not-signed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a peer stands: a badge, a sentence, and the next step with its page."""

    badge: Badge
    sentence: Text
    step: Text = ""
    url: str = ""


def standing_of(peer: Peer, *, agreed: bool = True) -> Standing:
    """How a peer stands."""
    badge = Badge(STATE_NAMES[PeerState(peer.state)], PEER_TONES[peer.state])
    if peer.fault in SERIOUS:
        said = FAULTS[peer.fault]
        return Standing(Badge(pgettext_lazy("peer", "look at this"), "bad", "!"), said)
    if peer.state == PeerState.INTRODUCED:
        said = pgettext_lazy("peer", "Its card is here. Nothing passes before people have compared fingerprints.")
        return _next(badge, said, pgettext_lazy("peer", "Compare fingerprints"), "exchange:confirm", peer)
    if peer.state == PeerState.SUSPENDED:
        said = pgettext_lazy("peer", "Nothing passes for now. What is for it waits.")
        return _next(badge, said, pgettext_lazy("peer", "Resume"), "exchange:resume", peer)
    if peer.state == PeerState.ENDED:
        return Standing(badge, pgettext_lazy("peer", "Nothing passes any more. What was exchanged stays, with proofs."))
    if not agreed:
        said = pgettext_lazy("peer", "Nothing was agreed yet, so nothing passes.")
        return _next(badge, said, pgettext_lazy("peer", "Agree on a record type"), "exchange:agree", peer)
    if peer.fault:
        said = FAULTS.get(peer.fault, pgettext_lazy("peer", "The last attempt failed; it is tried again."))
        return Standing(Badge(pgettext_lazy("peer", "waiting"), "attention"), said)
    return Standing(badge, pgettext_lazy("peer", "Records pass as agreed."))


def state_badge(record: Record) -> Badge:
    """Whether a record counts."""
    return Badge(RECORD_STATE_NAMES[RecordState(record.state)], RECORD_TONES[record.state])


def type_name(name: str, version: int) -> Text:
    """What a record is, in its room's words; a type that no room knows by its name."""
    return next((one.words for one in known_types() if (one.name, one.version) == (name, version)), name)


def _next(badge: Badge, said: Text, step: Text, name: str, peer: Peer) -> Standing:
    return Standing(badge, said, step, reverse(name, args=[peer.pk]))
