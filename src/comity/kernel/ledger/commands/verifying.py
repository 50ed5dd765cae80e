"""`comity verify`: bundles, proofs, signed heads and evidence, offline."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.ledger.commands.keys import CONTEXT, GIVE_LOG_KEY, NO_LOG_KEY, policy_of, verifier_keys
from comity.kernel.ledger.commands.saying import answer, head_data, key_data, read_input, signature_data
from comity.protocol.bundle import FORMAT, Bundle, BundleReport, RecordReport, Trust, verify_bundle
from comity.protocol.evidence import ForkEvidence
from comity.protocol.heads import SignedHead
from comity.protocol.keys import VerifierKey
from comity.protocol.policy import Policy
from comity.protocol.proof import FIRST_LINE, LogProof
from comity.protocol.refusals import FormatError, VerificationError

FOUND = 1
NO_ENTRY = message(CONTEXT, "A proof needs the entry that it is about.")
GIVE_ENTRY = message(CONTEXT, "Name the file with --entry.")
OWN_KEYS = message(
    CONTEXT,
    "The keys were taken from the bundle itself. Compare these fingerprints with their owners before you rely on it, "
    "or name keys of your own with --log-key or --policy:",
)


def run_verify(arguments: Namespace) -> int:
    """Find out what the file is, and check it."""
    data = read_input(arguments.bundle)
    policy = policy_of(arguments, verifier_keys(arguments.log_key))
    try:
        if data.startswith(FIRST_LINE.encode()):
            return _verify_proof(arguments, data, policy)
        if not data.lstrip().startswith(b"{"):
            return _say_head(arguments, _required(policy).open(data))
        if FORMAT.encode() not in data and b'"trueRoot"' in data:
            return _verify_evidence(arguments, data, policy)
        return _verify_bundle(arguments, data, policy)
    except (FormatError, VerificationError) as error:
        answer(arguments, {"valid": False, "code": error.code, "where": error.where, "what": error.what.render()}, [])
        if arguments.json:
            return FOUND
        answer(arguments, {}, [error.render(arguments.language)])
        return FOUND


def _verify_bundle(arguments: Namespace, data: bytes, policy: Policy | None) -> int:
    bundle = Bundle.parse(data)
    signers = verifier_keys(arguments.signer_key) or None
    report = verify_bundle(bundle, Trust(policy, signers))
    answer(arguments, _bundle_data(bundle, report), _bundle_sentences(bundle, report))
    return 0 if report.valid else FOUND


def _verify_proof(arguments: Namespace, data: bytes, policy: Policy | None) -> int:
    if arguments.entry is None:
        raise InputError("no-entry", NO_ENTRY, remedy=GIVE_ENTRY)
    proof, trusted = LogProof.parse(data), _required(policy)
    head = proof.verify(read_input(arguments.entry), trusted.logs, trusted.witnesses.values())
    trusted.open(proof.checkpoint)
    return _say_head(arguments, head, proof.index)


def _verify_evidence(arguments: Namespace, data: bytes, policy: Policy | None) -> int:
    origin = ForkEvidence.parse(data).verify(_required(policy).logs)
    said = message(CONTEXT, "The log {origin} has signed two histories that contradict each other.", origin=origin)
    answer(arguments, {"valid": True, "fork": origin, "what": said.render()}, [said])
    return 0


def _required(policy: Policy | None) -> Policy:
    if policy is None:
        raise InputError("no-log-key", NO_LOG_KEY, remedy=GIVE_LOG_KEY)
    return policy


def _say_head(arguments: Namespace, head: SignedHead, index: int | None = None) -> int:
    data: dict[str, Any] = {"valid": True, "tree": head_data(head.checkpoint)}
    data |= {} if index is None else {"index": index}
    data["signatures"] = [signature_data(one) for one in head.log_signatures]
    data["cosignatures"] = [signature_data(one) for one in head.cosignatures]
    answer(arguments, data, [_head_message(head, index)])
    return 0


def _head_message(head: SignedHead, index: int | None) -> Message:
    origin, size, count = head.checkpoint.origin, head.checkpoint.size, len(head.cosignatures)
    if index is None:
        return message(
            CONTEXT,
            "This head of {origin} of size {size} is signed by the log; cosignatures of witnesses: {count}.",
            origin=origin,
            size=size,
            count=count,
        )
    return message(
        CONTEXT,
        "Entry {index} is in {origin}: its head of size {size} is signed by the log; cosignatures of "
        "witnesses: {count}.",
        index=index,
        origin=origin,
        size=size,
        count=count,
    )


def _bundle_data(bundle: Bundle, report: BundleReport) -> dict[str, Any]:
    return {
        "valid": report.valid,
        "anchored": report.anchored,
        "signers_anchored": report.signers_anchored,
        "forks": [[one.decode() for one in pair] for pair in report.forks],
        "keys": [key_data(key) for key in _named(bundle)],
        "records": [_record_data(one) for one in report.records],
    }


def _record_data(one: RecordReport) -> dict[str, Any]:
    data: dict[str, Any] = {"valid": one.fault is None, "title": one.title, "index": one.index}
    data |= {"entry_sha256": one.entry_sha256, "fault": one.fault, "where": one.where}
    if one.head:
        data["tree"] = head_data(one.head.checkpoint)
        data["cosignatures"] = [signature_data(signature) for signature in one.head.cosignatures]
    return data | {"signers": [key.name for key in one.signers], "fields": one.fields, "hidden_fields": one.hidden}


def _bundle_sentences(bundle: Bundle, report: BundleReport) -> list[Message | str]:
    said: list[Message | str] = [_record_message(one) for one in report.records]
    said += [message(CONTEXT, "A log in this bundle has signed two histories.") for _ in report.forks]
    said.append(_verdict(report))
    if not report.anchored:
        said += [OWN_KEYS, *(f"  {key.name}  {key.fingerprint}" for key in _named(bundle))]
    return said


def _record_message(one: RecordReport) -> Message:
    if one.head:
        return _head_message(one.head, one.index)
    return message(
        CONTEXT,
        "Record {place} does not fit ({rule}). {where}",
        place=one.place,
        rule=one.fault or "",
        where=one.where,
    )


def _verdict(report: BundleReport) -> Message:
    count = len(report.records)
    if report.valid:
        return message(CONTEXT, "The bundle is whole; records that fit: {count}.", count=count)
    bad = sum(one.fault is not None for one in report.records)
    return message(
        CONTEXT, "Do not rely on this bundle; records that do not fit: {bad} of {count}.", bad=bad, count=count
    )


def _named(bundle: Bundle) -> Sequence[VerifierKey]:
    return (*bundle.log_keys, *bundle.witness_keys, *bundle.signer_keys)
