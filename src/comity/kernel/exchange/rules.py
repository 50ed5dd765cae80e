"""Pure decisions of the exchange; time is an argument.

Rules
-----
1. A peer is introduced by its card, confirmed by people over fingerprints, and only then exchanges records. It can be
   suspended and resumed, and ended for good.
2. Items for one peer are numbered 1, 2, 3 … without a gap. Both ends run one digest over them: `d(n) = SHA-256(d(n-1) ‖
   item(n))`, so that equal digests mean equal histories.
3. A key counts for a statement when the statement was issued while the key was in force. Clocks may differ by
   `CLOCKS_DIFFER`. What arrives after we learned that a key was stolen is refused, whatever date it bears; what had
   arrived with it since the theft is doubtful.
4. Versions decide, never clocks: a version is current while no higher one of the same origin is there and its origin
   has neither withdrawn nor recalled it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from comity.kernel.exchange.limits import CLOCKS_DIFFER

START = hashlib.sha256(b"comity exchange 1").hexdigest()
"""The digest over nothing."""

ANY_TYPE = "*"
"""In an agreement: every record type, also those that this node does not know. For hubs."""

QUESTION = "question:"
"""Before the name of a question, where an agreement names it."""


class PeerState(StrEnum):
    """Where the acquaintance with a peer stands."""

    INTRODUCED = "introduced"
    CONFIRMED = "confirmed"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Purpose(StrEnum):
    """What a key is for; each purpose has keys of its own."""

    RECORD = "record"
    REQUEST = "request"
    SEALING = "sealing"
    LOG = "log"
    WITNESS = "witness"


class RecordState(StrEnum):
    """Whether a version of a record counts."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"


class What(StrEnum):
    """What a receipt acknowledges, and (but for the first) what a notice says."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    NARROWED = "narrowed"


NEXT: Mapping[PeerState, frozenset[PeerState]] = {
    PeerState.INTRODUCED: frozenset({PeerState.CONFIRMED, PeerState.ENDED}),
    PeerState.CONFIRMED: frozenset({PeerState.SUSPENDED, PeerState.ENDED, PeerState.INTRODUCED}),
    PeerState.SUSPENDED: frozenset({PeerState.CONFIRMED, PeerState.ENDED, PeerState.INTRODUCED}),
    PeerState.ENDED: frozenset({PeerState.INTRODUCED}),
}
"""Back to *introduced* leads a card that the known keys did not sign: people compare fingerprints once more."""


def may_become(before: PeerState, after: PeerState) -> bool:
    """Whether a peer can go from one state to the other."""
    return after in NEXT[before]


def hash_text(text: str) -> str:
    """SHA-256 of a text, as it is stored and compared."""
    return hashlib.sha256(text.encode()).hexdigest()


def item_bytes(kind: Literal["record", "notice"], envelope: str) -> bytes:
    """What the digest takes of an item: what it is, and the hash of what was signed.

    What is disclosed beside the signature follows from it: every field must fit its commitment.
    """
    return hashlib.sha256(f"{kind}\n{hash_text(envelope)}\n".encode()).digest()


def roll(digest: str, item: bytes) -> str:
    """The digest after one more item (rule 2)."""
    return hashlib.sha256(bytes.fromhex(digest) + item).hexdigest()


def key_counts(issued: datetime, *, since: datetime, until: datetime | None, compromised_at: datetime | None) -> bool:
    """Whether a statement that arrives now may be signed by this key (rule 3)."""
    if compromised_at is not None or issued < since - CLOCKS_DIFFER:
        return False
    return until is None or issued <= until + CLOCKS_DIFFER


def state_of_version(version: int, highest: int, *, withdrawn_to: int = 0, recalled_to: int = 0) -> RecordState:
    """Whether a version counts, from the numbers alone (rule 4). A recall reaches all versions up to its own."""
    if version <= recalled_to:
        return RecordState.RECALLED
    if version <= withdrawn_to:
        return RecordState.WITHDRAWN
    return RecordState.CURRENT if version >= highest else RecordState.SUPERSEDED


def in_groups(fingerprint: str, size: int = 4) -> str:
    """A fingerprint as people read it to each other: `3f80 19ce …`."""
    return " ".join(fingerprint[start : start + size] for start in range(0, len(fingerprint), size))


def same_fingerprint(typed: str, fingerprint: str) -> bool:
    """Whether somebody typed this fingerprint, or its first 32 digits; spaces, dashes and capitals do not count."""
    digits = "".join(character for character in typed.lower() if character in "0123456789abcdef")
    written = "".join(character for character in typed.lower() if not character.isspace() and character not in "-:")
    return digits == written and len(digits) >= 32 and fingerprint.startswith(digits)
