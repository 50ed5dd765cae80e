"""What the log holds of an audit entry: a salted commitment, whose fields can be opened one by one.

Each field has a salt of its own, derived from the entry's: HMAC-SHA256(salt, name of the field). Opening one, with
its salt, says nothing about the others.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.kernel.audit.models import AuditEntry
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.queries import witness_keys
from comity.protocol.bundle import Bundle, BundledRecord
from comity.protocol.commitments import Commitment, commit, disclose
from comity.protocol.envelope import sign_envelope
from comity.protocol.proof import LogProof

RECORD_TYPE = "audit-entry/1"
COMMITMENT_TYPE = "application/vnd.comity.commitment.v1+json"


def fields_of(entry: AuditEntry) -> dict[str, Any]:
    """The entry as JSON values, under the names that stay for ever."""
    return {
        "at": entry.at.isoformat(),
        "by": _text(entry.user_id),
        "acting for": _text(entry.acting_for),
        "role": entry.role,
        "via": entry.via,
        "origin": entry.origin,
        "verb": entry.verb,
        "about": _text(entry.party_id),
        "object": entry.object_ref,
        "detail": entry.detail,
    }


def salts_of(entry: AuditEntry) -> Mapping[str, bytes]:
    """The salt of each field."""
    secret = bytes(entry.salt)
    return {name: hmac.digest(secret, name.encode(), "sha256") for name in fields_of(entry)}


def commitment_of(entry: AuditEntry) -> Commitment:
    """The commitment; its digest is the entry of the log."""
    return commit(fields_of(entry), salts_of(entry), record_type=RECORD_TYPE)


def opened_bundle(entry: AuditEntry, proof: LogProof) -> Bundle:
    """The entry with every field opened, signed by this node, with the proof that it stands in the log."""
    identity, commitment = node_identity(), commitment_of(entry)
    envelope = sign_envelope(commitment.data, COMMITMENT_TYPE, [identity.records])
    fields = fields_of(entry)
    opened = disclose(fields, salts_of(entry), fields)
    record = BundledRecord(commitment.digest, proof, envelope, opened, title=entry.verb)
    keys = (identity.log.verifier,), witness_keys(), (identity.records.verifier,)
    return Bundle((record,), *keys, title=entry.verb)


def _text(identifier: UUID | None) -> str:
    return "" if identifier is None else str(identifier)
