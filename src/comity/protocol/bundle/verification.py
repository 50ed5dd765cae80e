"""Verifying a bundle: every record, every proof, every signature; and whose word the result rests on.

For each record: the checkpoint is signed by a key of the log; the entry is at its place under that root; the entry is
the envelope, its payload, or the SHA-256 of one of the two; the envelope is signed; every opened field is the one that
was committed to. Two heads of one log with one size and two roots are reported as a fork.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from comity.base.messages import message
from comity.protocol.bundle.model import Bundle, BundledRecord
from comity.protocol.commitments import Commitment, verify_disclosures
from comity.protocol.envelope import verify_envelope
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.policy import Policy
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import inclusion_root, leaf_hash

NOT_THE_ENTRY = message("protocol", "The signed record is not the one that stands in the log.")


@dataclass(frozen=True, slots=True)
class Trust:
    """What the verifying person brings along. Whatever is None is taken from the bundle's own claims.

    Parameters
    ----------
    policy : Policy, optional
        Logs, witnesses and quorum.
    signers : tuple of VerifierKey, optional
        Keys that may sign records.
    """

    policy: Policy | None = None
    signers: tuple[VerifierKey, ...] | None = None


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One record: `fault` is a code and None when everything fits."""

    place: int
    title: str
    index: int
    entry_sha256: str
    fault: str | None = None
    where: str = ""
    head: SignedHead | None = None
    signers: tuple[VerifierKey, ...] = ()
    fields: Mapping[str, Any] | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class BundleReport:
    """All records, and forks among the heads. `anchored`: the logs' keys came from the person, not from the bundle."""

    records: tuple[RecordReport, ...]
    forks: tuple[tuple[bytes, bytes], ...]
    anchored: bool
    signers_anchored: bool

    @property
    def valid(self) -> bool:
        """Whether every record fits and no log is shown with two histories; an empty bundle proves nothing."""
        return bool(self.records) and not self.forks and all(one.fault is None for one in self.records)


def verify_bundle(bundle: Bundle, trust: Trust | None = None) -> BundleReport:
    """Check everything in a bundle.

    Parameters
    ----------
    bundle : Bundle
        From anywhere.
    trust : Trust, optional
        Keys of the person who verifies; without it the bundle's own, and `anchored` is False.

    Examples
    --------
    >>> from comity.protocol.keys import KeyKind, SigningKey
    >>> from comity.protocol.checkpoint import Checkpoint
    >>> from comity.protocol.heads import sign_checkpoint
    >>> from comity.protocol.proof import LogProof
    >>> key = SigningKey("a.test", KeyKind.ED25519, bytes(32))
    >>> note = sign_checkpoint(Checkpoint("a.test", 1, leaf_hash(b"entry")), [key])
    >>> bundle = Bundle((BundledRecord(b"entry", LogProof(0, (), note.data)),), (key.verifier,))
    >>> verify_bundle(Bundle.parse(bundle.data)).valid
    True
    """
    verifier = _Verifier(bundle, trust or Trust())
    records = tuple(verifier.report(place, one) for place, one in enumerate(bundle.records))
    brought = trust or Trust()
    return BundleReport(records, verifier.forks(), brought.policy is not None, brought.signers is not None)


class _Verifier:
    """Keeps opened heads, since many records stand under one."""

    def __init__(self, bundle: Bundle, trust: Trust) -> None:
        self.bundle, self.policy = bundle, trust.policy
        self.signers = bundle.signer_keys if trust.signers is None else trust.signers
        self.heads: dict[bytes, SignedHead] = {}

    def report(self, place: int, record: BundledRecord) -> RecordReport:
        """One record; a fault ends it."""
        known = (place, record.title, record.proof.index, sha256(record.entry).hexdigest())
        try:
            head = self._head(record.proof.checkpoint)
            _refuse_not_included(record, head)
            signers = self._signers(record)
            fields, hidden = _opened_fields(record)
        except (FormatError, VerificationError) as error:
            return RecordReport(*known, fault=error.code, where=error.where)
        return RecordReport(*known, head=head, signers=signers, fields=fields, hidden=hidden)

    def forks(self) -> tuple[tuple[bytes, bytes], ...]:
        """Pairs of heads of one log and size with two roots."""
        first: dict[tuple[str, int], SignedHead] = {}
        found = []
        for head in self.heads.values():
            other = first.setdefault((head.checkpoint.origin, head.checkpoint.size), head)
            if other.checkpoint.root != head.checkpoint.root:
                found.append((other.note.data, head.note.data))
        return tuple(found)

    def _head(self, data: bytes) -> SignedHead:
        if data not in self.heads:
            self.heads[data] = (
                self.policy.open(data)
                if self.policy
                else open_checkpoint(data, self.bundle.log_keys, self.bundle.witness_keys)
            )
        return self.heads[data]

    def _signers(self, record: BundledRecord) -> tuple[VerifierKey, ...]:
        if record.envelope is None:
            return ()
        signed = (record.envelope.data, record.envelope.payload)
        if record.entry not in (*signed, *(sha256(one).digest() for one in signed)):
            raise VerificationError("bundle-entry-differs", NOT_THE_ENTRY)
        return verify_envelope(record.envelope, self.signers)


def _refuse_not_included(record: BundledRecord, head: SignedHead) -> None:
    proof, size = record.proof, head.checkpoint.size
    if inclusion_root(leaf_hash(record.entry), proof.index, size, proof.hashes) != head.checkpoint.root:
        raise VerificationError("proof-not-included", NOT_THE_ENTRY, where=str(proof.index))


def _opened_fields(record: BundledRecord) -> tuple[dict[str, Any] | None, int]:
    """Values of the opened fields, and how many stay hidden; (None, 0) when nothing is opened."""
    if not record.disclosures:
        return None, 0
    commitment = Commitment.parse(record.envelope.payload if record.envelope else record.entry)
    shown = verify_disclosures(commitment, record.disclosures)
    return shown, len(commitment.fields) - len(shown)
