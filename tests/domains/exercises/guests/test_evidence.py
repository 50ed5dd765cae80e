"""A witness that is known here decides when results existed; what the sender's own keys say does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.domains.exercises import services
from comity.domains.exercises.models import Crossing, Round, Submission
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.contents import digest_of
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import sign_checkpoint
from comity.protocol.proof import LogProof
from comity.protocol.tree import leaf_hash
from tests.federation.simulator import SimulatedNode


@pytest.fixture
def closed(visitor, stage):
    """Results on record at the laboratory's node, whose line was cut; the round has closed."""
    visitor.accepted()
    content = visitor.results()
    item, _ = visitor.other.item("exercise-submission", content, visitor.party, record_id=content["submission"])
    deadline = now() - timedelta(hours=1)
    Round.objects.filter(pk=stage.round.pk).update(deadline=deadline)
    services.close_round(stage.coordinator, stage.round.pk)
    visitor.other.node.put(item)
    visitor.other.take(visitor.other.partner)
    assert not Submission.objects.exists()

    def shows(witness, *, before_deadline=True, entry=None):
        at = deadline - timedelta(hours=1) if before_deadline else deadline + timedelta(minutes=30)
        leaf = entry or digest_of(item["envelope"])
        head = Checkpoint(visitor.other.node.origin, 1, leaf_hash(leaf))
        note = sign_checkpoint(head, [visitor.other.node.log, witness], time=int(at.timestamp()))
        proof = LogProof(0, (), note.data).data.decode()
        visitor.submits(content | {"proof": proof})
        return at

    return shows


def test_what_a_known_witness_saw_in_time_is_in_time_though_it_arrives_after_the_close(closed, agreed, visitor):
    third = agreed("witness.test")
    at = closed(third.node.witness)
    made = Submission.objects.get()
    assert (made.late, made.nominated, made.submitted_at) == (False, True, at.replace(microsecond=0))
    receipt = visitor.other.heard("exercise-receipt")[-1]
    assert (receipt["state"], receipt["late"], receipt["basis"]) == ("taken", False, "log")
    assert AuditEntry.objects.filter(verb="take in results").order_by("-pk")[0].detail["time that counts"] == "log"


@pytest.mark.parametrize("who", ["unknown", "itself", "too late", "another entry"])
def test_other_witnesses_and_other_entries_prove_nothing(closed, agreed, visitor, who):
    known = agreed("witness.test").node.witness
    if who == "unknown":
        closed(SimulatedNode("nobody.test").witness)
    elif who == "itself":
        closed(visitor.other.node.witness)
    elif who == "too late":
        closed(known, before_deadline=False)
    else:
        closed(known, entry=b"something else in that log, 32 by")
    assert not Submission.objects.exists()
    assert Crossing.objects.get().state == "refused"
    assert not visitor.other.codes()
