"""What a mirror answers to add-entries:

400 nothing usable · 404 unknown log · 409 other head or place, with where to go on · 422 a package is not of this log ·
202 taken up to some entry, go on there · 200 all entries up to the head are kept, with the mirror's cosignatures.

The head itself comes in by add-checkpoint, as to a witness; the mirror cosigns it only when it has every entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import SigningKey
from comity.protocol.mirror.packages import INFO_TYPE, EntryPackage, MirrorInfo, UploadHeader, split_upload
from comity.protocol.note import parse_note, sign_text
from comity.protocol.refusals import FormatError
from comity.protocol.tiles import WIDTH
from comity.protocol.tree import leaf_hash, root_hash, verify_subtree
from comity.protocol.witness.rules import Answer


class MirrorState(Protocol):
    """What a mirror keeps for each log."""

    def pending(self, origin: str) -> Sequence[bytes] | None:
        """Signed heads that add-checkpoint accepted, newest first, the mirror's own among them; None: unknown log."""

    def next_entry(self, origin: str) -> int:
        """Index of the first entry that is not kept yet."""

    def entries(self, origin: str, start: int, end: int) -> Sequence[bytes]:
        """Kept entries start … end − 1."""

    def keep(self, origin: str, first: int, entries: Sequence[bytes]) -> None:
        """Keep authenticated entries durably; those below the next entry are there already and are left alone."""

    def commit(self, origin: str, note: bytes) -> bool:
        """Make this head the mirror's, atomically and durably; False when the mirror already has a larger one."""


class Mirror:
    """Keeps copies of logs and says so by cosigning.

    Parameters
    ----------
    keys : sequence of SigningKey
        Cosigner keys that are used for nothing else: a witness beside the mirror has its own name and keys.
    state : MirrorState
        Where heads and entries are kept.
    """

    def __init__(self, keys: Sequence[SigningKey], state: MirrorState) -> None:
        self._keys = tuple(keys)
        self._state = state

    def add_entries(self, body: bytes, *, time: int) -> Answer:
        """Answer one request at the time `time` (seconds since 1970)."""
        try:
            header, packages = split_upload(body)
        except FormatError as error:
            return Answer(400, reason=error.code)
        notes = self._state.pending(header.origin)
        if notes is None:
            return Answer(404, reason="unknown-log")
        heads = {Checkpoint.parse(parse_note(note).text).size: note for note in reversed(notes)}
        if header.end not in heads or header.start > self._state.next_entry(header.origin):
            return self._go_on(header.origin, max(heads, default=0), 409)
        head = Checkpoint.parse(parse_note(heads[header.end]).text)
        taken = 0
        try:
            for package in packages:
                if not self._belongs(header, head, package):
                    return Answer(422, reason="package-not-of-this-log")
                self._state.keep(header.origin, package.first, package.entries)
                taken += 1
        except FormatError as error:
            return Answer(422, reason=error.code)
        return self._finish(header, heads[header.end], taken, time)

    def _finish(self, header: UploadHeader, note: bytes, taken: int, time: int) -> Answer:
        if self._state.next_entry(header.origin) < header.end:
            if not taken:
                return Answer(400, reason="no-package")
            return self._go_on(header.origin, header.end, 202)
        if not self._state.commit(header.origin, note):
            return self._go_on(header.origin, header.end, 409)
        lines = sign_text(parse_note(note).text, self._keys, time=time).signatures
        return Answer(200, b"".join(one.line for one in lines))

    def _belongs(self, header: UploadHeader, head: Checkpoint, package: EntryPackage) -> bool:
        """Whether the entries, with what is kept before them in their bundle, are a subtree under the head."""
        aligned = package.first // WIDTH * WIDTH
        before = self._state.entries(header.origin, aligned, package.first)
        if len(before) != package.first - aligned:
            return False
        end = package.first + len(package.entries)
        subtree = root_hash([leaf_hash(one) for one in (*before, *package.entries)])
        return verify_subtree(aligned, end, head.size, package.proof, subtree, head.root)

    def _go_on(self, origin: str, size: int, status: int) -> Answer:
        info = MirrorInfo(size, self._state.next_entry(origin))
        return Answer(status, info.data, INFO_TYPE)
