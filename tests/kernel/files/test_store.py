import hashlib
from pathlib import Path

import pytest

from comity.base.errors import ComityError
from comity.kernel import files


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def place(folder: Path, digest: str) -> Path:
    return folder / "blobs" / digest[:2] / digest


def test_what_was_kept_is_found_under_its_digest(folder):
    stored = files.keep(b"a report")
    assert stored == files.Stored(hashlib.sha256(b"a report").hexdigest(), 8)
    assert files.read(stored.digest) == b"a report"
    assert place(folder, stored.digest).stat().st_mode & 0o077 == 0


def test_the_same_content_is_one_file(folder):
    assert files.keep(b"twice") == files.keep(b"twice")
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_damaged_file_is_noticed_and_mended_by_keeping_it_again(folder):
    digest = files.keep(b"whole").digest
    place(folder, digest).write_bytes(b"half")
    for reading in (files.read, files.parts):
        with pytest.raises(ComityError, match="missing or damaged"):
            reading(digest)
    files.keep(b"whole")
    assert b"".join(files.parts(digest)) == b"whole"


def test_a_failure_while_writing_leaves_nothing(folder, monkeypatch):
    def full(*_args):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.keep(b"too much")
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 64, "0" * 63])
def test_what_is_no_digest_of_ours_opens_nothing(digest):
    with pytest.raises(ComityError):
        files.read(digest)


def test_large_files_are_handed_over_in_parts(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * 200_000)
    pieces = list(files.parts(files.keep_file(path).digest))
    assert [len(piece) for piece in pieces] == [65536, 65536, 65536, 3392]
