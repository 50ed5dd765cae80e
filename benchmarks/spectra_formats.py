"""Reading and writing the starting library in every format, beside pyteomics' MGF reader, in one run.

Processor time of this one process is counted, so that other work on the machine does not. The peer reads the same MGF
file into arrays; ours also validates every number and keeps every field.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyteomics import mgf

from benchmarks.measure import Bar, report
from comity.science.spectra.formats import WRITTEN_FORMATS, RecordError, read_spectra, write_spectra
from comity.science.spectra.spectrum import Spectrum

LIBRARY = Path(__file__).resolve().parents[1] / "src/comity/domains/substances/data/spectra"
RUNS = 3
RATIO_TO_PEER = 4.0  # the peer neither checks a number nor says where a wrong one stands
SECONDS_PER_THOUSAND = 1.0


def main() -> int:
    """Each format against the peer."""
    records = _library()
    peaks = sum(record.mz.size for record in records)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        paths = {form: Path(folder) / form for form in WRITTEN_FORMATS}
        written = {form: _best(lambda form=form: write_spectra(records, paths[form], form)) for form in WRITTEN_FORMATS}
        read = {form: _best(lambda form=form: _count(paths[form])) for form in WRITTEN_FORMATS}
        peer = _best(lambda: _peer(paths["mgf"]))
    thousands = len(records) / 1000
    bars = [Bar("peer: pyteomics reads MGF, 1,000 records", peer / thousands, SECONDS_PER_THOUSAND, "s")]
    bars += [Bar(f"{form}: read 1,000 records", read[form] / thousands, SECONDS_PER_THOUSAND, "s") for form in read]
    bars += [Bar(f"{form}: write 1,000 records", written[form] / thousands, SECONDS_PER_THOUSAND, "s") for form in read]
    bars.append(Bar("MGF, time as a share of pyteomics'", read["mgf"] / peer, RATIO_TO_PEER, ""))
    return report(f"Files of spectra: {len(records)} records, {peaks} peaks", bars)


def _library() -> list[Spectrum]:
    files = sorted(LIBRARY.glob("*.gz"))
    return [read for file in files for read in read_spectra(file) if not isinstance(read, RecordError)]


def _count(path: Path) -> int:
    return sum(1 for _ in read_spectra(path))


def _peer(path: Path) -> int:
    with mgf.read(str(path), use_index=False, convert_arrays=1, read_charges=False) as records:
        return sum(1 for _ in records)


def _best(task: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
