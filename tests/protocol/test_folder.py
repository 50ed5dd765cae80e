"""A log in a folder: durable in the right order, completed after a stop, refused when it was set back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comity.base.errors import ConflictError, InputError
from comity.protocol.folder import Decision, FolderLog, HeadMemory, audit_folder, create_log, read_head
from comity.protocol.folder import log as log_module
from comity.protocol.folder.durable import UNFINISHED
from comity.protocol.refusals import ForkError, FormatError, VerificationError
from comity.protocol.tree import leaf_hash, root_hash
from tests.protocol.logs import LOG, LOG_PQ, ORIGIN, TIME, WITNESS, files_of, folder_log, leaves


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("sizes", [(), (1,), (255, 1), (256,), (100, 156, 1), (70_000,)])
def test_the_folder_holds_exactly_the_files_of_the_specification(tmp_path, sizes):
    entries, batches = leaves(sum(sizes)), []
    for size in sizes:
        batches.append(entries[sum(map(len, batches)) :][:size])
    folder, _ = folder_log(tmp_path, *batches)
    found = files_in(folder)
    assert read_head(folder, [LOG.verifier]).checkpoint.root == root_hash([leaf_hash(one) for one in entries])
    del found["checkpoint"]
    wanted, _ = files_of(entries)
    assert found.items() >= wanted.items()
    earlier = {path for path in found if path not in wanted}
    assert all(".p/" in path for path in earlier), "only partial tiles of earlier heads may stand beside them"
    report = audit_folder(folder, [LOG.verifier])
    assert (report.findings, report.entries) == ((), len(entries))


def append(folder, memory, entries, keys=(LOG,)):
    with FolderLog.opened(folder, list(keys), memory, time=TIME) as log:
        return log.append(entries, time=TIME)


def test_a_restored_backup_is_refused_and_both_heads_come_with_the_error(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(3))
    shutil.copytree(folder, tmp_path / "backup")
    append(folder, memory, [b"later"])
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    with pytest.raises(ForkError) as refused:
        append(folder, memory, [b"another"])
    assert refused.value.code == "rolled-back"
    assert refused.value.shown == (folder / "checkpoint").read_bytes()
    assert b"\n4\n" in refused.value.known


def test_another_history_of_the_same_size_is_refused(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(3))
    other, _ = folder_log(tmp_path / "elsewhere", [b"x", b"y", b"z"])
    shutil.rmtree(folder)
    shutil.copytree(other, folder)
    with pytest.raises(ForkError) as refused:
        append(folder, memory, [b"more"])
    assert refused.value.code == "forked"


def test_a_longer_history_is_taken_up_only_if_it_continues_the_known_one(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(3))
    longer, _ = folder_log(tmp_path / "a", leaves(3), [b"more"])
    other, _ = folder_log(tmp_path / "b", [b"x", b"y", b"z", b"more"])
    for source, fits in ((other, False), (longer, True)):
        shutil.rmtree(folder)
        shutil.copytree(source, folder)
        if fits:
            assert append(folder, memory, [b"again"]).first == 4
        else:
            with pytest.raises(ForkError):
                append(folder, memory, [b"again"])


def test_a_decision_that_was_not_published_is_completed_to_the_same_head(tmp_path, monkeypatch):
    folder, memory = folder_log(tmp_path, leaves(3))
    before = (folder / "checkpoint").read_bytes()

    def stop(*_arguments):
        raise OSError("stopped")

    monkeypatch.setattr(log_module, "_publish", stop)
    with pytest.raises(OSError, match="stopped"):
        append(folder, memory, [b"decided"])
    monkeypatch.undo()
    assert (folder / "checkpoint").read_bytes() == before
    done = append(folder, memory, [b"next"])
    assert done.first == 4, "the decided entry is there"
    assert audit_folder(folder, [LOG.verifier]).entries == 5


def test_what_was_written_before_the_decision_is_forgotten(tmp_path, monkeypatch):
    folder, memory = folder_log(tmp_path, leaves(3))

    def stop(*_arguments):
        raise OSError("stopped")

    monkeypatch.setattr(HeadMemory, "decide", stop)
    with pytest.raises(OSError, match="stopped"):
        append(folder, memory, [b"lost"] * 300)
    monkeypatch.undo()
    assert audit_folder(folder, [LOG.verifier]).findings == ()
    assert append(folder, memory, [b"kept"]).first == 3
    assert audit_folder(folder, [LOG.verifier]).entries == 4


def test_a_log_object_is_of_no_use_after_an_error(tmp_path):
    folder, memory = folder_log(tmp_path)
    with FolderLog.opened(folder, [LOG], memory) as log:
        with pytest.raises(InputError):
            log.append([bytes(65_536)])
        with pytest.raises(ConflictError):
            log.append([b"fine"])
    assert append(folder, memory, [b"fine"]).first == 0


def test_a_new_log_starts_only_in_an_empty_folder_and_only_once(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(1))
    with pytest.raises(ConflictError):
        create_log(folder, ORIGIN, [LOG], memory)
    shutil.rmtree(folder)
    with pytest.raises(ForkError):
        create_log(folder, ORIGIN, [LOG], memory)


def test_two_keys_of_one_log(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(2), keys=(LOG, LOG_PQ))
    assert len(read_head(folder, [LOG.verifier, LOG_PQ.verifier]).log_signatures) == 2
    assert append(folder, memory, [b"x"], keys=(LOG, LOG_PQ)).first == 2
    with pytest.raises(VerificationError):
        append(folder, memory, [b"x"], keys=(WITNESS,))


def test_unfinished_files_are_removed(tmp_path):
    folder, memory = folder_log(tmp_path, leaves(1))
    (folder / f"{UNFINISHED}0-000").write_bytes(b"half")
    append(folder, memory, [b"x"])
    assert not list(folder.glob(f"{UNFINISHED}*"))


def test_a_decision_survives_and_anything_else_is_refused():
    head = read_decision_head()
    decision = Decision(head, None)
    assert Decision.from_data(decision.to_data()) == decision
    for data in (b"[]", b"{}", b'{"before":null,"decided":1}'):
        with pytest.raises(FormatError):
            Decision.from_data(data)


def read_decision_head():
    from comity.protocol.checkpoint import Checkpoint

    return Checkpoint(ORIGIN, 1, bytes(32))


def test_every_altered_missing_or_swapped_file_is_named(tmp_path):
    folder, _ = folder_log(tmp_path, leaves(700))
    wanted, _ = files_of(leaves(700))
    for path in sorted(wanted):
        before = (folder / path).read_bytes()
        for place in {0, len(before) // 2, len(before) - 1}:
            (folder / path).write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
            report = audit_folder(folder, [LOG.verifier])
            assert report.findings[0].path == path, (path, place, report.findings)
        for altered in (before[:-1], before + b"x", b""):
            (folder / path).write_bytes(altered)
            assert audit_folder(folder, [LOG.verifier]).findings[0].path == path
        (folder / path).unlink()
        assert audit_folder(folder, [LOG.verifier]).findings[0].code == "file-missing"
        (folder / path).write_bytes(before)
    assert audit_folder(folder, [LOG.verifier]).findings == ()


def test_an_altered_entry_is_named_by_its_index(tmp_path):
    folder, _ = folder_log(tmp_path, leaves(700))
    path = folder / "tile/entries/001"
    path.write_bytes(path.read_bytes().replace(b"leaf 300", b"leaf 3OO"))
    (found,) = audit_folder(folder, [LOG.verifier]).findings
    assert (found.code, found.index) == ("entry-altered", 300)


def test_a_bundle_and_its_tile_forged_together_are_found(tmp_path):
    folder, _ = folder_log(tmp_path, leaves(700))
    entries = folder / "tile/entries/001"
    entries.write_bytes(entries.read_bytes().replace(b"leaf 300", b"leaf 3OO"))
    tile = folder / "tile/0/001"
    tile.write_bytes(tile.read_bytes().replace(leaf_hash(b"leaf 300"), leaf_hash(b"leaf 3OO")))
    assert audit_folder(folder, [LOG.verifier]).findings


WRITER = """
import sys
from pathlib import Path
from comity.protocol.folder import FolderLog, HeadMemory
from tests.protocol.logs import LOG
folder, memory, name = Path(sys.argv[1]), HeadMemory(Path(sys.argv[2])), sys.argv[3]
for number in range(10):
    with FolderLog.opened(folder, [LOG], memory) as log:
        log.append([f"{name} {number}".encode()] * 30)
"""


def test_processes_that_append_at_once_follow_each_other(tmp_path):
    folder, memory = folder_log(tmp_path)
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"}
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, folder, memory.path, name], env=environment)
        for name in ("a", "b", "c")
    ]
    assert [one.wait() for one in started] == [0, 0, 0]
    report = audit_folder(folder, [LOG.verifier])
    assert (report.findings, report.entries) == ((), 900)
