"""Appending to a log in a folder: every entry's signature verified, everything durable, every head signed.

An entry is a 300-byte payload with an Ed25519 signature; it is verified by libsodium, hashed, put into the tree,
written as C2SP tiles with fsync, and stands under a signed checkpoint when it counts. The peers run in the same minutes
on the same disk: pymerkle's SQLite tree in bulk, and SQLite alone with synchronous=FULL in groups of 256. Neither
verifies a signature nor signs a head. The load of the machine is printed: disk and both cores are shared.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measure import Bar, best_of, report
from comity.protocol.folder import FolderLog, HeadMemory, audit_folder, create_log, reader
from comity.protocol.folder.reading import read_note
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.note import parse_note, sign_text
from comity.protocol.proof import LogProof

ORIGIN = "benchmark.comity.test/log"
LOG = SigningKey(ORIGIN, KeyKind.ED25519, bytes([1]) * 32)
SENDER = SigningKey("sender.comity.test", KeyKind.ED25519, bytes([2]) * 32)
WITNESSES = [SigningKey(f"w{one}.comity.test", KeyKind.COSIGNATURE, bytes([one]) * 32) for one in (3, 4)]
COUNT, BATCH = 40_000, 1_024
AUDITED = 1_000_000
ALONE = 200


def main() -> int:
    """Fill, prove, audit, and do the same with the peers."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        entries = _signed_entries()
        ours = max(
            COUNT / _seconds(lambda run=run: _append_verified(folder / f"log{run}", entries)) for run in range(3)
        )
        alone = _one_at_a_time(folder / "alone", entries[:ALONE])
        proving, verifying = _proofs(folder / "log0")
        bars = [
            Bar("verified, durable, signed appends in groups of 1,024", ours, 7_000, "/s", more_is_better=True),
            Bar("one caller, one entry at a time: 99th percentile", alone, 0.050, "s"),
            Bar("inclusion proof from tiles, each byte authenticated, warm", proving, 0.001, "s"),
            Bar("one proof with two cosignatures verified", verifying, 0.001, "s"),
            Bar(f"audit of {AUDITED:,} entries", _audit(folder / "large"), 10, "s"),
            *_peers(folder, entries, ours),
        ]
    print(f"load of the machine: {os.getloadavg()[0]:.1f} over the last minute, {os.cpu_count()} cores")
    return report("A log in a folder", bars)


def _signed_entries() -> list[bytes]:
    payloads = [b"%08d" % one + bytes(292) for one in range(COUNT)]
    return [SENDER.sign(payload) + payload for payload in payloads]


def _verified(entries: list[bytes]) -> list[bytes]:
    verifies = SENDER.verifier.verifies
    return [one for one in entries if verifies(one[64:], one[:64])]


def _append_verified(folder: Path, entries: list[bytes]) -> None:
    """Two threads verify (libsodium lets go of the interpreter) while this one writes what is verified already."""
    memory = HeadMemory(folder.with_suffix(".head"))
    create_log(folder, ORIGIN, [LOG], memory)
    groups = [entries[start : start + BATCH] for start in range(0, len(entries), BATCH)]
    with ThreadPoolExecutor(2) as pool, FolderLog.opened(folder, [LOG], memory) as log:
        for group in pool.map(_verified, groups):
            log.append(group)
        assert log.head.size == COUNT  # noqa: S101 - a benchmark of a failure would be none


def _one_at_a_time(folder: Path, entries: list[bytes]) -> float:
    memory = HeadMemory(folder.with_suffix(".head"))
    create_log(folder, ORIGIN, [LOG], memory)
    times = []
    with FolderLog.opened(folder, [LOG], memory) as log:
        for entry in entries:
            start = time.perf_counter()
            log.append(_verified([entry]))
            times.append(time.perf_counter() - start)
    return statistics.quantiles(times, n=100)[98]


def _proofs(folder: Path) -> tuple[float, float]:
    """Seconds to make one proof, and to verify one with its cosignatures."""
    note = parse_note(read_note(folder))
    note = note.with_signatures(sign_text(note.text, WITNESSES, time=1_700_000_000).signatures)
    head = open_checkpoint(note.data, [LOG.verifier]).checkpoint
    tiles = reader(folder, head)
    places = range(0, head.size, 97)
    for place in places:
        tiles.inclusion_proof(place)
    making = best_of(3, lambda: [tiles.inclusion_proof(place) for place in places]) / len(places)
    place = head.size // 2
    data, entry = LogProof(place, tuple(tiles.inclusion_proof(place)), note.data).data, tiles.entry(place)
    witnesses = [key.verifier for key in WITNESSES]
    verifying = best_of(5, lambda: [LogProof.parse(data).verify(entry, [LOG.verifier], witnesses) for _ in range(200)])
    return making, verifying / 200


def _audit(folder: Path) -> float:
    memory = HeadMemory(folder.with_suffix(".head"))
    create_log(folder, ORIGIN, [LOG], memory)
    with FolderLog.opened(folder, [LOG], memory) as log:
        log.append([b"leaf %d" % one for one in range(AUDITED)])

    def audit() -> None:
        found = audit_folder(folder, [LOG.verifier])
        assert not found.findings  # noqa: S101 - see above
        assert found.entries == AUDITED  # noqa: S101 - see above

    return best_of(2, audit)


def _peers(folder: Path, entries: list[bytes], ours: float) -> list[Bar]:
    bars = []
    plain = COUNT / _seconds(lambda: _sqlite(folder / "plain.db", entries))
    bars.append(Bar("peer: SQLite alone, FULL, groups of 256, nothing verified", plain, 0, "/s", more_is_better=True))
    bars.append(Bar("… ours to it", ours / plain, 0, "×", more_is_better=True))
    try:
        from pymerkle import SqliteTree
    except ImportError:
        return bars
    tree = SqliteTree(str(folder / "pymerkle.db"))
    theirs = COUNT / _seconds(lambda: tree.append_entries(entries, chunksize=BATCH))
    bars.append(Bar("peer: pymerkle's SQLite tree in bulk, nothing verified", theirs, 0, "/s", more_is_better=True))
    bars.append(Bar("… ours to it", ours / theirs, 0, "×", more_is_better=True))
    return bars


def _sqlite(path: Path, entries: list[bytes]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE entry (place INTEGER PRIMARY KEY, data BLOB)")
    for start in range(0, len(entries), 256):
        connection.executemany("INSERT INTO entry (data) VALUES (?)", [(one,) for one in entries[start : start + 256]])
        connection.commit()
    connection.close()


def _seconds(task: object) -> float:
    return best_of(1, task)  # type: ignore[arg-type]  # every task here takes nothing


if __name__ == "__main__":
    sys.exit(main())
