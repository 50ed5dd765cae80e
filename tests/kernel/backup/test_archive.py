"""A backup is read with suspicion: anything that is not as its list says is refused."""

import hashlib
import io
import json
import tarfile

import pytest

from comity.base.errors import InputError
from comity.kernel.backup.archive import Manifest, described, unpack, write_archive

CONTENTS = {"database.sqlite3": b"tables", "files/secret-key": b"secret", "files/blobs/ab/abc": b"a report"}


@pytest.fixture
def backup(tmp_path):
    places = {}
    for name, content in CONTENTS.items():
        places[name] = tmp_path / "node" / name
        places[name].parent.mkdir(parents=True, exist_ok=True)
        places[name].write_bytes(content)
    members = tuple(described(name, path) for name, path in places.items())
    write_archive(tmp_path / "backup", Manifest("2026-01-01T00:00:00Z", "1", "sqlite", members), places)
    return tmp_path / "backup"


def rewritten(source, target, change):
    """The same backup with each member as `change` returns it: name and content, or nothing."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for entry in old:
            changed = change(entry.name, old.extractfile(entry).read())
            if changed is not None:
                fresh = tarfile.TarInfo(changed[0])
                fresh.size = len(changed[1])
                new.addfile(fresh, io.BytesIO(changed[1]))
    return target


def test_what_went_in_comes_out(backup, tmp_path):
    manifest = unpack(backup, tmp_path / "out")
    assert {one.name for one in manifest.members} == set(CONTENTS)
    for name, content in CONTENTS.items():
        assert (tmp_path / "out" / name).read_bytes() == content
        assert (tmp_path / "out" / name).stat().st_mode & 0o777 == 0o600


def listed(change):
    """The list of files with one entry changed."""

    def applied(name, content):
        if name != "manifest.json":
            return name, content
        manifest = json.loads(content)
        change(manifest)
        return name, json.dumps(manifest).encode()

    return applied


def flipped(name, content):
    return name, content[:-1] + b"!" if name.endswith("abc") else content


def without(name, content):
    return None if name.endswith("abc") else (name, content)


def renamed(name, content):
    return ("files/more" if name.endswith("abc") else name), content


def escaping(place):
    def change(name, content):
        if name == "manifest.json":
            return name, content.replace(b"files/secret-key", place.encode())
        return (place if name == "files/secret-key" else name), content

    return change


def twice(manifest):
    manifest["files"].append(dict(manifest["files"][0]))


def negative(manifest):
    manifest["files"][0]["size"] = -1


def unknown(manifest):
    manifest["format"] = "comity-backup/9"


CHANGES = {
    "flipped": flipped,
    "without": without,
    "renamed": renamed,
    "above": escaping("files/../../secret-key"),
    "absolute": escaping("/srv/comity-secret-key"),
    "twice": listed(twice),
    "negative": listed(negative),
    "unknown": listed(unknown),
    "no list": lambda name, content: None if name == "manifest.json" else (name, content),
    "no json": lambda name, content: (name, b"{" if name == "manifest.json" else content),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_anything_else_is_refused(backup, tmp_path, change):
    (tmp_path / "deep" / "out").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        unpack(rewritten(backup, tmp_path / "bad", change), tmp_path / "deep" / "out")
    assert caught.value.code == "backup-unusable"
    assert not (tmp_path / "secret-key").exists()
    assert not (tmp_path / "deep" / "secret-key").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
@pytest.mark.usefixtures("backup")
def test_only_files_are_taken_out(tmp_path, kind):
    content = (tmp_path / "node" / "files/secret-key").read_bytes()
    members = [{"name": "files/x", "size": 0, "sha256": hashlib.sha256(b"").hexdigest()}]
    head = {"format": "comity-backup/1", "made_at": "", "version": "", "database": "sqlite", "files": members}
    with tarfile.open(tmp_path / "bad", "w") as archive:
        text = json.dumps(head).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
        odd = tarfile.TarInfo("files/x")
        odd.type, odd.linkname = kind, str(tmp_path / "node" / "files/secret-key")
        archive.addfile(odd)
    with pytest.raises(InputError):
        unpack(tmp_path / "bad", tmp_path / "out")
    assert content == CONTENTS["files/secret-key"]


@pytest.mark.parametrize("size", [0, 100, 700, 2048])
def test_a_file_that_was_cut_off_is_refused(backup, tmp_path, size):
    (tmp_path / "part").write_bytes(backup.read_bytes()[:size])
    with pytest.raises(InputError):
        unpack(tmp_path / "part", tmp_path / "out")
