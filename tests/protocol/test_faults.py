"""Stops and disk faults at each system call of an append, injected by strace; then the log is audited.

Whatever happens: what was acknowledged is there and provable, the head is one that the key stands by, the next append
completes or forgets what was under way, and no two heads that were ever signed contradict each other.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder import FolderLog, audit_folder, read_head, reader
from comity.protocol.note import parse_note
from tests.protocol.logs import LOG, ORIGIN, TIME, folder_log, leaves

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here")

ROOT = Path(__file__).resolve().parents[2]
CALLS = ("openat", "write", "fsync", "rename", "mkdir", "close", "flock", "unlink", "rmdir", "unlinkat", "read")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
BEFORE, ADDED = 250, 20  # over the border of a tile, so that full and partial tiles are written

# Everything is loaded and used once before the append begins, so that faults hit the append and not the interpreter.
APPEND = """
import os, sys
from pathlib import Path
from comity.protocol.folder import FolderLog, HeadMemory
from tests.protocol.logs import LOG
folder, memory = Path(sys.argv[1]), HeadMemory(Path(sys.argv[2]))
LOG.verifier.verifies(b"", LOG.sign(b""))
with FolderLog.opened(folder, [LOG], memory) as log:
    done = log.append([b"added %d" % one for one in range(20)])
sys.stdout.buffer.write(b"acknowledged\\n" + done.note.data)
sys.stdout.flush()
"""


def environment():
    return {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}


def traced(folder, memory, options):
    """Run one append under strace; what it has written to standard output."""
    command = ["strace", "-f", "-qq", "-o", str(folder.parent / "trace"), *options, sys.executable, "-c", APPEND]
    done = subprocess.run(
        [*command, str(folder), str(memory.path)], capture_output=True, env=environment(), check=False, timeout=120
    )
    return done.stdout


def first_call(trace, call):
    """How often `call` was made before the append began and in all."""
    lines = trace.read_text(errors="replace").splitlines()
    begun = next(number for number, line in enumerate(lines) if "O_DIRECTORY" in line and "/log" in line)
    made = [number for number, line in enumerate(lines) if re.search(rf"\b{call}\(", line)]
    return sum(number < begun for number in made), len(made)


def places(tmp_path, call):
    folder, memory = folder_log(tmp_path / "count", leaves(BEFORE))
    traced(folder, memory, ["-e", f"trace={call},openat"])
    before, total = first_call(folder.parent / "trace", call)
    return range(before + 1, total + 1)


def one_trial(path, call, place, fault):
    folder, memory = folder_log(path, leaves(BEFORE))
    first = (folder / "checkpoint").read_bytes()
    said = traced(folder, memory, ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={place}"])
    heads = [first, (folder / "checkpoint").read_bytes()]
    report = audit_folder(folder, [LOG.verifier])
    assert report.findings == (), (call, place, fault, report.findings)
    acknowledged = said.startswith(b"acknowledged")
    if acknowledged:
        heads.append(said.removeprefix(b"acknowledged\n"))
        assert report.entries == BEFORE + ADDED
    assert report.entries in {BEFORE, BEFORE + ADDED}, "never half a batch"
    with FolderLog.opened(folder, [LOG], memory, time=TIME) as log:
        done = log.append([b"afterwards"])
    heads.append(done.note.data)
    assert done.first in {BEFORE, BEFORE + ADDED}
    assert audit_folder(folder, [LOG.verifier]).findings == ()
    assert_no_two_heads_disagree(folder, heads)
    return acknowledged


def assert_no_two_heads_disagree(folder, heads):
    tiles = reader(folder, read_head(folder, [LOG.verifier]).checkpoint)
    for data in heads:
        head = Checkpoint.parse(parse_note(data).text)
        assert head.origin == ORIGIN
        assert tiles.root(head.size) == head.root


def trials(tmp_path, calls, faults, step):
    counted = acknowledged = 0
    for call in calls:
        for place in list(places(tmp_path / call, call))[::step]:
            for fault in faults:
                name = f"{call}-{place}-{fault.partition('=')[2]}"
                acknowledged += one_trial(tmp_path / name, call, place, fault)
                counted += 1
                shutil.rmtree(tmp_path / name)
    print(f"faults injected: {counted}, of which acknowledged all the same: {acknowledged}")  # noqa: T201 - the result
    return counted


def test_a_stop_or_fault_at_every_fourth_sync_and_rename(tmp_path):
    assert trials(tmp_path, ("fsync", "rename"), ("signal=KILL", "error=EIO"), 4) >= 8


@pytest.mark.long
def test_a_stop_or_fault_at_every_system_call_of_an_append(tmp_path):
    assert trials(tmp_path, CALLS, FAULTS, 1) >= 100
