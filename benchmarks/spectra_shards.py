"""Many queries against many shards: whether the answers are those of one index, and how the time falls with workers.

    python -m benchmarks.spectra_shards [--size 20000] [--queries 200]

The invented product-ion library of `benchmarks.spectra`, whole and in four shards. Hybrid search: by one index in this
process, by one worker process, by two; the workers are warmed by two batches before. Less than a minute altogether, so
that it runs with the others; a larger library gives the workers more to do for each thing that is sent.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measure import Bar, report
from benchmarks.spectra import SEED, invented
from comity.base.errors import InputError
from comity.science.spectra.batches import BATCH, search_all
from comity.science.spectra.index.library import Index
from comity.science.spectra.search import Hits, search
from comity.science.spectra.shards import Shards
from comity.science.spectra.spectrum import Spectrum

SHARDS = 4
WORKERS = (1, 2)
LARGEST_COST = 5
"""One worker, who has everything sent to it, beside one index in this process; wall time, which other work disturbs."""
Answers = Sequence[Hits | InputError]


def built(size: int, folder: Path) -> tuple[Index, list[str]]:
    """The library whole, and in shards."""
    spectra = list(invented("chem", size, SEED).spectra())
    addresses = [str(folder / f"shard-{number}") for number in range(SHARDS)]
    for number, address in enumerate(addresses):
        Index.build(Path(address), spectra[number::SHARDS])
    return Index.build(folder / "whole", spectra), addresses


def timed(task: Callable[[], Answers]) -> tuple[float, Answers]:
    """Wall seconds, and the answers."""
    begun = time.perf_counter()
    found = task()
    return time.perf_counter() - begun, found


def by_workers(workers: int, addresses: list[str], queries: list[Spectrum]) -> tuple[float, Answers, float]:
    """As `timed`, on a local cluster of processes; and the processor time of the worker that had most to do."""
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
        ) as cluster,
        cluster.get_client() as client,
    ):
        shards = Shards.open(addresses, client=client)
        search_all(shards, queries[: 2 * BATCH], "hybrid")
        before = client.run(time.process_time)
        wall, found = timed(lambda: search_all(shards, queries, "hybrid"))
        after = client.run(time.process_time)
        return wall, found, max(after[worker] - before[worker] for worker in before)


def told(answers: Answers) -> list[object]:
    """Everything but positions, which shards count otherwise."""
    return [
        [(hit.record, hit.score, hit.matched_peaks, round(hit.probability, 9)) for hit in each.hits]
        if isinstance(each, Hits)
        else each.code
        for each in answers
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the times, then the bars; 1 when a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    chosen = parser.parse_args(arguments or [])
    queries = list(invented("chem", chosen.queries, SEED + 1).spectra())
    with tempfile.TemporaryDirectory() as folder:
        whole, addresses = built(chosen.size, Path(folder))
        search(whole, queries[0], "hybrid")
        alone, answers = timed(lambda: [search(whole, each, "hybrid") for each in queries])
        print(
            f"\n{chosen.size:,} spectra, {SHARDS} shards, {len(queries)} hybrid queries, {os.cpu_count()} cores", end=""
        )
        print(f", load {os.getloadavg()[0]:.1f}\none index, this process: {alone:.2f} s")
        times, different = {}, 0
        for workers in WORKERS:
            times[workers], found, busiest = by_workers(workers, addresses, queries)
            different += sum(one != other for one, other in zip(told(answers), told(found), strict=True))
            print(
                f"{workers} workers: {times[workers]:.2f} s, processor time of the busiest {busiest:.2f} s", flush=True
            )
    bars = [
        Bar("shards: answers that differ from one index's", different, 0, ""),
        Bar("shards: time of one worker over one index", times[1] / alone, LARGEST_COST, "×"),
    ]
    return report("Spectra: shards on a cluster", bars)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
