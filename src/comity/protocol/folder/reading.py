"""Reading a log's folder; nothing is believed that is not authenticated by the head."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from comity.base.errors import InputError
from comity.base.messages import message
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.note import MAXIMUM_BYTES
from comity.protocol.tiles import TileReader
from comity.protocol.tiles.bundles import LARGEST_BUNDLE

CHECKPOINT = "checkpoint"


def fetcher(folder: Path) -> Callable[[str], bytes]:
    """Gives the bytes at a path of the log, never more than the largest bundle."""

    def fetch(path: str) -> bytes:
        with (folder / path).open("rb") as file:
            return file.read(LARGEST_BUNDLE + 1)

    return fetch


def read_note(folder: Path) -> bytes:
    """The bytes of the head."""
    try:
        with (folder / CHECKPOINT).open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        said = message("protocol", "There is no log in this folder: it has no checkpoint.")
        advice = message("protocol", "Start one with comity log init, or check the name of the folder.")
        raise InputError("no-log", said, where=str(folder), remedy=advice) from error


def read_head(folder: Path, log_keys: Iterable[VerifierKey], witness_keys: Iterable[VerifierKey] = ()) -> SignedHead:
    """The head of the log in a folder, its signatures checked."""
    return open_checkpoint(read_note(folder), log_keys, witness_keys)


def reader(folder: Path, head: Checkpoint) -> TileReader:
    """Authenticated entries, hashes and proofs of the log in a folder at a head."""
    return TileReader(head, fetcher(folder))
