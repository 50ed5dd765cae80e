"""Appending to a log in a folder; the package says in which order, and why."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder.durable import locked, remove_unfinished, write_durably
from comity.protocol.folder.memory import Decision, HeadMemory
from comity.protocol.folder.reading import CHECKPOINT, fetcher, read_head, reader
from comity.protocol.heads import SignedHead, open_checkpoint, sign_checkpoint
from comity.protocol.keys import SigningKey
from comity.protocol.note import Note
from comity.protocol.refusals import ForkError, FormatError, VerificationError
from comity.protocol.tiles import Edge
from comity.protocol.tree import EMPTY_ROOT

MAXIMUM_BATCH = 1_000_000  # entries in one append; beyond, memory rather than disk would decide


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append has done: entries first … first + count − 1 are in the log of this head, durably."""

    first: int
    count: int
    head: Checkpoint
    note: Note


def create_log(folder: Path, origin: str, keys: Sequence[SigningKey], memory: HeadMemory, *, time: int = 0) -> Note:
    """Start a log: a signed head of size 0 in a folder that is empty or not there yet.

    Raises
    ------
    ConflictError
        The folder holds something; nothing was changed.
    VerificationError
        These keys have already signed entries for this place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        remove_unfinished(folder)
        if any(folder.iterdir()):
            raise ConflictError("folder-not-empty", NOT_EMPTY, where=str(folder), remedy=OTHER_FOLDER)
        head = Checkpoint(origin, 0, EMPTY_ROOT)
        known = memory.read()
        if known and known.decided.size:
            raise _behind(known, sign_checkpoint(head, keys, time=time), keys)
        memory.decide(head, None)
        return _publish(folder, head, keys, time)


class FolderLog:
    """A log that is locked and was checked, ready to append.

    Obtained from `FolderLog.opened`; `head` and `note` are what stands in the folder.
    """

    def __init__(self, folder: Path, keys: Sequence[SigningKey], memory: HeadMemory, head: SignedHead) -> None:
        self._folder = folder
        self._keys = keys
        self._memory = memory
        self.head = head.checkpoint
        self.note = head.note
        self._edge: Edge | None = Edge.load(self.head.size, self.head.root, fetcher(folder))

    @classmethod
    @contextmanager
    def opened(
        cls, folder: Path, keys: Sequence[SigningKey], memory: HeadMemory, *, time: int = 0
    ) -> Iterator[FolderLog]:
        """Lock the folder, complete what a crash has left, and check head and edge.

        Parameters
        ----------
        folder : Path
            A folder with a log.
        keys : sequence of SigningKey
            The log's keys; at least one of them has signed the head.
        memory : HeadMemory
            What these keys last decided to sign here.
        time : int
            Seconds since 1970, for keys whose signature carries a time.

        Raises
        ------
        ForkError
            The folder is behind the decision (`rolled-back`) or contradicts it (`forked`).
        FormatError, VerificationError
            The head or the edge is not what the keys have signed.
        """
        if not folder.is_dir():
            read_head(folder, ())
        with locked(folder):
            remove_unfinished(folder)
            head = read_head(folder, [key.verifier for key in keys])
            yield cls(folder, keys, memory, _reconciled(folder, keys, memory, head, time))

    def append(
        self, entries: Sequence[bytes], *, time: int = 0, leaf_hashes: Sequence[bytes] | None = None
    ) -> Appended:
        """Add entries under one new head; when this returns they are durable and included.

        Either all are in the log or none. After an error this object is of no more use: open the log again.

        Raises
        ------
        InputError
            An entry is over 65,535 bytes, or there are more than a million; nothing was written.
        """
        if len(entries) > MAXIMUM_BATCH:
            raise InputError("too-many-entries", TOO_MANY)
        if not entries:
            return Appended(self.head.size, 0, self.head, self.note)
        edge, self._edge = self._edge, None
        if edge is None:
            raise ConflictError("log-closed", OPEN_AGAIN)
        before = self.head
        full = edge.extend(entries, leaf_hashes)
        write_durably(self._folder, full | edge.partial_tiles())
        after = Checkpoint(before.origin, edge.size, edge.root())
        self._memory.decide(after, before)
        self.note = _publish(self._folder, after, self._keys, time)
        self.head, self._edge = after, edge
        remove_partials(self._folder, full)
        return Appended(before.size, len(entries), after, self.note)


def _publish(folder: Path, head: Checkpoint, keys: Sequence[SigningKey], time: int) -> Note:
    note = sign_checkpoint(head, keys, time=time)
    write_durably(folder, {CHECKPOINT: note.data})
    return note


def _reconciled(
    folder: Path, keys: Sequence[SigningKey], memory: HeadMemory, head: SignedHead, time: int
) -> SignedHead:
    """The head to go on from: the one in the folder, or the one that was decided on and not yet put there."""
    known, found = memory.read(), head.checkpoint
    if known is None:
        memory.decide(found, None)
        return head
    if known.decided == found:
        return head
    if known.before == found and _is_complete(folder, known.decided):
        note = _publish(folder, known.decided, keys, time)
        return open_checkpoint(note.data, [key.verifier for key in keys])
    if found.size <= known.decided.size or known.decided.origin != found.origin:
        raise _behind(known, head.note, keys)
    if reader(folder, found).root(known.decided.size) != known.decided.root:
        raise _behind(known, head.note, keys)
    memory.decide(found, None)
    return head


def _is_complete(folder: Path, head: Checkpoint) -> bool:
    try:
        Edge.load(head.size, head.root, fetcher(folder))
    except (FileNotFoundError, FormatError, VerificationError):
        return False
    return True


def _behind(known: Decision, shown: Note, keys: Sequence[SigningKey]) -> ForkError:
    """The refusal, with both heads; ours is signed again, which gives what was signed or would have been."""
    ours = sign_checkpoint(known.decided, [key for key in keys if key.name == known.decided.origin] or keys)
    older = Checkpoint.parse(shown.text).size < known.decided.size
    code = "rolled-back" if older else "forked"
    return ForkError(code, where=known.decided.origin, known=ours.data, shown=shown.data)


def remove_partials(folder: Path, full: Iterable[str]) -> None:
    """Delete partial tiles whose full tile is there, as tlog-tiles allows. That they are gone need not be durable."""
    for path in full:
        with suppress(OSError):
            shutil.rmtree(folder / f"{path}.p", ignore_errors=True)


NOT_EMPTY = message("protocol", "This folder is not empty, so no log can start in it.")
OTHER_FOLDER = message("protocol", "Name a new folder.")
TOO_MANY = message("protocol", "More than a million entries cannot be added at once.")
OPEN_AGAIN = message("protocol", "An append has failed here; open the log again.")
