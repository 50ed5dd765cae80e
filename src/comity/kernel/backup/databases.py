"""Snapshots of the database and the way back, by each kind's own means: online backup of SQLite, `pg_dump`."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.db import connection

from comity.base.errors import ComityError, ConflictError, MissingToolError
from comity.base.messages import message
from comity.kernel.backup.archive import refused

SNAPSHOTS: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
OWN: Final = "comity-backup"  # how our own connections to PostgreSQL call themselves
BESIDE: Final = ("-wal", "-shm", "-journal")  # what SQLite keeps next to its file


def kind() -> str:
    """Which database this node has."""
    return str(connection.vendor)


def sqlite_file() -> Path:
    """Where the SQLite database lies."""
    return Path(str(connection.settings_dict["NAME"]))


def announce() -> None:
    """Tell our own connections from those of others; before the first one is made."""
    os.environ["PGAPPNAME"] = OWN


def take_snapshot(target: Path) -> None:
    """The database as it is at this moment, while others work with it."""
    if kind() == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", _name())
        return
    with closing(sqlite3.connect(sqlite_file())) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)


def check_snapshot(snapshot: Path) -> None:
    """Refuse a snapshot that its own kind of database finds damaged."""
    if kind() == "postgresql":
        _run("pg_restore", "--list", str(snapshot))
        return
    try:
        with closing(sqlite3.connect(f"{snapshot.as_uri()}?mode=ro", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError:
        sound, dangling = False, None
    if not sound or dangling:
        raise refused(message("backup", "The database in the backup is damaged."))


def require_alone() -> None:
    """Refuse while anybody else is connected to the database: site and worker must be stopped first."""
    alone = _alone_in_postgresql() if kind() == "postgresql" else _alone_in_sqlite()
    if not alone:
        raise ConflictError(
            "node-running",
            message("backup", "Somebody is connected to the database of this node."),
            remedy=message("backup", "Stop the site and the worker, then try again. Nothing was changed."),
        )


def restore_postgresql(snapshot: Path) -> None:
    """Put a dump in the place of everything that is there, in one transaction."""
    connection.close()
    exact = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges")
    _run("pg_restore", *exact, f"--dbname={_name()}", str(snapshot))


def _alone_in_sqlite() -> bool:
    path = sqlite_file()
    if not path.exists():
        return True
    connection.close()
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            database.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:  # damaged: nobody works with it, and it is about to be replaced
        return True
    return True


def _alone_in_postgresql() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> %s "
            "AND pid <> pg_backend_pid()",
            [OWN],
        )
        return bool(cursor.fetchone()[0] == 0)


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> str:
    """One of PostgreSQL's client programs; the password travels in the environment, which others cannot read."""
    found = shutil.which(program)
    if found is None:
        raise MissingToolError(
            "postgresql-client-missing",
            message("backup", "The program {program} is not on this machine.", program=program),
            remedy=message("backup", "Install PostgreSQL's client programs, in the server's version or a later one."),
        )
    done = subprocess.run(  # noqa: S603 - found above, with arguments of our own
        [found, *arguments], env=os.environ | _access(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [""])[-1][:300]
        raise ComityError(
            "postgresql-refused",
            message("backup", "{program} failed: {reason}", program=program, reason=reason),
            remedy=message("backup", "Nothing was changed. Its version must be that of the server or a later one."),
        )
    return done.stdout


def _access() -> dict[str, str]:
    given: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {"PGAPPNAME": OWN} | {name: str(given[key]) for name, key in names.items() if given[key]}
