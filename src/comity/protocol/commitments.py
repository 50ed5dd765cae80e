"""Salted commitments to a record, field by field: what is signed and logged says nothing about the content.

For each field a salt of 32 random bytes; the field's commitment is SHA-256 over the canonical JSON of
`[name, salt, value]` (the salted disclosures of RFC 9901, SD-JWT, put to canonical JSON). The commitment to the record
is the canonical JSON object `{"fields": {name: commitment}, "type": …}`; that is what an envelope signs and what a log
entry holds. Then

* a witness or a foreign node checks signature and inclusion without seeing a single value;
* any subset of fields can be disclosed, and what is left out is seen to be left out, but not what it says;
* erasing salts and values makes the content irrecoverable and leaves signature and tree intact;
* a low-entropy value (a name, a yes or no) cannot be guessed from its commitment without the salt.

The *names* of fields are not hidden; a record whose field names are confidential puts them inside one value.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from comity.base.messages import message
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import HASH_SIZE

SPECIFICATION = "salted commitment"
SALT_SIZE = 32  # bytes
MAXIMUM_FIELDS = 1_000
MAXIMUM_BYTES = 65_535  # of a commitment: it has to fit into one entry of a log
FIELD_ALTERED = message("protocol", "The value shown for this field is not the one that was committed to.")
FIELD_UNKNOWN = message("protocol", "This field is not among those that were committed to.")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is signed and logged: for each field 32 bytes that bind it and hide it."""

    record_type: str
    fields: Mapping[str, bytes]

    @property
    def data(self) -> bytes:
        """Canonical bytes; these are what an envelope signs."""
        encoded = {name: base64.b64encode(one).decode() for name, one in self.fields.items()}
        return canonical_json({"fields": encoded, "type": self.record_type})

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes: 32 bytes that stand for the record, as a short log entry."""
        return sha256(self.data).digest()

    @classmethod
    def parse(cls, data: bytes) -> Commitment:
        """Read a commitment; only its canonical form is one."""
        value = parse_json(data, MAXIMUM_BYTES)
        try:
            if set(value) != {"fields", "type"} or not isinstance(value["type"], str):
                raise FormatError("commitment-fields", SPECIFICATION)
            fields = {name: base64.b64decode(one, validate=True) for name, one in value["fields"].items()}
        except (TypeError, ValueError, AttributeError) as error:
            raise FormatError("commitment-fields", SPECIFICATION) from error
        found = cls(value["type"], fields)
        if any(len(one) != HASH_SIZE for one in fields.values()) or found.data != data:
            raise FormatError("commitment-form", SPECIFICATION)
        return found


def commit(record: Mapping[str, Any], salts: Mapping[str, bytes], *, record_type: str = "") -> Commitment:
    """Commit to every field of a record.

    Parameters
    ----------
    record : mapping
        Field names to JSON values, at most 1,000 fields.
    salts : mapping
        For each field 32 bytes from the operating system's generator, never used for another field or record.
    record_type : str
        Kind and version of the record.

    Returns
    -------
    Commitment
        Deterministic in its three arguments.

    Raises
    ------
    FormatError
        A missing, short or repeated salt; too many fields; a value that has no canonical JSON.

    Examples
    --------
    >>> record, salts = {"name": "A", "mass": 1.5}, {"name": bytes(32), "mass": b"1" * 32}
    >>> made = commit(record, salts, record_type="example/v1")
    >>> shown = disclose(record, salts, ["mass"])
    >>> verify_disclosures(Commitment.parse(made.data), shown)
    {'mass': 1.5}
    """
    _refuse_salts(record, salts)
    fields = {name: field_commitment(name, salts[name], value) for name, value in record.items()}
    made = Commitment(record_type, fields)
    if len(made.data) > MAXIMUM_BYTES:
        raise FormatError("commitment-size", SPECIFICATION)
    return made


def field_commitment(name: str, salt: bytes, value: Any) -> bytes:
    """SHA-256 of the canonical JSON of `[name, base64(salt), value]`."""
    return sha256(canonical_json([name, base64.b64encode(salt).decode(), value])).digest()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One field opened: its name, its salt, its value."""

    name: str
    salt: bytes
    value: Any

    def to_json(self) -> list[Any]:
        """As `[name, base64(salt), value]`."""
        return [self.name, base64.b64encode(self.salt).decode(), self.value]

    @classmethod
    def from_json(cls, value: Any) -> Disclosure:
        """Back from `to_json`."""
        try:
            name, salt, content = value
            if not isinstance(name, str):
                raise FormatError("disclosure-name", SPECIFICATION)
            return cls(name, base64.b64decode(salt, validate=True), content)
        except (TypeError, ValueError) as error:
            raise FormatError("disclosure", SPECIFICATION) from error


def disclose(record: Mapping[str, Any], salts: Mapping[str, bytes], names: Iterable[str]) -> tuple[Disclosure, ...]:
    """Open some fields; the others stay hidden and stay countable."""
    return tuple(Disclosure(name, salts[name], record[name]) for name in names)


def verify_disclosures(commitment: Commitment, disclosures: Iterable[Disclosure]) -> dict[str, Any]:
    """Values of the opened fields, each checked against the commitment.

    Raises
    ------
    VerificationError
        `field-unknown`, `field-altered`, or `field-twice`.
    """
    shown: dict[str, Any] = {}
    for one in disclosures:
        expected = commitment.fields.get(one.name)
        if expected is None or one.name in shown:
            raise VerificationError("field-unknown", FIELD_UNKNOWN, where=ascii(one.name)[:80])
        if not compare_digest(field_commitment(one.name, one.salt, one.value), expected):
            raise VerificationError("field-altered", FIELD_ALTERED, where=one.name)
        shown[one.name] = one.value
    return shown


def _refuse_salts(record: Mapping[str, Any], salts: Mapping[str, bytes]) -> None:
    if len(record) > MAXIMUM_FIELDS or set(record) != set(salts):
        raise FormatError("commitment-salts", SPECIFICATION)
    if any(len(one) != SALT_SIZE for one in salts.values()) or len(set(salts.values())) != len(salts):
        raise FormatError("commitment-salt", SPECIFICATION)
