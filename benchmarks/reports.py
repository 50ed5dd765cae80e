"""300 individual reports in PDF, each with five to eight measurands and its charts; no peer prints such reports."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from comity.domains.exercises.reports import write_reports
from tests.domains.exercises.reports.synthetic import document

LABORATORIES = 300
BUDGET = 60.0  # seconds on two processors


def processor_seconds() -> float:
    """Time that this process and the ended ones it started have computed: unlike wall time, alike on a busy machine."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def main() -> int:
    slowest = 0.0
    for measurands, items in ((5, 1), (4, 2)):
        evaluation = document(LABORATORIES, measurands, items=items)
        with tempfile.TemporaryDirectory() as folder:
            start, worked = time.perf_counter(), processor_seconds()
            written = write_reports(evaluation, Path(folder) / "out", formats=["pdf"])
            seconds, worked = time.perf_counter() - start, processor_seconds() - worked
            slowest = max(slowest, seconds)
            size = sum(path.stat().st_size for path in written) / 1e6
        print(f"{len(written)} PDF reports, {LABORATORIES} laboratories x {measurands * items} measurands:", end=" ")
        print(
            f"{seconds:.1f} s on {len(os.sched_getaffinity(0))} processors (bar: {BUDGET:.0f} s), {size:.0f} MB;",
            end=" ",
        )
        print(f"{worked:.1f} s of processor time, load of the machine {os.getloadavg()[0]:.1f}")
    return int(slowest > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
