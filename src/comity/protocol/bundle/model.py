"""The file: what stands in a bundle."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.commitments import Disclosure
from comity.protocol.envelope import Envelope
from comity.protocol.keys import VerifierKey
from comity.protocol.proof import LogProof
from comity.protocol.refusals import FormatError

FORMAT = "comity-bundle/v1"
MAXIMUM_BYTES = 256 * 2**20
MAXIMUM_RECORDS = 100_000
MAXIMUM_KEYS = 1_000


@dataclass(frozen=True, slots=True)
class BundledRecord:
    """One record: its entry in a log, the proof, and optionally what was signed and what of it is opened."""

    entry: bytes
    proof: LogProof
    envelope: Envelope | None = None
    disclosures: tuple[Disclosure, ...] = ()
    title: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        value: dict[str, Any] = {"entry": base64.b64encode(self.entry).decode(), "proof": self.proof.data.decode()}
        if self.envelope:
            value["envelope"] = self.envelope.to_json()
        if self.disclosures:
            value["disclosures"] = [one.to_json() for one in self.disclosures]
        return value | ({"title": self.title} if self.title else {})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> BundledRecord:
        """Back from `to_json`."""
        shown = tuple(Disclosure.from_json(one) for one in value.get("disclosures", ()))
        envelope = Envelope.from_json(value["envelope"]) if "envelope" in value else None
        entry = base64.b64decode(value["entry"], validate=True)
        return cls(entry, LogProof.parse(value["proof"].encode()), envelope, shown, _text(value.get("title", "")))


@dataclass(frozen=True, slots=True)
class Bundle:
    """Records, and the keys that the maker of the bundle names for logs, witnesses and signers of records."""

    records: tuple[BundledRecord, ...]
    log_keys: tuple[VerifierKey, ...] = ()
    witness_keys: tuple[VerifierKey, ...] = ()
    signer_keys: tuple[VerifierKey, ...] = ()
    title: str = field(default="")

    @property
    def data(self) -> bytes:
        """The file."""
        named = {"logs": self.log_keys, "signers": self.signer_keys, "witnesses": self.witness_keys}
        keys = {role: [key.vkey for key in found] for role, found in named.items()}
        records = [one.to_json() for one in self.records]
        return canonical_json({"format": FORMAT, "keys": keys, "records": records, "title": self.title}) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Bundle:
        """Read a file; nothing in it is trusted until `verify_bundle` has returned.

        Raises
        ------
        FormatError
            With the place, as far as it is known.
        """
        value = parse_json(data, MAXIMUM_BYTES)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise FormatError("bundle-format", FORMAT)
        if canonical_json(value) + b"\n" != data:  # a browser's JSON reader would not see repeated names
            raise FormatError("bundle-not-canonical", FORMAT)
        records = _list(value.get("records"), MAXIMUM_RECORDS)
        keys = value.get("keys", {})
        logs, witnesses, signers = (_keys(keys, role) for role in ("logs", "witnesses", "signers"))
        read = tuple(_record(place, one) for place, one in enumerate(records))
        return cls(read, logs, witnesses, signers, _text(value.get("title", "")))


def _record(place: int, value: Any) -> BundledRecord:
    try:
        return BundledRecord.from_json(value)
    except FormatError as error:
        raise FormatError(error.code, FORMAT, where=f"record {place}") from error
    except (TypeError, KeyError, AttributeError, binascii.Error, ValueError) as error:
        raise FormatError("bundle-record", FORMAT, where=f"record {place}") from error


def _keys(value: Any, role: str) -> tuple[VerifierKey, ...]:
    if not isinstance(value, dict):
        raise FormatError("bundle-keys", FORMAT)
    return tuple(VerifierKey.parse(_text(one)) for one in _list(value.get(role, []), MAXIMUM_KEYS))


def _list(value: Any, limit: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > limit:
        raise FormatError("bundle-list", FORMAT)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise FormatError("bundle-text", FORMAT)
    return value
