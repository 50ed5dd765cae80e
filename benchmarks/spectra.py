"""Searching a library of spectra beside ms_entropy, on the same invented library in the same run.

    python -m benchmarks.spectra [chem|ei …] [--size 1000000]

`chem`: 60 peaks drawn from the pooled fragments of the shared accurate-mass spectra below the precursor, 3 ppm jitter,
log-normal heights (σ 1.3) floored at 1.05 % of the largest. `ei`: 90 distinct whole m/z below a molecular mass of 150
to 750. Tolerances 0.01 Da (precursor) and 0.02 Da (fragments). Compared is CPU time: one thread, and steadier than the
wall on a shared machine. matchms, which asks for an older SciPy, stands beside us in `benchmarks.spectra_matchms`.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ms_entropy import FlashEntropySearch

from benchmarks.measure import Bar, report
from benchmarks.spectra_holdout import all_spectra
from comity.science.spectra.index import scoring
from comity.science.spectra.index.library import Index
from comity.science.spectra.spectrum import Spectrum

MODES = {"open": "open_search", "neutral-loss": "neutral_loss_search", "hybrid": "hybrid_search"}
QUERIES = {"open": 15, "neutral-loss": 5, "hybrid": 7, "identity": 15}
TIMES_FASTER = {("chem", "open"): 3, ("chem", "hybrid"): 6, ("ei", "open"): 8, ("ei", "hybrid"): 20}
SEED = 20_261_120
Peaks = np.ndarray[Any, np.dtype[np.float64]]
Times = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Library:
    """Invented spectra: mass and peaks of each."""

    kind: str
    masses: list[float]
    peaks: list[Peaks]

    def spectra(self) -> Iterator[Spectrum]:
        """As objects."""
        for number, (mass, peaks) in enumerate(zip(self.masses, self.peaks, strict=True)):
            yield self.spectrum(mass, peaks, f"invented-{number}")

    def spectrum(self, mass: float, peaks: Peaks, identifier: str) -> Spectrum:
        """One as an object."""
        technique: Any = "ei" if self.kind == "ei" else "msms"
        return Spectrum(peaks[:, 0], peaks[:, 1], technique, identifier=identifier, precursor_mz=mass)


def invented(kind: str, size: int, seed: int) -> Library:
    random = np.random.Generator(np.random.PCG64(seed))
    return chem(size, random) if kind == "chem" else electron_ionisation(size, random)


def chem(size: int, random: np.random.Generator) -> Library:
    measured = all_spectra("msms")
    pool = np.sort(np.concatenate([each.mz for each in measured]))
    precursors = np.array([each.precursor_mz for each in measured if each.precursor_mz and each.precursor_mz > 120])
    masses = random.choice(precursors, size) * (1 + 3e-6 * random.standard_normal(size))
    below = np.searchsorted(pool, masses - 1.6)
    peaks = []
    for room in below:
        mz = pool[random.integers(0, room, 60)] * (1 + 3e-6 * random.standard_normal(60))
        peaks.append(np.column_stack([np.sort(mz), heights(60, random)]))
    return Library("chem", masses.tolist(), peaks)


def electron_ionisation(size: int, random: np.random.Generator) -> Library:
    masses = random.integers(150, 750, size)
    peaks = []
    for mass in masses:
        mz = np.sort(random.permutation(mass - 34)[:90] + 35).astype(float)
        peaks.append(np.column_stack([mz, heights(90, random)]))
    return Library("ei", masses.astype(float).tolist(), peaks)


def heights(count: int, random: np.random.Generator) -> Peaks:
    drawn = random.lognormal(0.0, 1.3, count)
    return np.maximum(drawn, 0.0105 * drawn.max())


def cpu(task: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of one run."""
    wall, processor = time.perf_counter(), time.process_time()
    task()
    return time.process_time() - processor, time.perf_counter() - wall


