"""The digest of a frozen plan in the node's log: proof that it was fixed before anybody could know a result.

The log holds a salted commitment; whoever is given what opens it, with the proof, can check all three offline.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from comity.base.clock import now, to_text
from comity.domains.exercises.models import PlanCommitment, Round
from comity.kernel.ledger import services as ledger
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import LogEntry
from comity.kernel.ledger.queries import proof_of, witness_keys
from comity.protocol.bundle import Bundle, BundledRecord
from comity.protocol.commitments import SALT_SIZE, Commitment, Disclosure, commit, disclose
from comity.protocol.envelope import sign_envelope

RECORD_TYPE = "exercise-plan/1"
COMMITMENT_TYPE = "application/vnd.comity.commitment.v1+json"


def commit_to_plan(round_: Round, digest: str) -> PlanCommitment:
    """Put the digest into the log, in the transaction that freezes or changes the plan. A step of services.

    It has its place at once: in the same transaction partners are told where it stands.
    """
    fields: dict[str, Any] = {"round": str(round_.pk), "plan": digest, "at": to_text(now())}
    if round_.deadline is not None:
        fields["deadline"] = to_text(round_.deadline)
    salts = {name: secrets.token_bytes(SALT_SIZE) for name in fields}
    made = commit(fields, salts, record_type=RECORD_TYPE)
    opened = [one.to_json() for one in disclose(fields, salts, fields)]
    entry = ledger.append(made.digest)
    ledger.sequence()
    return PlanCommitment.objects.create(
        round=round_, digest=digest, log_entry=entry.pk, commitment=made.data.decode(), disclosed=opened, at=now()
    )


def newest_commitment(round_: Round) -> PlanCommitment | None:
    """The one that the plan has now."""
    return PlanCommitment.objects.filter(round=round_).order_by("-id").first()


def place_of(found: PlanCommitment) -> int | None:
    """Where it stands in the log."""
    return LogEntry.objects.filter(pk=found.log_entry).values_list("index", flat=True).first()


def told(found: PlanCommitment | None) -> dict[str, Any] | None:
    """What partners are told of it: where it stands, and what opens it."""
    if found is None:
        return None
    return {"entry": place_of(found), "commitment": found.commitment, "disclosed": found.disclosed}


def bundle_of(found: PlanCommitment) -> Bundle | None:
    """One file that verifies offline: commitment, opened, with its proof; none while it waits for its place."""
    index, identity = place_of(found), node_identity()
    if index is None:
        return None
    commitment = Commitment.parse(found.commitment.encode())
    envelope = sign_envelope(commitment.data, COMMITMENT_TYPE, [identity.records])
    opened = tuple(Disclosure.from_json(one) for one in json.loads(json.dumps(found.disclosed)))
    title = f"plan of {found.round}"
    record = BundledRecord(commitment.digest, proof_of(index), envelope, opened, title=title)
    keys = (identity.log.verifier,), witness_keys(), (identity.records.verifier,)
    return Bundle((record,), *keys, title=title)
