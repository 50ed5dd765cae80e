"""One search over many shards: whether the answer is that of one index, and how the time falls with workers.

    python -m benchmarks.spectra_shards [--size 400000] [--workers 1 2] [--waits 1 2 4 8]

First the work of the processor: the invented product-ion library of `benchmarks.spectra` cut into eight shards, asked
through a Dask cluster of one process a worker, one to a core. More workers than cores cannot help there. Second what a
real cluster spends on reading: the same small shards, each answer held back by a fixed time as a slow disk or object
store would; workers that wait take no core, so the fall with their number can be seen on a small machine too.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Bar, report
from benchmarks.spectra import SEED, Library, invented, median
from comity.science.spectra.candidates import Row, joined_rows
from comity.science.spectra.index.library import Index, Manifest
from comity.science.spectra.index.scoring import Mode, Query
from comity.science.spectra.search import Hits, search
from comity.science.spectra.shards import Shards, rows_of_shard
from comity.science.spectra.spectrum import Spectrum

SHARDS = 8
QUERIES = 8
ROUNDS = 3
WAIT = 0.25
SMALL = 4000
LEAST_EFFICIENCY = 0.6
"""Of two workers on two cores: 1.2 times faster than one."""


@dataclass(frozen=True)
class Slow:
    """Shards of which each answers only after `WAIT` seconds."""

    shards: Shards

    @property
    def manifest(self) -> Manifest:
        """As the shards have it."""
        return self.shards.manifest

    def best_rows(self, query: Query, spectrum: Spectrum, modes: Sequence[Mode]) -> list[Row]:
        """As the shards find them, each a while later."""
        task = partial(held_back, self.shards.addresses, query, spectrum, tuple(modes))
        client = self.shards.client
        return joined_rows(client.gather(client.map(task, range(len(self.shards.addresses)), pure=False)), modes)


def held_back(
    addresses: Sequence[str], query: Query, spectrum: Spectrum, modes: tuple[Mode, ...], number: int
) -> list[Row]:
    time.sleep(WAIT)
    return rows_of_shard(addresses, "", query, spectrum, modes, number)


def parts(library: Library, folder: Path) -> tuple[Index, list[str]]:
    """The library whole and in shards."""
    spectra = list(library.spectra())
    for shard in range(SHARDS):
        Index.build(folder / f"shard-{shard}", spectra[shard::SHARDS])
    return Index.build(folder / "whole", spectra), [str(folder / f"shard-{shard}") for shard in range(SHARDS)]


def timed(source: Any, queries: list[Spectrum], rounds: int = ROUNDS) -> tuple[float, list[Hits]]:
    """Median wall time of a query, and the answers; the first query warms the workers."""
    found, times = [search(source, each, "hybrid") for each in queries], []
    for _ in range(rounds):
        for each in queries:
            begun = time.perf_counter()
            search(source, each, "hybrid")
            times.append(time.perf_counter() - begun)
    return median(times), found


def through(workers: int, addresses: list[str], queries: list[Spectrum], *, slow: bool) -> tuple[float, list[Hits]]:
    from distributed import LocalCluster

    with (
        LocalCluster(workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR) as cluster,
        cluster.get_client() as client,
    ):
        shards = Shards.open(addresses, client=client)
        return timed(Slow(shards) if slow else shards, queries, 1 if slow else ROUNDS)


def same(one: list[Hits], other: list[Hits]) -> bool:
    return [[(hit.record, hit.score, hit.matched_peaks) for hit in each.hits] for each in one] == [
        [(hit.record, hit.score, hit.matched_peaks) for hit in each.hits] for each in other
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the times, then the bars; 1 when a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=400_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--waits", type=int, nargs="+", default=[1, 2, 4, 8])
    chosen = parser.parse_args(arguments or [])
    queries = list(invented("chem", QUERIES, SEED + 1).spectra())
    wall: dict[tuple[str, int], float] = {}
    equal = True
    with tempfile.TemporaryDirectory() as folder:
        whole, addresses = parts(invented("chem", chosen.size, SEED), Path(folder) / "large")
        alone, answers = timed(whole, queries)
        print(f"\n{chosen.size:,} spectra, hybrid, one index in this process: {1000 * alone:.0f} ms a query")
        for workers in chosen.workers:
            wall["work", workers], found = through(workers, addresses, queries, slow=False)
            equal &= same(answers, found)
            print(
                f"{SHARDS} shards, {workers} workers on {os.cpu_count()} cores: {1000 * wall['work', workers]:.0f} ms"
            )
        small, addresses = parts(invented("chem", SMALL, SEED), Path(folder) / "small")
        answers = timed(small, queries, 1)[1]
        for workers in chosen.waits:
            wall["wait", workers], found = through(workers, addresses, queries, slow=True)
            equal &= same(answers, found)
            print(f"{SHARDS} shards held back {WAIT} s each, {workers} workers: {wall['wait', workers]:.2f} s a query")
    bars = [Bar("answers that differ from one index's", float(not equal), 0, "")]
    for kind, limits in (("work", chosen.workers), ("wait", chosen.waits)):
        first, last = wall[kind, limits[0]], wall[kind, limits[-1]]
        gain = limits[-1] / limits[0] * LEAST_EFFICIENCY
        bars.append(Bar(f"{kind}: {limits[-1]} workers over {limits[0]}", first / last, gain, "×", more_is_better=True))
    return report("Spectra: shards on a cluster", bars)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
