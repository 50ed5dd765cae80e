"""matchms on the same invented spectra, in an environment of its own: it asks for an older SciPy than Comity.

    python -m benchmarks.spectra_matchms [--size 20000] [--python PYTHON]

`--python` names an interpreter that has matchms; without it one is made in a folder that goes away, by pip, and where
that is not possible the benchmark says so and is left out (exit code 0). matchms builds its index anew at every call,
so the size is a fiftieth of the other benchmark's; CPU time of one query, open and hybrid, and of pairs of cosines.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

from benchmarks.measure import Bar, report
from benchmarks.spectra import SEED, Library, both_medians, cpu, invented
from comity.science.spectra.index import scoring
from comity.science.spectra.index.library import Index

VERSION = "0.33.1"
QUERIES = 5
PATIENCE = 600
"""Seconds for fetching and for running the peer."""
SCRIPT = """
import json, sys, time
import numpy as np
from matchms import Spectrum, set_matchms_logger_level
from matchms.similarity import CosineGreedy, FlashSimilarity
set_matchms_logger_level("ERROR")
def spectra(path):
    with np.load(path) as held:
        mass, start, mz, height = (held[name] for name in ("mass", "start", "mz", "height"))
    return [
        Spectrum(mz[a:b], height[a:b] / height[a:b].max(), {"precursor_mz": float(m)}, metadata_harmonization=False)
        for m, a, b in zip(mass, start[:-1], start[1:])
    ]
library, queries = spectra(sys.argv[1]), spectra(sys.argv[2])
took = {}
for name, mode in (("open", "fragment"), ("hybrid", "hybrid")):
    peer = FlashSimilarity("spectral_entropy", mode, tolerance=0.02, remove_precursor=True, merge_within=0.05)
    times = []
    for query in queries:
        begun = time.process_time()
        peer.matrix(library, [query], n_jobs=1)
        times.append(time.process_time() - begun)
    took[name] = float(np.median(times))
cosine = CosineGreedy(tolerance=0.02)
cosine.pair(library[0], queries[0])
begun = time.process_time()
for other in library[:500]:
    cosine.pair(other, queries[0])
took["cosine"] = (time.process_time() - begun) / min(500, len(library)) * len(library)
print(json.dumps(took))
"""


def peer_python(folder: Path) -> Path | None:
    """A new environment with matchms, or None where it cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"matchms=={VERSION}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return None
    return python if done.returncode == 0 else None


def write(library: Library, path: Path) -> None:
    table = np.concatenate(library.peaks)
    start = np.concatenate([[0], np.cumsum([len(each) for each in library.peaks])])
    np.savez(path, mass=np.array(library.masses), start=start, mz=table[:, 0], height=table[:, 1])


def peer_times(python: Path, library: Library, queries: Library, folder: Path) -> dict[str, float]:
    write(library, folder / "library.npz")
    write(queries, folder / "queries.npz")
    command = [str(python), "-c", SCRIPT, str(folder / "library.npz"), str(folder / "queries.npz")]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print both times, then the bars; 0 where matchms cannot be had."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--python", type=Path)
    chosen = parser.parse_args(arguments or [])
    library, queries = invented("chem", chosen.size, SEED), invented("chem", QUERIES, SEED + 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = chosen.python or peer_python(folder / "environment")
        if python is None:
            print(f"matchms {VERSION} cannot be had here (no package index?): left out.")
            return 0
        theirs = peer_times(python, library, queries, folder)
        index = Index.build(folder / "index", library.spectra())
        ours = {}
        asked = [scoring.ready(index, each) for each in queries.spectra()]
        for mode in ("open", "hybrid"):
            scoring.best_of(index, asked[0], mode, 10)
            ours[mode] = both_medians(
                [cpu(lambda each=each, mode=mode: scoring.best_of(index, each, mode, 10)) for each in asked]  # type: ignore[misc]
            )[0]
    print(f"\n{chosen.size:,} product-ion spectra, CPU ms a query: ours, matchms {VERSION}")
    for mode in ours:
        print(
            f"{mode:<10} {1000 * ours[mode]:>10.2f} {1000 * theirs[mode]:>12.1f}  (FlashSimilarity, index built anew)"
        )
    print(f"{'cosine':<10} {'–':>10} {1000 * theirs['cosine']:>12.1f}  (CosineGreedy, from 500 pairs)")
    bars = [
        Bar(f"{mode}: times faster than matchms (CPU)", theirs[mode] / ours[mode], limit, "×", more_is_better=True)
        for mode, limit in (("open", 3), ("hybrid", 6))
    ]
    return report("Spectra beside matchms", bars)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
