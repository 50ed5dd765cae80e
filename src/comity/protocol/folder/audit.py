"""Auditing a log in a folder: every root recomputed from the entries, every tile compared, the faults named.

Proofs can be right while an entry is not (one flipped bit ended a public certificate log in 2021), so an audit does not
ask for proofs: it reads all entries, builds the tree again, and compares every file with what has to stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder.reading import CHECKPOINT, fetcher, read_note
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.note import parse_note
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles import TileReader
from comity.protocol.tiles.bundles import split_entries
from comity.protocol.tiles.edge import hashes_in, root_of_levels
from comity.protocol.tiles.paths import WIDTH, bundle_path, tile_path
from comity.protocol.tree import HASH_SIZE, root_hash

MAXIMUM_FINDINGS = 100  # after so many the rest of the log is not looked at


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it has to be: a code, the file, and the entry or hash in it where that is known."""

    code: str
    path: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit has seen. Without findings every entry is under the root of the head.

    `head` is None when no key of the log was given, so that its signature was not checked.
    """

    checkpoint: Checkpoint | None
    head: SignedHead | None
    entries: int
    files: int
    findings: tuple[Finding, ...]


def audit_folder(
    folder: Path, log_keys: Iterable[VerifierKey] = (), witness_keys: Iterable[VerifierKey] = ()
) -> AuditReport:
    """Recompute a log from its entries and compare everything.

    Parameters
    ----------
    folder : Path
        A folder with a log.
    log_keys, witness_keys : iterable of VerifierKey
        Keys whose signatures on the head are checked; without a key of the log its signature is not.

    Returns
    -------
    AuditReport
        Faults in order: the head, then bundles with their tiles from left to right, then higher tiles, then the root.
    """
    data = read_note(folder)
    try:
        checkpoint, head = _opened(data, tuple(log_keys), tuple(witness_keys))
    except (FormatError, VerificationError) as error:
        return AuditReport(None, None, 0, 1, (Finding(error.code, CHECKPOINT),))
    audit = _Audit(folder, checkpoint)
    audit.run()
    return AuditReport(checkpoint, head, audit.entries, audit.files, tuple(audit.findings))


def _opened(
    data: bytes, log_keys: tuple[VerifierKey, ...], witness_keys: tuple[VerifierKey, ...]
) -> tuple[Checkpoint, SignedHead | None]:
    checkpoint = Checkpoint.parse(parse_note(data).text)
    return checkpoint, open_checkpoint(data, log_keys, witness_keys) if log_keys else None


class _Audit:
    """One pass over a folder."""

    def __init__(self, folder: Path, head: Checkpoint) -> None:
        self.folder, self.head = folder, head
        self.fetch = fetcher(folder)
        self.entries, self.files, self.findings = 0, 1, list[Finding]()
        self.levels: list[list[bytes]] = []

    def run(self) -> None:
        row = self._bundles()
        level = 1
        while len(self.findings) < MAXIMUM_FINDINGS and self.head.size >> 8 * level:
            row = self._tiles(level, row)
            level += 1
        if not self.findings and root_of_levels(self.levels) != self.head.root:
            self.findings.append(Finding("root-differs", CHECKPOINT))

    def _bundles(self) -> list[bytes]:
        """Read all entries; the answer is the roots of the full level-0 tiles."""
        roots, last = [], list[bytes]()
        for index in range(-(-self.head.size // WIDTH)):
            hashes = self._bundle(index)
            if len(hashes) == WIDTH:
                roots.append(root_hash(hashes))
            else:
                last = hashes
            if len(self.findings) >= MAXIMUM_FINDINGS:
                break
        self.levels.append(last)
        return roots

    def _bundle(self, index: int) -> list[bytes]:
        """Leaf hashes of one bundle, recomputed from its entries; of its tile, where the entries are at fault."""
        bundle, tile = bundle_path(index, self.head.size), tile_path(0, index, self.head.size)
        stored = self._read(tile.path, tile.width * HASH_SIZE)
        try:
            entries = split_entries(self.fetch(bundle.path), bundle.width)
        except (FileNotFoundError, FormatError) as error:
            self._note(error, bundle.path)
            return _split(stored, bundle.width)
        self.files += 1
        self.entries += len(entries)
        hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
        if stored is None or b"".join(hashes) == stored:
            return hashes
        return self._blame(index, bundle.path, tile.path, hashes, hashes_in(stored, tile.width))

    def _blame(self, index: int, bundle: str, tile: str, hashes: list[bytes], stored: list[bytes]) -> list[bytes]:
        """Entries and tile differ: say which of the two the head contradicts."""
        place = next(place for place in range(len(hashes)) if hashes[place] != stored[place])
        try:
            TileReader(self.head, self.fetch).tile(0, index)
        except (FormatError, VerificationError, FileNotFoundError):
            self.findings.append(Finding("tile-altered", tile, place))
            return hashes
        self.findings.append(Finding("entry-altered", bundle, index * WIDTH + place))
        return stored

    def _tiles(self, level: int, row: list[bytes]) -> list[bytes]:
        """Compare the tiles of one level with the roots of the level below; the answer is their own roots."""
        roots: list[bytes] = []
        for index in range(-(-(self.head.size >> 8 * level) // WIDTH)):
            tile = tile_path(level, index, self.head.size)
            expected = row[index * WIDTH : index * WIDTH + tile.width]
            stored = self._read(tile.path, tile.width * HASH_SIZE)
            if stored is not None and stored != b"".join(expected):
                found = hashes_in(stored, tile.width)
                place = next((place for place, one in enumerate(expected) if one != found[place]), None)
                self.findings.append(Finding("tile-altered", tile.path, place))
            if tile.width == WIDTH:
                roots.append(root_hash(expected))
        self.levels.append(row[len(row) - len(row) % WIDTH :])
        return roots

    def _read(self, path: str, length: int) -> bytes | None:
        """A tile of the right length, or None and a finding."""
        self.files += 1
        try:
            data = self.fetch(path)
        except FileNotFoundError as error:
            self._note(error, path)
            return None
        if len(data) != length:
            self.findings.append(Finding("tile-length", path))
            return None
        return data

    def _note(self, error: Exception, path: str) -> None:
        self.findings.append(Finding(getattr(error, "code", "file-missing"), path))


def _split(stored: bytes | None, width: int) -> list[bytes]:
    return hashes_in(stored, width) if stored is not None else [bytes(HASH_SIZE)] * width
