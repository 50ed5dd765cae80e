"""The content of a record as what an origin signs: one salted commitment per field. Pure.

Signed, and committed to in the log, is a `protocol.commitments.Commitment`. One of its fields is the statement (whose
record, which version, label); the others hold one field of the content each, as `{"at": pointer, "value": …}`, with the
field's own label where it has one. Their names are numbers: what is withheld is counted, not named. So the origin, and
every relay after it, can withhold single fields, and the signature stays verifiable; and once salts and values are
erased, signature and log stay as they are and say nothing.

A field with labels below it is split along objects; a list is one field, and the strictest label below it counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import LARGEST_CONTENT, MOST_FIELDS
from comity.kernel.exchange.rules import hash_text
from comity.kernel.exchange.statements import RecordStatement, read_envelope, unusable
from comity.kernel.handling.redaction import pointer_of, steps_of
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.commitments import Commitment, Disclosure, commit, verify_disclosures
from comity.protocol.envelope import sign_envelope, verify_envelope
from comity.protocol.keys import SigningKey, VerifierKey

RECORD = "application/vnd.comity.record+json"
STATEMENT = "statement"
SALT = 32  # bytes

LabelData = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A record as its origin signs it: the envelope, the statement opened, and the fields of the content opened."""

    envelope: str
    statement: str
    fields: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A record whose signature fits: what it says of itself and the fields that were disclosed."""

    statement: RecordStatement
    content: Mapping[str, Any]
    field_labels: Mapping[str, LabelData]
    withheld: int
    key: VerifierKey
    envelope_hash: str


def write_record(
    statement: RecordStatement,
    content: Mapping[str, Any],
    field_labels: Mapping[str, LabelData],
    *,
    key: SigningKey,
    salt: Callable[[int], bytes],
) -> Written:
    """Commit to statement and fields, and sign; `salt(n)` gives n fresh random bytes."""
    named: dict[str, Any] = {STATEMENT: statement.to_data()}
    named |= {str(place): part for place, part in enumerate(_parts(content, field_labels), 1)}
    if len(named) > MOST_FIELDS + 1 or len(canonical_json(dict(content))) > LARGEST_CONTENT:
        raise _too_large()
    salts = {name: salt(SALT) for name in named}
    made = commit(named, salts, record_type=f"{statement.type}/{statement.type_version}")
    opened = {name: Disclosure(name, salts[name], value) for name, value in named.items()}
    return Written(
        envelope=sign_envelope(made.data, RECORD, [key]).data.decode(),
        statement=_text([opened.pop(STATEMENT)]),
        fields=_text(opened.values()),
        digest=made.digest,
    )


def look_at(envelope: str, statement: str) -> RecordStatement:
    """What a record says of itself, before its signature is looked at: only to find out whose it claims to be."""
    return _statement(_commitment(envelope), statement)


def read_record(envelope: str, statement: str, fields: str, keys: Sequence[VerifierKey]) -> Read:
    """A record that one of these keys has signed, with every disclosed field checked, or an `InputError`."""
    found = verify_envelope(read_envelope(envelope), keys, payload_type=RECORD)
    commitment = _commitment(envelope)
    said = _statement(commitment, statement)
    if commitment.record_type != f"{said.type}/{said.type_version}" or len(commitment.fields) > MOST_FIELDS + 1:
        raise unusable("type")
    shown = verify_disclosures(commitment, _disclosures(fields))
    if STATEMENT in shown:
        raise unusable("fields")
    content, labels = _assembled(shown.values())
    withheld = len(commitment.fields) - 1 - len(shown)
    return Read(said, content, labels, withheld, found[0], hash_text(envelope))


def digest_of(envelope: str) -> bytes:
    """What stands in the log for this record."""
    return _commitment(envelope).digest


def content_of(fields: str) -> dict[str, Any]:
    """The content that is in disclosed fields, as they were verified when they came."""
    return _assembled(one.value for one in _disclosures(fields))[0] if fields else {}


def keep_fields(fields: str, allowed: Callable[[LabelData], bool]) -> str:
    """Only the fields without a label of their own, and those whose label is allowed."""
    kept = [one for one in _disclosures(fields) if "label" not in one.value or allowed(one.value["label"])]
    return _text(kept)


def has_field_labels(fields: str) -> bool:
    """Whether a field has a label of its own."""
    return '"label"' in fields and any("label" in one.value for one in _disclosures(fields))


def _statement(commitment: Commitment, statement: str) -> RecordStatement:
    shown = verify_disclosures(commitment, _disclosures(statement))
    if set(shown) != {STATEMENT} or not isinstance(shown[STATEMENT], Mapping):
        raise unusable("statement")
    return RecordStatement.from_data(shown[STATEMENT])


def _commitment(envelope: str) -> Commitment:
    return Commitment.parse(read_envelope(envelope).payload)


def _disclosures(text: str) -> list[Disclosure]:
    if len(text) > 3 * LARGEST_CONTENT:
        raise _too_large()
    given = parse_json(text.encode()) if text else []
    if not isinstance(given, list):
        raise unusable("fields")
    return [Disclosure.from_json(one) for one in given]


def _text(disclosures: Iterable[Disclosure]) -> str:
    return json.dumps([one.to_json() for one in disclosures], separators=(",", ":"), ensure_ascii=False)


def _parts(content: Mapping[str, Any], labels: Mapping[str, LabelData]) -> Iterator[dict[str, Any]]:
    labelled = {steps_of(pointer): label for pointer, label in labels.items()}
    for steps, value in _split(content, (), set(labelled)):
        own = labelled.pop(steps, None)
        part = {"at": pointer_of(steps), "value": value}
        yield part | {"label": dict(own)} if own is not None else part
    if labelled:
        what = message("exchange", "A label names a field that the record does not have, or that lies inside a list.")
        raise InputError("field-unknown", what, where=pointer_of(next(iter(labelled))))


def _split(
    value: Mapping[str, Any], place: tuple[str, ...], labelled: set[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in value.items():
        here = (*place, name)
        below = any(steps[: len(here)] == here and len(steps) > len(here) for steps in labelled)
        if below and isinstance(inner, Mapping) and here not in labelled:
            yield from _split(inner, here, labelled)
        else:
            yield here, inner


def _assembled(parts: Iterable[Any]) -> tuple[dict[str, Any], dict[str, LabelData]]:
    content: dict[str, Any] = {}
    labels: dict[str, LabelData] = {}
    for part in parts:
        if not isinstance(part, Mapping) or not isinstance(part.get("at"), str) or "value" not in part:
            raise unusable("fields")
        steps = steps_of(part["at"])
        _put(content, steps, part["value"])
        if "label" in part:
            labels[part["at"]] = part["label"]
    return content, labels


def _put(content: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        content = content.setdefault(step, {})
        if not isinstance(content, dict):
            raise unusable("fields")
    if steps[-1] in content:
        raise unusable("fields")
    content[steps[-1]] = value


def _too_large() -> InputError:
    text = "A record holds at most {bytes} bytes and {fields} fields."
    what = message("exchange", text, bytes=LARGEST_CONTENT, fields=MOST_FIELDS)
    remedy = message("exchange", "Exchange large things as files, and name their hash in the record.")
    return InputError("record-too-large", what, where="content", remedy=remedy)
