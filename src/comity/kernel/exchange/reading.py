"""Looking at an item of a peer: is it what its origin signed, may it come from here, and may we have it?

Nothing is written here; what is wrong is an `InputError` whose code stands in the list of refused items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.contents import Read, look_at, read_record
from comity.kernel.exchange.limits import LARGEST_CONTENT
from comity.kernel.exchange.models import Peer, PeerKey
from comity.kernel.exchange.own_node import OwnNode
from comity.kernel.exchange.records import check_content, record_type
from comity.kernel.exchange.rules import PeerState, Purpose, key_counts
from comity.kernel.exchange.sealing import open_fields
from comity.kernel.exchange.statements import NOTICE, NoticeStatement, Signed, open_statement, read_unverified
from comity.kernel.handling.label import Label, Onward
from comity.kernel.handling.label_data import from_data
from comity.protocol.keys import VerifierKey


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a peer sent it: texts, of which nothing is verified."""

    sequence: int
    kind: Literal["record", "notice"]
    envelope: str
    statement: str = ""
    fields: str = ""
    sealed: str = ""
    index: int | None = None

    @classmethod
    def from_data(cls, data: object) -> Item:
        """From one element of a page."""
        if not isinstance(data, Mapping) or data.get("kind") not in {"record", "notice"}:
            raise wrong("item-unusable", UNUSABLE)
        texts = {name: data.get(name, "") for name in ("envelope", "statement", "fields", "sealed")}
        sequence, index = data.get("sequence"), data.get("index")
        if not all(isinstance(value, str) for value in texts.values()) or not isinstance(sequence, int):
            raise wrong("item-unusable", UNUSABLE)
        return cls(sequence=sequence, kind=data["kind"], index=index if _whole(index) else None, **texts)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that may be kept."""

    item: Item
    read: Read
    label: Label
    fields: str


@dataclass
class Reader:
    """Looks at the items of one page; what it needs to know of origins and agreements is asked once."""

    own: OwnNode
    peer: Peer
    audience: Audience
    at: datetime
    _origins: dict[str, tuple[Peer, list[PeerKey]]] = field(default_factory=dict)

    def record(self, item: Item) -> Taken:
        """A record that its origin signed, that may come this way and that we may have."""
        said = look_at(item.envelope, item.statement)
        origin = self._origin(said.origin)
        keys = self._keys(origin, said.issued)
        for_us = self.own.origin in said.sealed_for
        if said.sealed_for:
            fields = open_fields(item.sealed, *self.own.identity.opening_seeds) if for_us else ""
        else:
            fields = item.fields
        read = read_record(item.envelope, item.statement, fields, keys)
        label = from_data(read.statement.label)
        self._refuse_foreign_originator(read, label)
        self._refuse_route(origin, label, sealed=bool(said.sealed_for))
        self._refuse_audience(label, for_us=for_us, sealed=bool(said.sealed_for))
        if not self.audience.may_receive(origin[0], said.type):
            raise wrong(
                "not-agreed", message("exchange", "It was not agreed that {type} comes from there.", type=said.type)
            )
        known = record_type(said.type, said.type_version)
        if known is not None and fields:
            check_content(known, read.content, withheld=read.withheld)
        return Taken(item, read, label, fields)

    def notice(self, item: Item) -> tuple[NoticeStatement, Signed]:
        """A notice that the origin of its record signed."""
        said = NoticeStatement.from_data(read_unverified(NOTICE, item.envelope))
        origin = self._origin(said.origin)
        signed = open_statement(NOTICE, item.envelope, self._keys(origin, said.issued))
        self._refuse_relay(origin)
        if said.label is not None:
            from_data(said.label)
        return said, signed

    def is_own(self, item: Item) -> bool:
        """Whether something of ours has come back to us over a relay."""
        if item.kind == "record":
            return look_at(item.envelope, item.statement).origin == self.own.origin
        return read_unverified(NOTICE, item.envelope).get("origin") == self.own.origin

    def _origin(self, name: str) -> tuple[Peer, list[PeerKey]]:
        if name not in self._origins:
            found = Peer.objects.filter(origin=name).first()
            if found is None or found.state != PeerState.CONFIRMED:
                what = message("exchange", "It was signed by {origin}, which this node does not know.", origin=name)
                raise wrong(
                    "origin-unknown", what, message("exchange", "Introduce and confirm that node, then try again.")
                )
            self._origins[name] = (found, list(found.keys.filter(purpose=Purpose.RECORD)))
        return self._origins[name]

    def _keys(self, origin: tuple[Peer, list[PeerKey]], issued: datetime) -> list[VerifierKey]:
        """The keys that count for something issued then; that it is not signed by a stolen one is said apart."""
        counting = [
            one
            for one in origin[1]
            if key_counts(issued, since=one.since, until=one.until, compromised_at=one.compromised_at)
        ]
        if not counting:
            raise wrong(
                "key-not-in-force", message("exchange", "No key of its origin was in force when it was issued.")
            )
        return [VerifierKey.parse(one.public) for one in counting]

    def _refuse_foreign_originator(self, read: Read, label: Label) -> None:
        """A node speaks for the organisation that runs it and for parties unknown here, never for ours or a third's."""
        node = self.audience.node_of(read.statement.originator)
        if label.originator != str(read.statement.originator) or node not in {None, read.statement.origin}:
            raise wrong(
                "not-the-originator", message("exchange", "Its origin does not speak for the originator named.")
            )

    def _refuse_relay(self, origin: tuple[Peer, list[PeerKey]]) -> None:
        if origin[0].pk != self.peer.pk and not self.peer.relay:
            what = message("exchange", "This peer passes on what others have signed, which was not agreed.")
            raise wrong("not-a-relay", what)

    def _refuse_route(self, origin: tuple[Peer, list[PeerKey]], label: Label, *, sealed: bool) -> None:
        self._refuse_relay(origin)
        if origin[0].pk != self.peer.pk and not sealed and label.onward is not Onward.LISTED:
            what = message("exchange", "Its label does not let anybody pass it on, and yet it was passed on.")
            raise wrong("passed-on-against-label", what)

    def _refuse_audience(self, label: Label, *, for_us: bool, sealed: bool) -> None:
        if sealed and not for_us:
            return  # we pass it on unread
        if not self.audience.sees_here(label):
            raise wrong("not-for-us", message("exchange", "Its label does not let anybody at this node see it."))


UNUSABLE = message("exchange", "The item cannot be read.")


def wrong(code: str, what: Message, remedy: Message | None = None) -> InputError:
    """Why an item is refused."""
    return InputError(code, what, remedy=remedy)


def too_long(item: Item) -> bool:
    """Whether an item is longer than any that may be sent."""
    return max(len(item.fields), len(item.sealed)) > 4 * LARGEST_CONTENT


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
