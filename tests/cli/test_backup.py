"""A node into a file and back, by the command line, on SQLite and, where its programs are there, on PostgreSQL."""

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing

import pytest

from tests import postgresql

BLOB = b"a report"
DIGEST = hashlib.sha256(BLOB).hexdigest()


class Node:
    """A node in a folder; each command runs in a process of its own."""

    def __init__(self, folder, **more):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
        self.environment = inherited | {"COMITY_DATA": str(folder), "LANG": "en"} | more

    def __call__(self, *arguments, **more):
        command = [sys.executable, "-m", "comity.cli.main", "manage", *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment | more, capture_output=True, text=True, check=False, cwd=self.folder.parent
        )

    def found(self, name):
        assert self("migrate").returncode == 0
        arguments = ("--email", f"{name}@example.org", "--organisation", f"Secretariat of {name}")
        done = self("create-administrator", *arguments)
        assert done.returncode == 0, done.stderr
        place = self.folder / "blobs" / DIGEST[:2] / DIGEST
        place.parent.mkdir(parents=True)
        place.write_bytes(BLOB)
        return self

    def all(self, question):
        with closing(sqlite3.connect(self.folder / "comity.sqlite3")) as database:
            return database.execute(question).fetchall()

    def state(self):
        files = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith("comity.sqlite3")
        }
        return files, self.all("select name from parties_party order by name")


@pytest.fixture(scope="module")
def ada(tmp_path_factory):
    return Node(tmp_path_factory.mktemp("ada") / "data").found("ada")


@pytest.fixture
def bea(ada, tmp_path):
    """A node of somebody else: ada's with another name, so that it need not be made from nothing."""
    shutil.copytree(ada.folder, tmp_path / "bea")
    node = Node(tmp_path / "bea")
    with closing(sqlite3.connect(node.folder / "comity.sqlite3")) as database, database:
        database.execute("update parties_party set name = 'Secretariat of bea' where operates_node")
    return node


@pytest.fixture(scope="module")
def backup(ada):
    path = ada.folder.parent / "ada.backup"
    done = ada("backup", path)
    assert done.returncode == 0, done.stderr
    assert "keys" in done.stdout
    return path


def test_a_backup_is_for_its_owner_and_never_written_over(ada, backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    before = backup.read_bytes()
    done = ada("backup", backup)
    assert done.returncode == 3
    assert "already" in done.stderr
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []


def test_the_manifest_can_be_checked_with_common_tools(backup, tmp_path):
    with tarfile.open(backup) as archive:
        assert archive.next().name == "manifest.json"
        archive.extractall(tmp_path, filter="data")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    names = {one["name"] for one in manifest["files"]}
    assert {"database.sqlite3", "files/secret-key", f"files/blobs/{DIGEST[:2]}/{DIGEST}"} <= names
    for one in manifest["files"]:
        assert hashlib.sha256((tmp_path / one["name"]).read_bytes()).hexdigest() == one["sha256"]


def test_an_empty_node_becomes_the_one_in_the_backup(ada, backup, tmp_path):
    fresh = Node(tmp_path / "fresh")
    done = fresh("restore", backup)
    assert done.returncode == 0, done.stderr
    assert fresh.all("select name from parties_party") == ada.all("select name from parties_party")
    assert (fresh.folder / "secret-key").read_bytes() == (ada.folder / "secret-key").read_bytes()
    assert (fresh.folder / "blobs" / DIGEST[:2] / DIGEST).read_bytes() == BLOB
    assert fresh.all("select verb from audit_auditentry order by at desc limit 1") == [("restore node",)]
    assert [path.name for path in fresh.folder.iterdir() if path.name.startswith(".")] == []


def test_a_node_that_was_set_up_is_kept_unless_it_is_given_up(backup, bea):
    other = bea
    (other.folder / "keys").mkdir(exist_ok=True)
    (other.folder / "keys" / "last-signed").write_text("what was signed last")
    before = other.state()
    done = other("restore", backup)
    assert done.returncode == 3
    assert "--replace" in done.stderr
    assert other.state() == before
    done = other("restore", backup, "--replace")
    assert done.returncode == 0, done.stderr
    assert other.all("select name from parties_party where operates_node") == [("Secretariat of ada",)]
    assert (other.folder / "keys" / "last-signed").read_text() == "what was signed last"


def test_a_node_in_use_is_not_restored(backup, bea):
    other = bea
    with closing(sqlite3.connect(other.folder / "comity.sqlite3")) as somebody:
        somebody.execute("select count(*) from parties_party").fetchall()
        done = other("restore", backup, "--replace")
    assert done.returncode == 3
    assert "Stop the site and the worker" in done.stderr
    assert other.all("select name from parties_party where operates_node") == [("Secretariat of bea",)]


def test_a_backup_that_is_damaged_changes_nothing(bea, backup, tmp_path):
    content = backup.read_bytes()
    (tmp_path / "bad").write_bytes(content.replace(BLOB, b"another!"))
    done = bea("restore", tmp_path / "bad", "--replace")
    assert done.returncode == 3, done.stderr
    assert "Nothing was changed" in done.stderr
    assert bea.all("select name from parties_party where operates_node") == [("Secretariat of bea",)]
    assert [path.name for path in bea.folder.iterdir() if path.name.startswith(".")] == []


@pytest.fixture(scope="module")
def server():
    try:
        binaries = postgresql.binaries()
        with postgresql.private_server() as folder:
            yield binaries, folder
    except postgresql.ServerUnavailableError as error:
        pytest.skip(str(error))


def test_postgresql_goes_into_a_file_and_back(server, tmp_path):
    binaries, folder = server
    for name in ("first", "second"):
        postgresql.run("createdb", "-h", str(folder), "-U", "comity", name)
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    address = "postgresql://comity@" + str(folder).replace("/", "%2F")
    first = Node(tmp_path / "first", COMITY_DATABASE=f"{address}/first", PATH=path).found("ada")
    second = Node(tmp_path / "second", COMITY_DATABASE=f"{address}/second", PATH=path).found("bea")
    file = tmp_path / "pg.backup"
    done = first("backup", file)
    assert done.returncode == 0, done.stderr
    kept = second("restore", file)
    assert kept.returncode == 3, kept.stderr
    done = second("restore", file, "--replace")
    assert done.returncode == 0, done.stderr

    def ask(question):
        return postgresql.run("psql", "-h", str(folder), "-U", "comity", "-tA", "-c", question, "second").strip()

    assert ask("select name from parties_party where operates_node") == "Secretariat of ada"
    assert ask("select verb from audit_auditentry order by at desc limit 1") == "restore node"
    sqlite = Node(tmp_path / "third")
    assert "another kind" in sqlite("restore", file).stderr


def test_without_postgresqls_programs_it_says_so(server, tmp_path):
    _binaries, folder = server
    postgresql.run("createdb", "-h", str(folder), "-U", "comity", "third")
    address = "postgresql://comity@" + str(folder).replace("/", "%2F") + "/third"
    node = Node(tmp_path / "node", COMITY_DATABASE=address)
    assert node("migrate").returncode == 0
    empty = tmp_path / "bin"
    empty.mkdir()
    done = node("backup", tmp_path / "x.backup", PATH=str(empty))
    assert done.returncode == 4, done.stderr
    assert "pg_dump" in done.stderr
    assert not (tmp_path / "x.backup").exists()
