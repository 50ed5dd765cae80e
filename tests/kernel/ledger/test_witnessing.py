"""Two logs, each the other's witness: what continues is signed, what forks is refused and kept as evidence."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from comity.kernel.ledger import queries
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import Cosignature, ForkEvidence, WatchedLog
from comity.kernel.ledger.services import append_many
from comity.kernel.ledger.witnessing import answer_request, collect_cosignature, stop_watching, watch_log
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import open_checkpoint, sign_checkpoint
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.tree import consistency_proof, leaf_hash, root_hash
from comity.protocol.witness import AddCheckpoint, MemoryState, Witness

pytestmark = pytest.mark.django_db(transaction=True)
LOG = SigningKey("partner.example/log", KeyKind.ED25519, bytes([3]) * 32)
COSIGNER = SigningKey("partner.example/witness", KeyKind.COSIGNATURE, bytes([4]) * 32)


def leaves(count, word=b"entry"):
    return [leaf_hash(b"%s %d" % (word, number)) for number in range(count)]


def note(hashes):
    return sign_checkpoint(Checkpoint(LOG.name, len(hashes), root_hash(hashes)), [LOG]).data


def ask(old, hashes):
    return answer_request(AddCheckpoint(old, tuple(consistency_proof(hashes, old)), note(hashes)).data)


def test_a_log_that_nobody_watches_is_not_found():
    assert ask(0, leaves(5)).status == 404


def test_what_continues_is_signed_and_remembered():
    watch_log(LOG.verifier)
    assert ask(0, leaves(5)).status == 200
    answer = ask(5, leaves(300))
    assert answer.status == 200
    signed = note(leaves(300)) + answer.body
    head = open_checkpoint(signed, [LOG.verifier], [node_identity().witness.verifier])
    assert len(head.cosignatures) == 1
    assert WatchedLog.objects.get().size == 300


def test_a_fork_is_refused_and_both_heads_are_kept_once():
    watch_log(LOG.verifier)
    ask(0, leaves(5))
    for _ in range(2):
        assert ask(5, leaves(5, b"other")).status == 422
    found = ForkEvidence.objects.get()
    assert (found.first_note, found.second_note) == (note(leaves(5)).decode(), note(leaves(5, b"other")).decode())
    assert WatchedLog.objects.get().note == note(leaves(5)).decode()


def test_a_log_that_goes_back_is_refused():
    watch_log(LOG.verifier)
    ask(0, leaves(10))
    assert ask(0, leaves(5)).status == 409
    assert WatchedLog.objects.get().size == 10


def test_a_log_that_is_no_longer_watched_gets_no_signature_and_stays_known():
    watch_log(LOG.verifier)
    ask(0, leaves(10))
    stop_watching(LOG.name)
    assert ask(10, leaves(12)).status == 404
    watch_log(LOG.verifier)
    assert ask(0, leaves(12)).status == 409


def test_requests_that_come_together_never_roll_the_witness_back():
    watch_log(LOG.verifier)
    ask(0, leaves(1))
    statuses = []

    def work(size):
        try:
            statuses.append(ask(1, leaves(size)).status)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(size,)) for size in range(2, 14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(statuses)) in ([200], [200, 409])
    assert statuses.count(200) == 1
    assert WatchedLog.objects.get().size > 1


def test_the_page_answers_as_the_specification_says():
    watch_log(LOG.verifier)
    body = AddCheckpoint(0, (), note(leaves(5))).data
    answer = Client(enforce_csrf_checks=True).post("/log/witness/add-checkpoint", body, content_type="text/plain")
    assert answer.status_code == 200
    assert answer.content.startswith("— institute.example/witness ".encode())
    again = Client().post("/log/witness/add-checkpoint", body, content_type="text/plain")
    assert (again.status_code, again.content, again["Content-Type"]) == (409, b"5\n", "text/x.tlog.size")
    assert Client().post("/log/witness/add-checkpoint", b"nonsense", content_type="text/plain").status_code == 400


class Partner:
    """A partner's witness, asked directly."""

    def __init__(self):
        self.witness = Witness([COSIGNER], {node_identity().origin: [node_identity().log.verifier]}, MemoryState())
        self.asked = 0

    def __call__(self, body):
        self.asked += 1
        answer = self.witness.add_checkpoint(body, time=1_700_000_000)
        return answer.status, answer.body


def add(count):
    with transaction.atomic():
        append_many([b"%d" % number for number in range(count)])


def test_our_own_head_is_signed_by_a_partner_and_carries_the_line():
    partner = Partner()
    for count in (3, 400):
        add(count)
        assert collect_cosignature(COSIGNER.verifier, partner) is not None
    head = open_checkpoint(queries.note_of(queries.signed_head()), [node_identity().log.verifier], [COSIGNER.verifier])
    assert (head.checkpoint.size, len(head.cosignatures)) == (403, 1)
    collect_cosignature(COSIGNER.verifier, partner)
    assert (partner.asked, Cosignature.objects.count()) == (2, 2)
    assert [one.head.size for one in queries.newest_cosignatures()] == [403]
    assert queries.witness_keys() == (COSIGNER.verifier,), "each once, whatever it has signed"


def test_a_witness_that_remembers_more_than_we_do_is_asked_from_there():
    partner = Partner()
    add(3)
    collect_cosignature(COSIGNER.verifier, partner)
    Cosignature.objects.all().delete()
    add(2)
    assert collect_cosignature(COSIGNER.verifier, partner) is not None


@pytest.mark.parametrize("answer", [(200, b"nonsense"), (200, b""), (500, b""), (409, b"999\n"), (422, b"")])
def test_a_witness_that_does_not_sign_leaves_nothing(answer):
    add(3)
    assert collect_cosignature(COSIGNER.verifier, lambda _body: answer) is None
    assert not Cosignature.objects.exists()
