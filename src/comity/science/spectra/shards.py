"""One search over many indices, on the workers of a Dask cluster or one after another.

Every shard is an index of its own, in a folder that all workers see or in an object store (any address that fsspec
understands), from which a worker takes a copy and keeps it. A worker returns the best
400 rows of its shard by each way of matching; joined and cut to the best 400 of all they are the rows that one index of
everything would have given, so that order, scores and probabilities are those of one machine.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from comity.base.errors import InputError, MissingToolError
from comity.base.messages import message
from comity.science.spectra.candidates import Row, best_rows, joined_rows
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
        task = partial(rows_of_shard, self.addresses, self.cache, query, spectrum, tuple(modes))
        numbers = range(len(self.addresses))
        if self.client is None:
            return joined_rows(map(task, numbers), modes)
        return joined_rows(self.client.gather(self.client.map(task, numbers, pure=False)), modes)


def rows_of_shard(
    addresses: Sequence[str], cache: str, query: Query, spectrum: Spectrum, modes: tuple[Mode, ...], number: int
) -> list[Row]:
    """What one worker does: the best rows of shard `number`, their positions counted through all shards."""
    rows = best_rows(opened(addresses[number], cache), query, spectrum, modes)
    return [replace(row, position=row.position + number * POSITIONS_OF_A_SHARD) for row in rows]


def opened(address: str, cache: str = "") -> Index:
    """The index at an address; from an object store by way of a checked copy in `cache`."""
    if "://" not in address:
        return Index.open(Path(address))
    if not cache:
        remedy = message(CONTEXT, "Name a folder on each worker where copies are kept.")
        raise InputError(
            "no-cache", message(CONTEXT, "A shard in an object store needs a cache."), where=address, remedy=remedy
        )
    return Index.open(local_copy(address, Path(cache)))


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
    fresh = folder / f".{MANIFEST}.fetched"
    store.get_file(f"{root}/{MANIFEST}", str(fresh))
    fresh.replace(folder / MANIFEST)
    for entry in _named(folder):
        if not (folder / entry).exists():
            aside = folder / f".{entry}.fetched"
            store.get_file(f"{root}/{entry}", str(aside))
            aside.replace(folder / entry)
    return folder


def _named(folder: Path) -> list[str]:
    return [entry.name for entry in read_manifest(folder / MANIFEST).entries]
