"""Proofs out of the database verify with nothing but the node's public key."""

import pytest
from django.db import transaction
from django.utils import timezone

from comity.base.errors import NotFoundError
from comity.kernel.ledger import queries
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import Cosignature
from comity.kernel.ledger.services import append_many
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.note import sign_text
from comity.protocol.proof import LogProof
from comity.protocol.refusals import VerificationError
from comity.protocol.tree import verify_consistency

pytestmark = pytest.mark.django_db(transaction=True)
WITNESS = SigningKey("partner.example/witness", KeyKind.COSIGNATURE, bytes([7]) * 32)


def add(count: int) -> list[bytes]:
    entries = [b"entry %d" % number for number in range(count)]
    with transaction.atomic():
        append_many(entries)
    return entries


def cosign(head):
    note = sign_text(head.note.partition("\n\n")[0].encode() + b"\n", [WITNESS], time=1_700_000_000)
    Cosignature.objects.create(
        head=head, witness=WITNESS.name, line=note.signatures[0].line.decode(), received_at=timezone.now()
    )


@pytest.mark.parametrize("index", [0, 255, 256, 599])
def test_a_proof_shows_an_entry_and_no_other(index):
    entries = add(600)
    proof = LogProof.parse(queries.proof_of(index).data)
    assert proof.verify(entries[index], [node_identity().log.verifier]).checkpoint.size == 600
    with pytest.raises(VerificationError):
        proof.verify(entries[index - 1], [node_identity().log.verifier])
    assert queries.index_of(entries[index]) == index
    assert queries.get_entry(index) == entries[index]


def test_a_head_with_witnesses_is_preferred_and_a_new_one_taken_where_it_must():
    add(10)
    cosign(queries.signed_head())
    add(5)
    head = queries.proof_of(3).verify(b"entry 3", [node_identity().log.verifier], [WITNESS.verifier])
    assert (head.checkpoint.size, len(head.cosignatures)) == (10, 1)
    assert queries.proof_of(12).verify(b"entry 2", [node_identity().log.verifier]).checkpoint.size == 15


def test_a_head_continues_an_earlier_one():
    add(10)
    first = queries.signed_head()
    add(500)
    second = queries.signed_head()
    proof = queries.consistency_of(10, second)
    assert verify_consistency(10, bytes(first.root), 510, bytes(second.root), proof)


@pytest.mark.parametrize("index", [-1, 10, 10**12])
def test_an_entry_that_is_not_there_is_not_found(index):
    add(10)
    with pytest.raises(NotFoundError):
        queries.proof_of(index)
    with pytest.raises(NotFoundError):
        queries.get_entry(index)
    assert queries.index_of(b"never added") is None
