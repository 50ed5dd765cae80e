"""Records between two nodes: 20,000 of them from the one to the other, over HTTP on loopback.

Two nodes as in use: each with its own folder, SQLite synced to disk, keys and server. The first publishes (schema,
commitment per field, signature, log, outbox); the second asks page by page, verifies every signature, commitment and
label, keeps, and sends signed receipts back; then both ends must have the same count and digest. The peer figure beside
it is MISP's, as its users report it (issue 10439: 0.7 a second).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Bar, report

RECORDS, AT_ONCE = 20_000, 1_000
WITHIN = 60.0  # seconds
MISP_EVENTS_PER_SECOND = 0.7


def main() -> int:
    """Publish, synchronise, compare."""
    from tests.federation.nodes import Node, introduce

    folder = Path(tempfile.mkdtemp(prefix="comity-exchange-"))
    first, second = Node(folder, "first"), Node(folder, "second")
    try:
        introduce(first, second)
        content = {
            "title": "Invented bulletin",
            "text": "Some words for a record of a usual size. " * 8,
            "language": "en",
        }
        begun = time.perf_counter()
        for _ in range(RECORDS // AT_ONCE):
            first.inside("publish", content=content, label={"tlp": "GREEN"}, count=AT_ONCE)
        published = time.perf_counter() - begun
        first.serve()
        begun = time.perf_counter()
        (done,) = second.sync(first)
        synchronised = time.perf_counter() - begun
        there = first.peers()[second.origin]
        here = second.peers()[first.origin]
    finally:
        first.end()
        second.end()
        shutil.rmtree(folder)
    equal = there["queued"] == there["acknowledged"] == here["received"] == RECORDS
    equal = equal and there["queued_digest"] == here["received_digest"] and done["taken"] == RECORDS
    rate = RECORDS / synchronised
    each, times = RECORDS / published, rate / MISP_EVENTS_PER_SECOND
    print(f"{RECORDS} records published, {AT_ONCE} in a transaction: {published:.0f} s, {each:.0f} a second")
    print(f"MISP's users report {MISP_EVENTS_PER_SECOND} events a second (issue 10439): {times:.0f} times")
    return report(
        "Records between two nodes",
        [
            Bar(f"{RECORDS} records taken in, verified and acknowledged", synchronised, WITHIN, "s"),
            Bar("records a second", rate, RECORDS / WITHIN, "/s", more_is_better=True),
            Bar(
                "counts and digests equal at both ends, nothing lost or doubled",
                float(equal),
                1,
                "",
                more_is_better=True,
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
