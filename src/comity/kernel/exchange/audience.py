"""To which peers a record may go: what its label says, what was agreed with the peer, and whether it can be reached.

A peer stands for the organisation that runs it and the parts of that organisation; whoever of them may see a record may
get it through their node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Agreement, Peer
from comity.kernel.exchange.rules import ANY_TYPE, PeerState
from comity.kernel.handling.belonging import Memberships, viewer_in
from comity.kernel.handling.label import Label
from comity.kernel.handling.models import StoredLabel
from comity.kernel.handling.rules import Viewer, decides, may_pass_on
from comity.kernel.handling.storing import stored
from comity.kernel.handling.viewers import everything
from comity.kernel.parties.queries import operator, parts_of


@dataclass(frozen=True, slots=True)
class Reached:
    """A peer that a record is for, and the peer over which it goes there: itself, or a relay that cannot read it."""

    peer: Peer
    over: Peer


class Audience:
    """All peers with what was agreed, as they are at one moment: asked once for many records.

    With an actor, only what people of that actor's role may send counts; the node itself passes on what people sent.
    """

    def __init__(self, at: datetime | None = None, *, actor: Actor | None = None) -> None:
        self.at = at or now()
        self._actor = actor
        self.peers = list(Peer.objects.filter(state=PeerState.CONFIRMED).select_related("through", "party"))
        self._viewers: dict[UUID, list[Viewer]] = {}
        self._labels: dict[Label, StoredLabel] = {}
        self._decided: dict[tuple[UUID, Label, str], bool] = {}

    def of(self, label: Label, record_type: str, *, origins: Iterable[str] | None = None) -> list[Peer]:
        """The peers to which a record of our own may go; only these, where some are named."""
        wanted = None if origins is None else set(origins)
        return [
            peer
            for peer in self.peers
            if (wanted is None or peer.origin in wanted)
            and self.may_send(peer, record_type)
            and self.sees(peer, label, record_type)
        ]

    def passed_on(self, label: Label, record_type: str) -> list[Peer]:
        """The peers that we serve as a relay and to which the label lets us pass on a record of somebody else."""
        return [
            peer
            for peer in self.peers
            if peer.served and self.may_send(peer, record_type) and self._may_pass_on(peer, label, record_type)
        ]

    def sees(self, peer: Peer, label: Label, record_type: str = "") -> bool:
        """Whether the label lets somebody at this peer see a record, for a purpose that was agreed."""
        asked = (peer.pk, label, record_type)
        if asked not in self._decided:
            viewers = self._for_purposes(peer, record_type)
            self._decided[asked] = any(decides(label, viewer, self.at).allowed for viewer in viewers)
        return self._decided[asked]

    def stored(self, label: Label) -> StoredLabel:
        """The row of a label, looked up once for many records."""
        if label not in self._labels:
            self._labels[label] = stored(label)
        return self._labels[label]

    def sees_here(self, label: Label) -> bool:
        """Whether the label lets somebody at this node see a record."""
        return self._for_any_purpose(self.here, label)

    def sees_there(self, peer: Peer, label: Label) -> bool:
        """Whether the label lets somebody at this peer see a record, for whatever purpose it names: else it is erased
        there. The peer decides by the same rule.
        """
        return self._for_any_purpose(self._viewers_of(peer.party_id), label)

    def may_send(self, peer: Peer, record_type: str) -> bool:
        """Whether it was agreed that this type goes there."""
        agreed = self.agreement(peer, record_type)
        return agreed is not None and agreed.may_send and (self._actor is None or agreed.lets_send(self._actor))

    def may_receive(self, peer: Peer, record_type: str) -> bool:
        """Whether it was agreed that this type comes from there."""
        agreed = self.agreement(peer, record_type)
        return agreed is not None and agreed.may_receive

    def agreement(self, peer: Peer, record_type: str) -> Agreement | None:
        """What was agreed about a type: by its name, else for every type."""
        agreed = self._agreements.get(peer.pk, {})
        return agreed.get(record_type) or agreed.get(ANY_TYPE)

    def node_of(self, party: UUID) -> str | None:
        """The origin of the node at which a party is, as far as we know; the empty text for our own."""
        return self._nodes.get(party)

    @cached_property
    def here(self) -> list[Viewer]:
        """Readers at this node: the organisation that runs it, and its parts."""
        own = operator()
        return [] if own is None else self._viewers_of(own.pk)

    @cached_property
    def _agreements(self) -> Mapping[UUID, Mapping[str, Agreement]]:
        found: dict[UUID, dict[str, Agreement]] = {}
        for one in Agreement.objects.filter(peer__in=self.peers):
            found.setdefault(one.peer_id, {})[one.record_type] = one
        return found

    @cached_property
    def _memberships(self) -> Memberships:
        return everything(self.at.date())

    @cached_property
    def _nodes(self) -> Mapping[UUID, str]:
        found = {part: peer.origin for peer in Peer.objects.all() for part in self._hosted(peer.party_id)}
        own = operator()
        return found | (dict.fromkeys(self._hosted(own.pk), "") if own else {})

    def _may_pass_on(self, peer: Peer, label: Label, record_type: str) -> bool:
        holders = self.here[:1]
        recipients = self._for_purposes(peer, record_type)
        return any(
            may_pass_on(label, replace(holder, purpose=recipient.purpose), recipient, self.at).allowed
            for holder in holders
            for recipient in recipients
        )

    def _for_any_purpose(self, viewers: Iterable[Viewer], label: Label) -> bool:
        purposes = ["", *sorted(label.purposes or ())]
        return any(
            decides(label, replace(viewer, purpose=purpose), self.at).allowed
            for viewer in viewers
            for purpose in purposes
        )

    def _for_purposes(self, peer: Peer, record_type: str) -> list[Viewer]:
        agreed = self.agreement(peer, record_type) if record_type else None
        known = agreed.purposes if agreed else self._all_purposes(peer)
        viewers = self._viewers_of(peer.party_id)
        return [replace(viewer, purpose=purpose) for viewer in viewers for purpose in ("", *known)]

    def _all_purposes(self, peer: Peer) -> list[str]:
        return sorted({purpose for one in self._agreements.get(peer.pk, {}).values() for purpose in one.purposes})

    def _viewers_of(self, party: UUID) -> list[Viewer]:
        if party not in self._viewers:
            self._viewers[party] = [viewer_in(self._memberships, str(one)) for one in self._hosted(party)]
        return self._viewers[party]

    def _hosted(self, party: UUID) -> list[UUID]:
        return [party, *sorted(parts_of(party, self.at.date()), key=str)]