def compare(kind: str, size: int) -> list[Bar]:
    queries = invented(kind, 15, SEED + 1)
    Index.build(Path(tempfile.mkdtemp()) / "warm", queries.spectra())  # compiles the loops, once for a machine
    library = invented(kind, size, SEED)
    with tempfile.TemporaryDirectory() as folder:
        built: list[Index] = []
        ready_made = list(library.spectra())  # both are handed spectra in memory
        ours_built = cpu(lambda given=ready_made: built.append(Index.build(Path(folder) / "index", given)))
        del ready_made
        index = built[0]
        extras = [library.spectrum(library.masses[k], library.peaks[k], f"added-{k}") for k in range(9)]
        peer, peer_built = build_peer(library)
        del library
        gc.collect()
        ours, theirs = side_by_side(index, peer, queries)
        disagreement = max(difference(index, peer, queries, number) for number in range(3))
        added = median([cpu(lambda each=each: index.refreshed().add([each]))[1] for each in extras])
    show(kind, size, ours, theirs, ours_built, peer_built)
    return [
        *(
            Bar(f"{kind}, {mode}: times faster (CPU)", theirs[mode][0] / ours[mode][0], limit, "×", more_is_better=True)
            for mode in MODES
            if (limit := TIMES_FASTER.get((kind, mode)))
        ),
        Bar(f"{kind}: index", index.bytes / size, 1000, "MB per million"),
        Bar(f"{kind}: built, times faster (CPU)", peer_built[0] / ours_built[0], 3, "×", more_is_better=True),
        Bar(f"{kind}: one spectrum added, on disk and searchable (wall)", 1000 * added, 100, "ms"),
        Bar(f"{kind}: largest difference of best open score to ms_entropy", disagreement, 1e-4, ""),
    ]


def side_by_side(index: Index, peer: Any, queries: Library) -> tuple[Times, Times]:
    """Query by query in turn, so that other work on the machine disturbs both alike."""
    ours: Times = {}
    theirs: Times = {}
    spectra = list(queries.spectra())
    for mode in (*MODES, "identity"):
        runs, peers = [], []
        for number in range(QUERIES[mode]):
            query = scoring.ready(index, spectra[number])
            runs.append(cpu(lambda query=query, mode=mode: scoring.best_of(index, query, mode, 10)))  # type: ignore[misc]
            peers.append(cpu(lambda k=number, mode=mode: peer_search(peer, queries, k, mode)))  # type: ignore[misc]
        ours[mode], theirs[mode] = both_medians(runs), both_medians(peers)
    return ours, theirs


def both_medians(runs: list[tuple[float, float]]) -> tuple[float, float]:
    return median([processor for processor, _ in runs]), median([wall for _, wall in runs])


def difference(index: Index, peer: Any, queries: Library, number: int) -> float:
    query = scoring.ready(index, list(queries.spectra())[number])
    ours = float(scoring.score(index, query, "open").best(1)[1][0])
    return abs(ours - float(peer_search(peer, queries, number, "open")["open_search"].max()))


def build_peer(library: Library) -> tuple[Any, tuple[float, float]]:
    entries = [
        {"precursor_mz": mass, "peaks": peaks.astype(np.float32)}
        for mass, peaks in zip(library.masses, library.peaks, strict=True)
    ]
    peer = FlashEntropySearch()
    return peer, cpu(lambda: peer.build_index(entries, **cleaning(library.kind)))


def cleaning(kind: str) -> dict[str, Any]:
    return {"precursor_ions_removal_da": None, "min_ms2_difference_in_da": 0.5} if kind == "ei" else {}


def peer_search(peer: Any, queries: Library, number: int, mode: str) -> Any:
    return peer.search(
        precursor_mz=queries.masses[number],
        peaks=queries.peaks[number],
        ms1_tolerance_in_da=0.01,
        ms2_tolerance_in_da=0.02,
        method=mode.replace("-", "_"),
        **cleaning(queries.kind),
    )


def median(values: list[float]) -> float:
    return float(np.median(values))


def show(kind: str, size: int, ours: Any, theirs: Any, built: Any, peer_built: Any) -> None:
    print(f"\n{kind}, {size:,} spectra{'ours: CPU':>24} {'wall':>10} {'ms_entropy: CPU':>16} {'wall':>10}")
    rows = {"build": (built, peer_built)} | {mode: (ours[mode], theirs[mode]) for mode in ours}
    for name, (mine, peers) in rows.items():
        unit, factor = ("s", 1) if name == "build" else ("ms", 1000)
        cells = " ".join(f"{factor * value:>13.2f} {unit}" for value in (*mine, *peers))
        print(f"{name:<20} {cells}")


def main(arguments: list[str] | None = None) -> int:
    """Print both times, then the bars; 1 when a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=["chem", "ei"])
    parser.add_argument("--size", type=int, default=1_000_000)
    chosen = parser.parse_args(arguments or [])
    bars = [bar for kind in chosen.kinds or ["chem", "ei"] for bar in compare(kind, chosen.size)]
    return report(f"Spectra, {chosen.size:,} in the library", bars)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
