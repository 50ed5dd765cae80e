"""Go's sumdb/note and sumdb/tlog, and its standard library, on our logs; our verifier on Go's."""

import base64

import pytest

from comity.protocol.folder import CHECKPOINT, fetcher, reader
from comity.protocol.folder.reading import read_note
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys.written import signing_key_line
from comity.protocol.note import parse_note, sign_text
from comity.protocol.proof import LogProof
from comity.protocol.tree import leaf_hash, verify_consistency
from comity.protocol.witness import AddCheckpoint
from tests.protocol.logs import LOG, LOG_PQ, ORIGIN, TIME, WITNESS, WITNESS_PQ, folder_log, leaves

KEYS = [LOG.verifier.vkey, WITNESS.verifier.vkey, WITNESS_PQ.verifier.vkey]


def cosigned(folder):
    note = parse_note(read_note(folder))
    more = sign_text(note.text, [WITNESS, WITNESS_PQ], time=TIME).signatures
    (folder / CHECKPOINT).write_bytes(note.with_signatures(more).data)


@pytest.mark.parametrize("sizes", [(1,), (255, 1), (256, 1), (3, 300, 700), (65_536, 4_464)])
def test_go_audits_our_folder_with_all_three_kinds_of_signature(go_check, tmp_path, sizes):
    entries = leaves(sum(sizes))
    batches, start = [], 0
    for size in sizes:
        batches.append(entries[start : start + size])
        start += size
    folder, _ = folder_log(tmp_path, *batches)
    cosigned(folder)
    root = open_checkpoint(read_note(folder), [LOG.verifier]).checkpoint.root
    assert go_check("audit", folder, *KEYS) == f"OK {ORIGIN} {len(entries)} {root.hex()} 3"


def test_go_accepts_a_log_that_signs_with_both_of_its_keys(go_check, tmp_path):
    folder, _ = folder_log(tmp_path, leaves(10), keys=(LOG, LOG_PQ))
    assert go_check("audit", folder, LOG.verifier.vkey, LOG_PQ.verifier.vkey).startswith(f"OK {ORIGIN} 10")


def test_go_refuses_what_was_altered(go_check, tmp_path):
    folder, _ = folder_log(tmp_path, leaves(300))
    for path, place in (("tile/0/000", 9), ("tile/entries/001.p/44", 30), ("checkpoint", 40)):
        before = (folder / path).read_bytes()
        (folder / path).write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        assert not go_check("audit", folder, LOG.verifier.vkey).startswith("OK"), path
        (folder / path).write_bytes(before)
    assert go_check("audit", folder, LOG.verifier.vkey).startswith("OK")


@pytest.mark.parametrize("size", [1, 2, 255, 257, 1000])
def test_go_accepts_our_proofs(go_check, tmp_path, size):
    folder, _ = folder_log(tmp_path, leaves(size))
    head = open_checkpoint(read_note(folder), [LOG.verifier]).checkpoint
    tiles = reader(folder, head)
    for index in {0, size // 2, size - 1}:
        proof = LogProof(index, tuple(tiles.inclusion_proof(index)), read_note(folder))
        (tmp_path / "proof").write_bytes(proof.data)
        (tmp_path / "entry").write_bytes(b"leaf %d" % index)
        said = go_check("proof", tmp_path / "proof", tmp_path / "entry", LOG.verifier.vkey)
        assert said == f"OK {ORIGIN} {index} of {size} 1"
        request = AddCheckpoint(index + 1, tuple(tiles.consistency_proof(index + 1)), read_note(folder))
        (tmp_path / "growth").write_bytes(request.data)
        old_root = base64.b64encode(tiles.root(index + 1)).decode()
        assert go_check("grow", tmp_path / "growth", old_root, LOG.verifier.vkey) == f"OK {index + 1} to {size}"


@pytest.mark.parametrize("size", [1, 7, 256, 300])
def test_we_accept_what_go_wrote(go_check, tmp_path, size):
    assert go_check("make", tmp_path, signing_key_line(LOG), size) == "OK"
    for index in range(size):
        proof = LogProof.parse((tmp_path / f"{index}.tlog-proof").read_bytes())
        head = proof.verify(b"leaf %d" % index, [LOG.verifier]).checkpoint
        first, *hashes, _, old_root = (tmp_path / f"{index + 1}.growth").read_text().split("\n")
        assert (head.size, proof.index, first) == (size, index, f"old {index + 1}")
        decoded = [base64.b64decode(one) for one in hashes]
        assert verify_consistency(index + 1, base64.b64decode(old_root), size, head.root, decoded)


def test_the_entries_that_go_read_are_ours(tmp_path):
    folder, _ = folder_log(tmp_path, leaves(3))
    assert fetcher(folder)("tile/0/000.p/3") == b"".join(leaf_hash(one) for one in leaves(3))
