"""One search over many indices, on the workers of a Dask cluster or one after another.

Every shard is an index of its own, in a folder that all workers see or in an object store (any address that fsspec
understands), from which a worker takes a copy and keeps it. The shards first compare positions and scores alone, 400 of
each by each way of matching; only the rows that are among the best 400 of all are then read and sent. They are the rows
that one index of everything would have given, so that order, scores and probabilities are those of one machine.
Many queries are better asked at once (`batches.search_all`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from comity.base.errors import InputError, MissingToolError
from comity.base.messages import message
from comity.science.spectra.candidates import Bests, Row, best_of_shards, best_scores, joined_rows, rows_of
from comity.science.spectra.index.library import MANIFEST, Index, Manifest, read_manifest
from comity.science.spectra.index.scoring import Mode, Query
from comity.science.spectra.spectrum import Spectrum

CONTEXT: Final = "spectra shards"
POSITIONS_OF_A_SHARD: Final = 1 << 40
"""Positions of shard k begin at k times this number."""


@dataclass(frozen=True, slots=True, eq=False)
class Shards:
    """Several indices searched as one; `client` is a `distributed.Client`, or None for one after another."""

    addresses: tuple[str, ...]
    manifest: Manifest
    client: Any = None
    cache: str = ""

    @classmethod
    def open(cls, addresses: Sequence[str], *, client: Any = None, cache: str = "") -> Shards:
        """Shards that were all cleaned by the same rules.

        Parameters
        ----------
        addresses
            Folders, or addresses of an object store (`s3://…`), one for each shard.
        client
            A Dask client; without one the shards are searched one after another.
        cache
            Folder on each worker for copies of shards from an object store.

        Raises
        ------
        InputError
            No shard, a shard that cannot be opened, or shards cleaned by different rules.
        """
        if not addresses:
            raise InputError("no-shards", message(CONTEXT, "There is no shard to search."))
        manifests = [opened(address, cache).manifest for address in addresses]
        for address, manifest in zip(addresses, manifests, strict=True):
            if manifest.cleaning != manifests[0].cleaning:
                what = message(CONTEXT, "This shard was cleaned by other rules than the first one.")
                raise InputError("shards-differ", what, where=address)
        return cls(tuple(addresses), manifests[0], client, cache)

    def best_rows(self, query: Query, spectrum: Spectrum, modes: Sequence[Mode]) -> list[Row]:
        """The best rows of all shards by each of `modes`."""
        best = self._each(
            scores_of_shard, [(address, self.cache, query, spectrum, tuple(modes)) for address in self.addresses]
        )
        kept = zip(self.addresses, best_of_shards(best), strict=True)
        given = [(address, number, self.cache, query, spectrum, best) for number, (address, best) in enumerate(kept)]
        return joined_rows(self._each(rows_of_shard, given), modes)

    def _each(self, task: Callable[..., Any], shards: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The task with what it needs for each shard."""
        if self.client is None:
            return [task(*given) for given in shards]
        return list(self.client.gather([self.client.submit(task, *given, pure=False) for given in shards]))


def scores_of_shard(address: str, cache: str, query: Query, spectrum: Spectrum, modes: Sequence[Mode]) -> Bests:
    """Positions, scores and matched peaks of the best rows of one shard: all that the shards need to compare."""
    return best_scores(opened(address, cache), query, spectrum, modes)


def rows_of_shard(address: str, number: int, cache: str, query: Query, spectrum: Spectrum, best: Bests) -> list[Row]:
    """What shard `number` knows about the rows that are among the best of all, counted through all shards."""
    return counted(rows_of(opened(address, cache), query, spectrum, best), number)


def counted(rows: list[Row], number: int) -> list[Row]:
    """The rows of shard `number` with their positions counted through all shards."""
    for row in rows:
        row.position += number * POSITIONS_OF_A_SHARD
    return rows


_OPEN: dict[Path, tuple[tuple[int, int, int], Index]] = {}
"""Indices that this process has opened, each with the inode, time and length of its list of segments then."""


def opened(address: str, cache: str = "") -> Index:
    """The index at an address, from an object store by way of a copy in `cache`; opened once while it is unchanged."""
    folder = _folder(address, cache)
    try:
        state = (folder / MANIFEST).stat()
    except FileNotFoundError:
        return Index.open(folder)
    now = state.st_ino, state.st_mtime_ns, state.st_size
    kept = _OPEN.get(folder)
    if kept is None or kept[0] != now:
        kept = _OPEN[folder] = now, Index.open(folder)
    return kept[1]


def _folder(address: str, cache: str) -> Path:
    if "://" not in address:
        return Path(address)
    if not cache:
        remedy = message(CONTEXT, "Name a folder on each worker where copies are kept.")
        raise InputError(
            "no-cache", message(CONTEXT, "A shard in an object store needs a cache."), where=address, remedy=remedy
        )
    return local_copy(address, Path(cache))


def local_copy(address: str, cache: Path) -> Path:
    """A folder with the shard's files; those already there are kept, the list of segments is fetched anew and last."""
    try:
        to_store: Any = importlib.import_module("fsspec.core").url_to_fs
    except ImportError:
        what = message(CONTEXT, "Object stores need the extra “cluster”.")
        raise MissingToolError("no-fsspec", what, remedy=message(CONTEXT, "Install comity[cluster].")) from None
    store, root = to_store(address)
    folder: Path = cache / root.strip("/").replace("/", "_")
    folder.mkdir(parents=True, exist_ok=True)
    own = f"{token_hex(4)}.fetched"
    fresh = folder / f".{MANIFEST}.{own}"
    store.get_file(f"{root}/{MANIFEST}", str(fresh))
    if (folder / MANIFEST).exists() and (folder / MANIFEST).read_bytes() == fresh.read_bytes():
        fresh.unlink()
    else:
        fresh.replace(folder / MANIFEST)
    for entry in _named(folder):
        if not (folder / entry).exists():
            aside = folder / f".{entry}.{own}"
            store.get_file(f"{root}/{entry}", str(aside))
            aside.replace(folder / entry)
    return folder


def _named(folder: Path) -> list[str]:
    return [entry.name for entry in read_manifest(folder / MANIFEST).entries]
