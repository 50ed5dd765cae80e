"""Many queries against many shards.

Asked one by one, every query waits for its round through the cluster. Here the queries go in batches, and each batch in
four steps of which only the last gives anything back:

1. each shard: positions and scores of its best rows for all queries of the batch;
2. which of them are among the best of all shards;
3. each shard: what it knows about those;
4. the answers, computed on a worker as `search` computes them.

Results stay on the workers between the steps. Where all workers see the shards' folders, one worker does steps 2 to 4
of a batch and reads the rows itself: scores are all that travels. From an object store each worker fetches the shards
that it is asked about, mostly the same ones, and sends their rows to the one that computes the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from comity.base.errors import InputError
from comity.science.spectra.candidates import Bests, Row, belonging, best_of_shards, best_scores, joined_rows, rows_of
from comity.science.spectra.index.library import Manifest
from comity.science.spectra.index.scoring import Mode, Query, Tolerances, needs_mass, ready
from comity.science.spectra.ranking import ways
from comity.science.spectra.search import TOLERANCES, Hits, search
from comity.science.spectra.shards import Shards, counted, opened
from comity.science.spectra.spectrum import Spectrum

BATCH: Final = 16
"""Queries of a batch: work for a second or so, and small enough that the last batches keep all workers busy."""

Ways = tuple[Mode, ...]
Rows = list[dict[Ways, list[Row]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Spectra that are asked together, and how."""

    spectra: tuple[Spectrum, ...]
    manifest: Manifest
    mode: Mode
    top: int
    tolerances: Tolerances

    def queries(self) -> list[tuple[Spectrum, Query | None]]:
        """Each spectrum made ready; None where nothing is left to search with."""
        return [(each, self._ready(each)) for each in self.spectra]

    def ways(self, query: Query) -> list[Ways]:
        """What a search may ask for: its mode, and identity beside relatives, or relatives of what is absent."""
        used: Mode = "open" if needs_mass(query, self.mode) else self.mode
        return [ways(query, used), ways(query, "hybrid" if used in ("identity", "open") else "identity")]

    def _ready(self, spectrum: Spectrum) -> Query | None:
        try:
            return ready(self, spectrum, self.tolerances)
        except InputError:
            return None


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of one query, as a library of their own."""

    manifest: Manifest
    rows: dict[Ways, list[Row]]

    def best_rows(
        self,
        query: Query,  # noqa: ARG002 - the signature is that of every library
        spectrum: Spectrum,  # noqa: ARG002 - as above
        modes: Sequence[Mode],
    ) -> list[Row]:
        """As they came from the shards."""
        return self.rows[tuple(modes)]


def search_all(
    shards: Shards,
    spectra: Iterable[Spectrum],
    mode: Mode = "identity",
    *,
    top: int = 10,
    tolerances: Tolerances = TOLERANCES,
    batch: int = BATCH,
) -> list[Hits | InputError]:
    """The answer to each spectrum, in order, or why it cannot be searched: one bad query does not spoil the rest.

    Parameters
    ----------
    shards
        On a Dask cluster, or one after another in this process.
    spectra
        The queries.
    mode, top, tolerances
        As for `search`.
    batch
        Queries that go through the cluster together.
    """
    left = iter(spectra)
    groups = iter(lambda: tuple(islice(left, batch)), ())
    asked = [Asked(group, shards.manifest, mode, top, tolerances) for group in groups]
    if shards.client is None:
        return [answer for each in asked for answer in _here(shards, each)]
    homes = list(shards.client.nthreads())
    answers = [_sent(shards, each, homes, number) for number, each in enumerate(asked)]
    return [answer for each in shards.client.gather(answers) for answer in each]


def _here(shards: Shards, asked: Asked) -> list[Hits | InputError]:
    best = [scores(address, shards.cache, asked) for address in shards.addresses]
    return answers_of(shards.addresses, shards.cache, asked, best)


def _sent(shards: Shards, asked: Asked, homes: list[str], number: int) -> Any:
    """The steps of one batch as tasks; returns the future of its answers."""

    def submit(home: int, task: Any, *given: Any) -> Any:
        place = homes[home % len(homes)]
        return shards.client.submit(task, *given, pure=False, workers=[place], allow_other_workers=True)

    best = [submit(shard, scores, address, shards.cache, asked) for shard, address in enumerate(shards.addresses)]
    if not any("://" in address for address in shards.addresses):
        return submit(number, answers_of, shards.addresses, shards.cache, asked, best)
    kept = submit(number, compared, best)
    found = [
        submit(shard, rows_kept, address, shard, shards.cache, asked, kept)
        for shard, address in enumerate(shards.addresses)
    ]
    return submit(number, answers, asked, found)


def answers_of(addresses: Sequence[str], cache: str, asked: Asked, best: list[list[Bests]]) -> list[Hits | InputError]:
    """Second to fourth step where the shards can all be read."""
    kept = compared(best)
    return answers(asked, [rows_kept(address, number, cache, asked, kept) for number, address in enumerate(addresses)])


def scores(address: str, cache: str, asked: Asked) -> list[Bests]:
    """First step: the best rows of one shard for every query."""
    index = opened(address, cache)
    return [
        best_scores(index, query, spectrum, dict.fromkeys(mode for used in asked.ways(query) for mode in used))
        if query
        else {}
        for spectrum, query in asked.queries()
    ]


def compared(shards: list[list[Bests]]) -> list[list[Bests]]:
    """Second step: of each shard the rows that are among the best of all."""
    each_query = [best_of_shards(each) for each in zip(*shards, strict=True)]
    return [list(each) for each in zip(*each_query, strict=True)]


def rows_kept(address: str, number: int, cache: str, asked: Asked, kept: list[list[Bests]]) -> Rows:
    """Third step: what shard `number` knows about its rows that are among the best of all."""
    index = opened(address, cache)
    found: Rows = []
    for (spectrum, query), best in zip(asked.queries(), kept[number], strict=True):
        used = asked.ways(query) if query else []
        found.append(
            {each: counted(rows_of(index, query, spectrum, belonging(best, each)), number) for each in used if query}
        )
    return found


def answers(asked: Asked, shards: list[Rows]) -> list[Hits | InputError]:
    """Fourth step: what `search` says with these rows."""
    found: list[Hits | InputError] = []
    for spectrum, each in zip(asked.spectra, zip(*shards, strict=True), strict=True):
        joined = {used: joined_rows([rows[used] for rows in each], used) for used in each[0]}
        library = Answered(asked.manifest, joined)
        try:
            found.append(search(library, spectrum, asked.mode, top=asked.top, tolerances=asked.tolerances))
        except InputError as error:
            found.append(error)
    return found
