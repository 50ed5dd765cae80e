"""The index: a folder with a manifest and segments.

Rules. A segment file never changes. What belongs to the index is what the manifest names, and the manifest is
replaced in one step after everything it names is on disk: a loss of power leaves the index before or after an
addition, never between. Files that the manifest does not name are left-overs and are removed by the next writer.
Adding writes one small segment; when 32 segments of about one size have gathered they are joined, small ones at
once, large ones when `merge` is called.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.files import (
    CONTEXT,
    LARGEST_MANIFEST,
    damaged,
    digest_of,
    only_writer,
    write_whole,
)
from comity.science.spectra.index.intake import Intake, Skipped, together
from comity.science.spectra.index.segment import KINDS, Cleaned, Kind, Segment, write_segment
from comity.science.spectra.similarity.preparation import CLEANING, Cleaning
from comity.science.spectra.spectrum import Spectrum

FORMAT: Final = "comity-spectra-index/1"
MANIFEST: Final = "index.json"
SEGMENTS_OF_A_SIZE: Final = 32
JOINED_AT_ONCE: Final = 4096
"""Spectra; joining that many takes some tens of milliseconds, which an addition can afford."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment as the manifest names it."""

    name: str
    kind: str
    count: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What belongs to the index; `next_number` names the next segment."""

    cleaning: Cleaning
    entries: tuple[Entry, ...] = ()
    next_number: int = 1

    def to_json(self) -> bytes:
        """As it stands in the file."""
        data = {
            "format": FORMAT,
            "cleaning": asdict(self.cleaning),
            "next_number": self.next_number,
            "segments": [asdict(entry) for entry in self.entries],
        }
        return json.dumps(data, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """An index as it was when opened; additions give a new `Index`, others' additions are seen after `refreshed`."""

    folder: Path
    manifest: Manifest
    segments: tuple[Segment, ...]
    skipped: tuple[Skipped, ...] = ()

    @classmethod
    def build(cls, folder: Path, spectra: Iterable[Spectrum], cleaning: Cleaning = CLEANING) -> Index:
        """A new index in `folder`, which must be empty or absent.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     index = Index.build(Path(folder), [Spectrum.from_peaks([(58.065, 9), (91.05, 6)], name="Invented")])
        ...     len(index), index.record(0).name
        (1, 'Invented')
        """
        folder.mkdir(parents=True, exist_ok=True)
        if any(not each.name.startswith(".") for each in folder.iterdir()):
            raise InputError(
                "folder-not-empty",
                message(CONTEXT, "The folder for the index is not empty."),
                where=str(folder),
                remedy=message(CONTEXT, "Name a new folder, or add to the index that is there."),
            )
        return cls(folder, Manifest(cleaning), ()).extended(spectra)

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The index in `folder`.

        Raises
        ------
        InputError
            There is no index, or a file of it is missing, truncated or foreign; the file is named.
        """
        manifest = read_manifest(folder / MANIFEST)
        segments = tuple(Segment.open(folder / entry.name, entry.bytes) for entry in manifest.entries)
        return cls(folder, manifest, segments)

    def __len__(self) -> int:
        return sum(segment.count for segment in self.segments)

    def refreshed(self) -> Index:
        """The index as it is on disk now."""
        return Index.open(self.folder)

    def add(self, spectra: Iterable[Spectrum]) -> Index:
        """The index with more spectra: durable and searchable when this returns."""
        return self.extended(spectra)

    def merge(self) -> Index:
        """All segments of a kind joined into one, for the fastest search."""
        with only_writer(self.folder):
            current = self.refreshed()
            for kind in KINDS:
                of_kind = [segment for segment in current.segments if segment.kind == kind]
                if len(of_kind) > 1:
                    current = current.with_joined(of_kind)
            current.remove_left_overs()
            return current

    def verify(self) -> Iterator[InputError]:
        """Read every byte and compare it with the manifest; yields what is wrong."""
        for entry in self.manifest.entries:
            if digest_of(self.folder / entry.name) != entry.sha256:
                yield damaged(self.folder / entry.name, message(CONTEXT, "The content of the file has changed."))

    def record(self, position: int) -> Record:
        """What is known about the spectrum at `position`, counted through the segments."""
        segment, row = self.locate(position)
        return segment.record(row)

    def locate(self, position: int) -> tuple[Segment, int]:
        """Segment and row of a position."""
        for segment in self.segments:
            if position < segment.count:
                return segment, position
            position -= segment.count
        raise IndexError(position)

    def of_kind(self, kind: Kind) -> Iterator[tuple[Segment, int]]:
        """Segments of one kind, each with the position of its first spectrum."""
        at = 0
        for segment in self.segments:
            if segment.kind == kind:
                yield segment, at
            at += segment.count

    @property
    def bytes(self) -> int:
        """Size of all segments."""
        return sum(entry.bytes for entry in self.manifest.entries)

    def extended(self, spectra: Iterable[Spectrum]) -> Index:
        """The index with these spectra, written segment by segment, the manifest last."""
        intake = Intake(self.manifest.cleaning)
        intake.take(spectra)
        with only_writer(self.folder):
            current = self.refreshed() if (self.folder / MANIFEST).exists() else self
            for cleaned in intake.results():
                current = current.with_segment(cleaned)
            current = current.tidied()
            current.write_manifest()
            current.remove_left_overs()
            return replace(current, skipped=tuple(intake.skipped))

    def with_segment(self, cleaned: Cleaned, instead_of: tuple[Segment, ...] = ()) -> Index:
        """One more segment, on disk but not yet in the manifest there."""
        name = f"{cleaned.kind}-{self.manifest.next_number:08d}.segment"
        length, digest = write_segment(self.folder / name, cleaned)
        gone = {segment.path.name for segment in instead_of}
        entries = [entry for entry in self.manifest.entries if entry.name not in gone]
        entries.append(Entry(name, cleaned.kind, len(cleaned.rows), length, digest))
        manifest = Manifest(self.manifest.cleaning, tuple(entries), self.manifest.next_number + 1)
        kept = [segment for segment in self.segments if segment not in instead_of]
        return Index(self.folder, manifest, (*kept, Segment.open(self.folder / name, length)))

    def with_joined(self, segments: list[Segment]) -> Index:
        """One segment in place of several, in the manifest on disk too."""
        joined = together(segments[0].kind, [segment.cleaned() for segment in segments])
        current = self.with_segment(joined, tuple(segments))
        current.write_manifest()
        return current

    def tidied(self) -> Index:
        """Small segments of one size joined, so that thousands of single additions stay few files."""
        for kind in KINDS:
            tiers: dict[int, list[Segment]] = {}
            for segment in self.segments:
                if segment.kind == kind:
                    tiers.setdefault(segment.count.bit_length() // 5, []).append(segment)
            for tier in tiers.values():
                if len(tier) >= SEGMENTS_OF_A_SIZE and sum(each.count for each in tier) <= JOINED_AT_ONCE:
                    return self.with_joined(tier).tidied()
        return self

    def write_manifest(self) -> None:
        """From here on the index is what this object holds."""
        write_whole(self.folder / MANIFEST, self.manifest.to_json())

    def remove_left_overs(self) -> None:
        """Delete files that the manifest does not name."""
        named = {entry.name for entry in self.manifest.entries}
        for path in [*self.folder.glob("*.segment"), *self.folder.glob(".*.part")]:
            if path.name not in named:
                path.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """The list of segments, or an error that names the file."""
    if not path.is_file():
        raise InputError(
            "no-index",
            message(CONTEXT, "There is no index of spectra in this folder."),
            where=str(path.parent),
            remedy=message(CONTEXT, "Build one with: comity spectra index build FILES --out FOLDER"),
        )
    if path.stat().st_size > LARGEST_MANIFEST:
        raise damaged(path, message(CONTEXT, "The list of segments is too long to be one."))
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
        entries = tuple(Entry(**entry) for entry in data["segments"])
        foreign = data["format"] != FORMAT or any("/" in each.name or each.kind not in KINDS for each in entries)
        manifest = Manifest(Cleaning(**data["cleaning"]), entries, int(data["next_number"]))
    except (ValueError, KeyError, TypeError):
        foreign = True
    if foreign:
        raise damaged(path, message(CONTEXT, "The list of segments cannot be read."))
    return manifest
