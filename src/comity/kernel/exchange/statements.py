"""What nodes sign: a JSON statement in a DSSE envelope. Pure.

A statement is canonical JSON (RFC 8785) with a media type of its own, so that a receipt is never read as a record. The
payload stays as it was signed, byte for byte; what a statement holds beyond what this version knows survives with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comity.base.clock import to_text
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import LARGEST_ENVELOPE
from comity.kernel.exchange.rules import What, hash_text
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.envelope import Envelope, sign_envelope, verify_envelope
from comity.protocol.keys import SigningKey, VerifierKey

NOTICE = "application/vnd.comity.notice+json"
RECEIPT = "application/vnd.comity.receipt+json"
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement whose signature fits, and the key that made it."""

    data: Mapping[str, Any]
    envelope: str
    key: VerifierKey

    @property
    def envelope_hash(self) -> str:
        """By which the statement is known."""
        return hash_text(self.envelope)


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """What an origin says of one version of a record, beside its content (`contents`)."""

    record_id: UUID
    version: int
    type: str
    type_version: int
    origin: str
    originator: UUID
    issued: datetime
    label: Mapping[str, Any]
    supersedes: int | None = None
    sealed_for: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As it is signed."""
        data: dict[str, Any] = {
            "record": str(self.record_id),
            "version": self.version,
            "type": self.type,
            "type_version": self.type_version,
            "origin": self.origin,
            "originator": str(self.originator),
            "issued": to_text(self.issued),
            "label": dict(self.label),
        }
        if self.supersedes is not None:
            data["supersedes"] = self.supersedes
        if self.sealed_for:
            data["sealed_for"] = list(self.sealed_for)
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> RecordStatement:
        """Back from `to_data`, or an `InputError`; fields that are not known here stay in the envelope."""
        label, sealed_for = data.get("label"), data.get("sealed_for", [])
        if not isinstance(label, Mapping) or not _texts(sealed_for):
            raise unusable("label")
        return cls(
            record_id=identifier(data, "record"),
            version=number(data, "version"),
            type=text(data, "type", 80),
            type_version=number(data, "type_version"),
            origin=text(data, "origin", 200),
            originator=identifier(data, "originator"),
            issued=moment(data, "issued"),
            label=label,
            supersedes=number(data, "supersedes") if "supersedes" in data else None,
            sealed_for=tuple(sealed_for),
        )


@dataclass(frozen=True, slots=True)
class NoticeStatement:
    """What an origin says later about a record, for this version and those before it."""

    record_id: UUID
    version: int
    origin: str
    what: What
    issued: datetime
    reason: str = ""
    label: Mapping[str, Any] | None = None

    def to_data(self) -> dict[str, Any]:
        """As it is signed."""
        data: dict[str, Any] = {
            "record": str(self.record_id),
            "version": self.version,
            "origin": self.origin,
            "what": self.what.value,
            "issued": to_text(self.issued),
        }
        if self.reason:
            data["reason"] = self.reason
        if self.label is not None:
            data["label"] = dict(self.label)
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> NoticeStatement:
        """Back from `to_data`, or an `InputError`."""
        label, what = data.get("label"), data.get("what")
        if what not in {What.WITHDRAWN, What.RECALLED, What.NARROWED}:
            raise unusable("what")
        if isinstance(label, Mapping) != (what == What.NARROWED):
            raise unusable("label")
        return cls(
            record_id=identifier(data, "record"),
            version=number(data, "version"),
            origin=text(data, "origin", 200),
            what=What(what),
            issued=moment(data, "issued"),
            reason=text(data, "reason", 500, required=False),
            label=label,
        )


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One line of a receipt."""

    record_id: UUID
    version: int
    what: What


LONGEST_NONCE = 64  # characters


@dataclass(frozen=True, slots=True)
class ReceiptStatement:
    """What a node acknowledges to an origin."""

    node: str
    origin: str
    issued: datetime
    lines: tuple[Acknowledged, ...]
    nonce: str = ""
    """Two receipts for the same lines in the same second are two texts."""

    def to_data(self) -> dict[str, Any]:
        """As it is signed."""
        lines = [[str(one.record_id), one.version, one.what.value] for one in self.lines]
        data = {"node": self.node, "origin": self.origin, "issued": to_text(self.issued), "lines": lines}
        return data | ({"nonce": self.nonce} if self.nonce else {})

    @classmethod
    def from_data(cls, data: Mapping[str, Any], most: int) -> ReceiptStatement:
        """Back from `to_data`, or an `InputError`."""
        lines = data.get("lines")
        if not isinstance(lines, list) or len(lines) > most:
            raise unusable("lines")
        return cls(
            node=text(data, "node", 200),
            origin=text(data, "origin", 200),
            issued=moment(data, "issued"),
            lines=tuple(_line(one) for one in lines),
            nonce=text(data, "nonce", LONGEST_NONCE, required=False),
        )


def sign_statement(kind: str, data: Mapping[str, Any], keys: Sequence[SigningKey]) -> str:
    """The envelope of a statement, as text."""
    return sign_envelope(canonical_json(data), kind, keys).data.decode()


def read_unverified(kind: str, envelope: str) -> Mapping[str, Any]:
    """What a statement says of itself, before its signature is looked at: only to find out whose it claims to be."""
    read = read_envelope(envelope)
    if read.payload_type != kind:
        raise unusable("payloadType")
    data = parse_json(read.payload, LARGEST_ENVELOPE)
    if not isinstance(data, Mapping):
        raise unusable("payload")
    return data


def read_envelope(envelope: str) -> Envelope:
    """The envelope, of bounded size; nothing in it is verified yet."""
    if len(envelope) > LARGEST_ENVELOPE:
        raise unusable("envelope")
    return Envelope.parse(envelope.encode())


def open_statement(kind: str, envelope: str, keys: Sequence[VerifierKey]) -> Signed:
    """The statement, where one of these keys has signed it; `InputError` otherwise."""
    data = read_unverified(kind, envelope)
    used = verify_envelope(read_envelope(envelope), keys, payload_type=kind)
    return Signed(data, envelope, used[0])


def text(data: Mapping[str, Any], name: str, longest: int, *, required: bool = True) -> str:
    """A text that can be kept, of bounded length."""
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\x00" in value or (required and not value):
        raise unusable(name)
    return value


def number(data: Mapping[str, Any], name: str) -> int:
    """A whole number from one on."""
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST_NUMBER:
        raise unusable(name)
    return value


def identifier(data: Mapping[str, Any], name: str) -> UUID:
    """A UUID in its one written form."""
    value = text(data, name, 36)
    try:
        found = UUID(value)
    except ValueError as error:
        raise unusable(name) from error
    if str(found) != value:
        raise unusable(name)
    return found


def moment(data: Mapping[str, Any], name: str) -> datetime:
    """An instant in UTC, as in 2026-03-31T16:00:00Z."""
    value = text(data, name, 20)
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise unusable(name) from error


def unusable(where: str) -> InputError:
    """This part of a statement is not what it should be."""
    what = message("exchange", "The other node sent a statement that cannot be used.")
    remedy = message("exchange", "Tell the people who run it; perhaps it is of another version.")
    return InputError("statement-unusable", what, where=where, remedy=remedy)


def _line(data: object) -> Acknowledged:
    if not isinstance(data, list) or len(data) != 3 or data[2] not in set(What):
        raise unusable("lines")
    named = {"record": data[0], "version": data[1]}
    return Acknowledged(identifier(named, "record"), number(named, "version"), What(data[2]))


def _texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 200 and all(isinstance(one, str) for one in value)
