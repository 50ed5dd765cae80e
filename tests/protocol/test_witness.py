"""A witness: every status, and that no order of requests rolls it back."""

import threading

import pytest

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.evidence import ForkEvidence
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.note import parse_note
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.witness import AddCheckpoint, FolderState, MemoryState, Witness
from tests.protocol.logs import LOG, ORIGIN, TIME, WITNESS, WITNESS_PQ, leaves, note_of, reader_of

ENTRIES = leaves(300)
OTHER = [*leaves(9), b"another", *leaves(290)]


def request(old, size, entries=ENTRIES):
    proof = reader_of(entries[:size]).consistency_proof(old) if old <= size else []
    return AddCheckpoint(old, tuple(proof), note_of(entries[:size]).data)


@pytest.fixture(params=["memory", "folder"])
def state(request, tmp_path):
    return MemoryState() if request.param == "memory" else FolderState(tmp_path / "state")


@pytest.fixture
def kept():
    return []


@pytest.fixture
def witness(state, kept):
    return Witness([WITNESS, WITNESS_PQ], {ORIGIN: [LOG.verifier]}, state, lambda *evidence: kept.append(evidence))


def ask(witness, asked):
    return witness.add_checkpoint(asked.data if isinstance(asked, AddCheckpoint) else asked, time=TIME)


def test_growth_is_cosigned(witness, state):
    for old, size in ((0, 1), (1, 1), (1, 200), (200, 300)):
        given = ask(witness, request(old, size))
        assert given.status == 200
        head = open_checkpoint(
            note_of(ENTRIES[:size]).data + given.body, [LOG.verifier], [WITNESS.verifier, WITNESS_PQ.verifier]
        )
        assert [one.time for one in head.cosignatures] == [TIME, TIME]
        assert Checkpoint.parse(parse_note(state.latest(ORIGIN)).text).size == size


def test_every_refusal_has_its_status(witness, kept):
    assert ask(witness, request(0, 200)).status == 200
    stranger = SigningKey(ORIGIN, KeyKind.ED25519, bytes(32))
    cases = {
        "not a request": (b"hello", 400),
        "old above the head": (AddCheckpoint(201, (), note_of(ENTRIES[:200]).data), 400),
        "old with a leading zero": (request(200, 300).data.replace(b"old 200", b"old 0200"), 400),
        "unknown log": (request(0, 1).data.replace(ORIGIN.encode(), b"other.test"), 404),
        "not signed by the log": (AddCheckpoint(200, (), note_of(ENTRIES, stranger).data), 403),
        "spoilt signature": (request(200, 300).data[:-5] + b"AA==\n", 403),
        "another old size": (request(100, 300), 409),
        "older head": (request(100, 150), 409),
        "no proof": (AddCheckpoint(200, (), note_of(ENTRIES).data), 422),
        "another history": (request(200, 300, OTHER), 422),
        "another root of one size": (request(200, 200, OTHER), 422),
    }
    for name, (asked, status) in cases.items():
        assert ask(witness, asked).status == status, name
    assert ask(witness, request(100, 300)).body == b"200\n"
    assert ask(witness, request(100, 300)).content_type == "text/x.tlog.size"
    assert ask(witness, request(200, 300)).status == 200, "and goes on as if nothing had happened"
    fork = [evidence for evidence in kept if evidence[2] == note_of(OTHER[:200]).data]
    assert ForkEvidence(*fork[0][1:]).verify([LOG.verifier]) == ORIGIN


def test_evidence_convinces_only_where_there_is_a_fork():
    small, large, other = note_of(ENTRIES[:200]).data, note_of(ENTRIES).data, note_of(OTHER[:200]).data
    assert ForkEvidence(small, other).verify([LOG.verifier]) == ORIGIN
    tiles = reader_of(ENTRIES)
    tied = (tiles.root(200), tuple(tiles.consistency_proof(200)))
    assert ForkEvidence(other, large, *tied).verify([LOG.verifier]) == ORIGIN
    assert ForkEvidence.parse(ForkEvidence(other, large, *tied).data) == ForkEvidence(other, large, *tied)
    for evidence, code in (
        (ForkEvidence(small, small), "evidence-not-a-fork"),
        (ForkEvidence(small, large, *tied), "evidence-not-a-fork"),
        (ForkEvidence(other, large), "evidence-only-suspected"),
        (ForkEvidence(other, large, bytes(32), tied[1]), "evidence-only-suspected"),
    ):
        with pytest.raises(VerificationError) as refused:
            evidence.verify([LOG.verifier])
        assert refused.value.code == code
    with pytest.raises(FormatError):
        ForkEvidence.parse(b"{}")


def test_64_threads_never_roll_a_witness_back(state, witness):
    requests = {
        (old, size): request(old, size) for old in range(0, 20) for size in range(old, min(old + 3, 20)) if size
    }
    seen, answers = [], []
    start = threading.Barrier(64)

    def hammer(number):
        start.wait()
        for turn in range(20):
            known = state.latest(ORIGIN)
            old = Checkpoint.parse(parse_note(known).text).size if known else 0
            asked = requests.get((old, min(old + 1 + (number + turn) % 2, 19)))
            given = ask(witness, asked or requests[19, 19])
            answers.append(given.status)
            after = state.latest(ORIGIN)
            seen.append((old, Checkpoint.parse(parse_note(after).text).size if after else 0))

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(64)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(before <= after for before, after in seen)
    assert set(answers) <= {200, 409}
    assert max(after for _, after in seen) == 19
    print("witness requests at once:", len(answers))  # noqa: T201 - the number of trials belongs to the result


def test_a_race_between_check_and_keep_is_lost_by_the_slower(witness, state, monkeypatch):
    assert ask(witness, request(0, 10)).status == 200
    slow = request(10, 20)
    honest = state.replace

    def overtaken(origin, expected, note):
        monkeypatch.setattr(state, "replace", honest)
        assert ask(witness, request(10, 30)).status == 200
        return honest(origin, expected, note)

    monkeypatch.setattr(state, "replace", overtaken)
    assert ask(witness, slow).status == 409
    assert Checkpoint.parse(parse_note(state.latest(ORIGIN)).text).size == 30


def test_a_witness_needs_cosigner_keys():
    with pytest.raises(FormatError):
        Witness([LOG], {}, MemoryState())
