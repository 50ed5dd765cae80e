"""The card by which a node introduces itself: name, address, organisation, keys. Pure.

Rules
-----
1. A card is signed by the key for records that it names as in force, so that nobody shows a key that is not theirs.
2. People compare its fingerprint: SHA-256 over the origin and the keys in force, so that a new name or address changes
   nothing, and a new key does.
3. A later card (a higher serial) replaces the known one without people only where the key for records *and* the key of
   the log that we know have both signed it. One stolen key is not enough to hand a node over to somebody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from comity.base.clock import to_text
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import LARGEST_CARD
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.sealing import read_public
from comity.kernel.exchange.statements import (
    Signed,
    identifier,
    moment,
    number,
    open_statement,
    read_unverified,
    sign_statement,
    text,
)
from comity.protocol.canonical import canonical_json
from comity.protocol.keys import SigningKey, VerifierKey

CARD = "application/vnd.comity.node-card+json"
MOST_KEYS = 40  # keys on a card, with those that have ended


@dataclass(frozen=True, slots=True)
class CardKey:
    """One key on a card. `public` is a verifier key in one line, or the base64 of an X25519 key."""

    purpose: Purpose
    public: str
    since: datetime
    until: datetime | None = None
    compromised_at: datetime | None = None

    @property
    def in_force(self) -> bool:
        """Whether it is used now."""
        return self.until is None and self.compromised_at is None


@dataclass(frozen=True, slots=True)
class CardParty:
    """The organisation that runs a node."""

    id: str
    kind: str
    name: str
    short_name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a node says of itself."""

    origin: str
    name: str
    address: str
    party: CardParty
    keys: tuple[CardKey, ...]
    serial: int
    issued: datetime

    @property
    def fingerprint(self) -> str:
        """What people compare (rule 2), in hexadecimal."""
        keys = sorted([one.purpose.value, one.public] for one in self.keys if one.in_force)
        return hashlib.sha256(canonical_json([self.origin, keys])).hexdigest()

    def public_keys(self, purpose: Purpose) -> list[str]:
        """The public keys in force for one purpose."""
        return [one.public for one in self.keys if one.purpose is purpose and one.in_force]


def write_card(card: Card, keys: Sequence[SigningKey]) -> str:
    """The card as a signed text."""
    party = {"id": card.party.id, "kind": card.party.kind, "name": card.party.name}
    optional = {"short_name": card.party.short_name, "country": card.party.country}
    data = {
        "origin": card.origin,
        "name": card.name,
        "address": card.address,
        "party": party | {name: value for name, value in optional.items() if value},
        "keys": [_key_data(one) for one in card.keys],
        "serial": card.serial,
        "issued": to_text(card.issued),
    }
    return sign_statement(CARD, data, keys)


def read_card(envelope: str) -> tuple[Card, Signed]:
    """A card that its own keys have signed (rule 1), or an `InputError`."""
    if len(envelope) > LARGEST_CARD:
        raise _unusable()
    card = _card(read_unverified(CARD, envelope))
    own = [VerifierKey.parse(line) for line in card.public_keys(Purpose.RECORD)]
    if not own:
        raise _unusable()
    signed = open_statement(CARD, envelope, own)
    return card, signed


def signers(envelope: str, candidates: Iterable[str]) -> set[str]:
    """Which of these verifier keys have signed the card."""
    found: set[str] = set()
    for line in candidates:
        try:
            open_statement(CARD, envelope, [VerifierKey.parse(line)])
        except InputError:
            continue
        found.add(line)
    return found


def _key_data(key: CardKey) -> dict[str, Any]:
    data: dict[str, Any] = {"purpose": key.purpose.value, "public": key.public, "since": to_text(key.since)}
    if key.until is not None:
        data["until"] = to_text(key.until)
    if key.compromised_at is not None:
        data["compromised"] = to_text(key.compromised_at)
    return data


def _card(data: Mapping[str, Any]) -> Card:
    keys, party = data.get("keys"), data.get("party")
    if not isinstance(keys, list) or not isinstance(party, Mapping) or len(keys) > MOST_KEYS:
        raise _unusable()
    card = Card(
        origin=text(data, "origin", 200),
        name=text(data, "name", 200),
        address=text(data, "address", 300, required=False),
        party=_party(party),
        keys=tuple(_key(one) for one in keys),
        serial=number(data, "serial"),
        issued=moment(data, "issued"),
    )
    scheme = urlsplit(card.address).scheme
    if card.address and scheme not in {"http", "https"}:
        raise _unusable()
    return card


def _party(data: Mapping[str, Any]) -> CardParty:
    return CardParty(
        id=str(identifier(data, "id")),
        kind=text(data, "kind", 20),
        name=text(data, "name", 200),
        short_name=text(data, "short_name", 40, required=False),
        country=text(data, "country", 2, required=False),
    )


def _key(data: object) -> CardKey:
    if not isinstance(data, Mapping) or data.get("purpose") not in set(Purpose):
        raise _unusable()
    purpose = Purpose(data["purpose"])
    public = text(data, "public", 4000)
    if purpose is Purpose.SEALING:
        read_public(public)
    else:
        VerifierKey.parse(public)
    return CardKey(
        purpose=purpose,
        public=public,
        since=moment(data, "since"),
        until=moment(data, "until") if "until" in data else None,
        compromised_at=moment(data, "compromised") if "compromised" in data else None,
    )


def _unusable() -> InputError:
    what = message("exchange", "This is not the card of a node.")
    remedy = message("exchange", "Ask the other side for its card once more; it is made by 'comity node card'.")
    return InputError("card-unusable", what, where="card", remedy=remedy)
