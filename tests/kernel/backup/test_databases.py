"""A snapshot is checked by its own kind of database, not only by its digest."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from comity.base.errors import InputError
from comity.kernel.backup.databases import check_snapshot

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is tested by the command line")


@pytest.fixture
def snapshot(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.sqlite3")) as database, database:
        database.execute("create table a (id integer primary key, text text)")
        database.execute("create table b (a integer references a (id))")
        database.executemany("insert into a (text) values (?)", [("some text " * 50,)] * 200)
        database.execute("insert into b values (1)")
    return tmp_path / "x.sqlite3"


def test_a_sound_one_passes(snapshot):
    check_snapshot(snapshot)


def test_a_damaged_one_is_refused(snapshot):
    content = snapshot.read_bytes()
    snapshot.write_bytes(content[:9000] + bytes(4000) + content[13000:])
    with pytest.raises(InputError):
        check_snapshot(snapshot)


def test_one_whose_rows_point_nowhere_is_refused(snapshot):
    with closing(sqlite3.connect(snapshot)) as database, database:
        database.execute("insert into b values (999)")
    with pytest.raises(InputError):
        check_snapshot(snapshot)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(InputError):
        check_snapshot(tmp_path / "x")
