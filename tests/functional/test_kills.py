"""Killed at any moment, the log keeps everything that was acknowledged, and never signs two heads that disagree."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import ServerUnavailableError, private_server

ROOT = Path(__file__).resolve().parents[2]


def killed(folder, trials, database=""):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    environment = {**kept, "COMITY_DATA": str(folder), "COMITY_SECRET_KEY": "only for tests"}
    if database:
        environment["COMITY_DATABASE"] = database
    command = [sys.executable, "-m", "tests.functional.kills", str(trials), "20261120"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=1800)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def check(found, trials):
    print(found)  # noqa: T201 - the number of trials is part of the result
    assert found["trials"] == trials
    assert found["acknowledged"] > trials
    assert found["entries"] >= found["acknowledged"]
    assert found["signed heads"] > 1
    assert found["unproved"] == []
    assert found["findings"] == []


def on_postgresql(folder, trials):
    try:
        with private_server(durable=True) as server:
            return killed(folder, trials, f"postgresql://comity@{str(server).replace('/', '%2F')}/postgres")
    except ServerUnavailableError as reason:
        pytest.skip(str(reason))


def test_thirty_kills_on_sqlite(tmp_path):
    check(killed(tmp_path, 30), 30)


@pytest.mark.long
def test_a_thousand_kills_on_sqlite(tmp_path):
    check(killed(tmp_path, 1000), 1000)


@pytest.mark.long
def test_a_thousand_kills_on_postgresql(tmp_path):
    check(on_postgresql(tmp_path, 1000), 1000)
