"""`comity log audit`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.ledger.commands.findings import finding_message
from comity.kernel.ledger.commands.keys import CONTEXT, keys_of_log, policy_of
from comity.kernel.ledger.commands.saying import answer, head_data, signature_data
from comity.protocol.folder import AuditReport, audit_folder
from comity.protocol.policy import Policy

FOUND = 1
SIGNATURE_UNCHECKED = message(
    CONTEXT,
    "The signature of the head was not checked, because no key of the log is known here: name it with --log-key.",
)
ONE_LOG = message(CONTEXT, "Name the folder of a log, or say --node for the log of this node.")
NO_QUORUM = message(CONTEXT, "Too few of the witnesses that were named have cosigned the head.")


def run_audit(arguments: Namespace) -> int:
    """Recompute and compare."""
    if arguments.node != (arguments.folder is None):
        raise InputError("one-log", ONE_LOG, where="DIR")
    if arguments.node:
        return _audit_node(arguments)
    keys = () if arguments.policy else keys_of_log(arguments.log_key, arguments.folder)
    policy = policy_of(arguments, keys)
    logs, witnesses = (policy.logs, tuple(policy.witnesses.values())) if policy else ((), ())
    report = audit_folder(arguments.folder, logs, witnesses)
    enough = _is_enough(policy, report)
    answer(arguments, _data(report, enough=enough), _sentences(report, enough=enough))
    return 0 if enough and not report.findings else FOUND


def _audit_node(arguments: Namespace) -> int:
    """The log in the node's database, from its entries up."""
    from comity.kernel.start import start_node

    start_node()
    from comity.kernel.ledger.auditing import audit_log
    from comity.kernel.ledger.identity import node_identity

    found = audit_log(with_memory=True)
    data = {
        "clean": not found.findings,
        "tree": {"origin": node_identity().origin, "size": found.entries, "root": found.root.hex()},
        "entries": found.entries,
        "signed_heads": found.signed_heads,
        "findings": [one.render() for one in found.findings],
    }
    said: list[Message | str] = list(found.findings)
    if not found.findings:
        text = "The entries of {origin}, {count} in all, give the root {root}, and fit every head that was signed."
        said.append(message(CONTEXT, text, origin=node_identity().origin, count=found.entries, root=found.root.hex()))
    answer(arguments, data, said)
    return FOUND if found.findings else 0


def _is_enough(policy: Policy | None, report: AuditReport) -> bool:
    if policy is None or report.head is None:
        return True
    return policy.satisfied_by(one.key for one in report.head.cosignatures)


def _data(report: AuditReport, *, enough: bool) -> dict[str, Any]:
    head = report.head
    return {
        "clean": enough and not report.findings,
        "tree": head_data(report.checkpoint) if report.checkpoint else None,
        "entries": report.entries,
        "files": report.files,
        "signature_checked": head is not None,
        "signatures": [signature_data(one) for one in head.log_signatures] if head else [],
        "cosignatures": [signature_data(one) for one in head.cosignatures] if head else [],
        "quorum": enough,
        "findings": [
            {"code": one.code, "path": one.path, "index": one.index, "what": finding_message(one).render()}
            for one in report.findings
        ],
    }


def _sentences(report: AuditReport, *, enough: bool) -> list[Message | str]:
    said: list[Message | str] = [finding_message(one) for one in report.findings]
    if not enough:
        said.append(NO_QUORUM)
    if report.checkpoint and not report.findings:
        root = report.checkpoint.root.hex()
        said.append(
            message(
                CONTEXT,
                "The entries of {origin}, {count} in all, give the root {root}.",
                count=report.entries,
                origin=report.checkpoint.origin,
                root=root,
            )
        )
    if report.head:
        cosigners = ", ".join(one.key.name for one in report.head.cosignatures) or "–"
        said.append(message(CONTEXT, "The head is signed by the log; cosigned by: {cosigners}.", cosigners=cosigners))
    elif report.checkpoint:
        said.append(SIGNATURE_UNCHECKED)
    return said
