"""A copy of somebody's log: the same bytes, whatever was there before; nothing that is not authenticated; no fork."""

import shutil

import pytest

from comity.protocol.folder import audit_folder, fetcher, keep_copy
from comity.protocol.refusals import ForkError, VerificationError
from tests.protocol.logs import LOG, folder_log, leaves
from tests.protocol.test_folder import append, files_in

KEYS = [LOG.verifier]


def copy(source, target, fetch=None):
    return keep_copy(target, (source / "checkpoint").read_bytes(), KEYS, fetch or fetcher(source))


@pytest.mark.parametrize("sizes", [(0,), (1, 1), (255, 1, 1), (256, 256), (300, 10, 700), (1, 70_000)])
def test_a_copy_that_grows_is_the_log_byte_for_byte(tmp_path, sizes):
    entries = leaves(sum(sizes))
    source, memory = folder_log(tmp_path, entries[: sizes[0]])
    target, done = tmp_path / "copy", sizes[0]
    assert copy(source, target).size == done
    for size in sizes[1:]:
        append(source, memory, entries[done : done + size])
        done += size
        assert copy(source, target).size == done
    report = audit_folder(target, KEYS)
    assert (report.findings, report.entries) == ((), len(entries))
    ours, theirs = files_in(target), files_in(source)
    assert all(theirs[path] == data for path, data in ours.items() if path in theirs)
    assert {path for path in theirs if ".p/" not in path} <= set(ours)


def test_what_the_head_does_not_authenticate_is_not_kept(tmp_path):
    source, memory = folder_log(tmp_path, leaves(300))
    kept = tmp_path / "kept"
    copy(source, kept)
    append(source, memory, leaves(300))
    honest, refused = fetcher(source), 0
    for number, altered in enumerate(path for path in files_in(source) if path != "checkpoint"):
        target, before = tmp_path / f"copy-{number}", files_in(kept)
        shutil.copytree(kept, target)

        def fetch(path, altered=altered):
            data = honest(path)
            return data[:-1] + bytes([data[-1] ^ 1]) if path == altered else data

        try:
            copy(source, target, fetch)
        except VerificationError:
            refused += 1
            assert files_in(target).items() >= before.items(), "the old copy stands"
        assert audit_folder(target, KEYS).findings == ()
    assert refused >= 5, "tiles and bundles that the growth depends on"


def test_a_stop_in_the_middle_leaves_the_old_copy_and_the_next_run_goes_on(tmp_path):
    source, memory = folder_log(tmp_path, leaves(300))
    target = tmp_path / "copy"
    copy(source, target)
    append(source, memory, leaves(40_000))
    asked = []

    def cut(path):
        asked.append(path)
        if len(asked) > 150:
            raise OSError("the line was cut")
        return fetcher(source)(path)

    with pytest.raises(OSError, match="cut"):
        copy(source, target, cut)
    assert audit_folder(target, KEYS).entries == 300
    assert copy(source, target).size == 40_300
    assert audit_folder(target, KEYS).findings == ()


@pytest.mark.parametrize("length", [299, 300, 301, 900])
def test_another_history_is_refused_with_both_heads_and_the_copy_stays(tmp_path, length):
    source, _ = folder_log(tmp_path / "one", leaves(300))
    other, _ = folder_log(tmp_path / "two", [b"another", *leaves(length - 1)])
    target = tmp_path / "copy"
    copy(source, target)
    before = files_in(target)
    with pytest.raises(ForkError) as refused:
        copy(other, target)
    assert refused.value.known == (source / "checkpoint").read_bytes()
    assert refused.value.shown == (other / "checkpoint").read_bytes()
    assert files_in(target) == before


def test_a_head_that_the_log_has_not_signed_begins_nothing(tmp_path):
    source, _ = folder_log(tmp_path, leaves(3))
    forged = (source / "checkpoint").read_bytes().replace(b"\n3\n", b"\n2\n")
    with pytest.raises(VerificationError):
        keep_copy(tmp_path / "copy", forged, KEYS, fetcher(source))
    assert not (tmp_path / "copy").exists()
