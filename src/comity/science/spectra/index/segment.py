"""A stretch of the library in one file: spectra of one kind in order of mass, their postings and their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.index.columns import Record, encoded, record_at
from comity.science.spectra.index.files import Array, SegmentWriter, Shape, read_segment
from comity.science.spectra.index.layout import OFFSET_BITS, codes_of
from comity.science.spectra.index.postings import (
    Postings,
    Rows,
    blocks_of,
    cells_needed,
    joined,
    turned,
    turned_back,
)
from comity.science.spectra.similarity.cosine import IDENTITY

Kind = Literal["msms", "ei"]
KINDS: Final[tuple[Kind, ...]] = ("msms", "ei")
BITS: Final[Mapping[Kind, int]] = {"msms": OFFSET_BITS, "ei": 0}


RECORDS_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """Spectra ready to be written: peaks, mass (units or whole dalton; 0 unknown), power of weighting, records."""

    kind: Kind
    rows: Rows
    mass: NDArray[np.int32]
    power: NDArray[np.float32]
    records: Sequence[Record]

    def in_order(self) -> Cleaned:
        """By mass, so that one mass is one stretch; spectra of unknown mass come first."""
        order = np.argsort(self.mass, kind="stable")
        records = [self.records[place] for place in order]
        return Cleaned(self.kind, self.rows.take(order), self.mass[order], self.power[order], records)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An open segment; its arrays are mapped, so that opening costs nothing and memory is shared."""

    path: Path
    kind: Kind
    count: int
    largest: int
    arrays: Mapping[str, Array]
    _read: dict[int, Record] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, path: Path, length: int) -> Segment:
        """Map a file that `write_segment` made."""
        facts, arrays = read_segment(path, length)
        return cls(path, facts["kind"], facts["count"], facts["largest"], arrays)

    def record(self, row: int) -> Record:
        """What is known about one spectrum; the last ones read are kept, since queries of a case meet the same rows."""
        record = self._read.get(row)
        if record is None:
            if len(self._read) >= RECORDS_KEPT:
                self._read.clear()
            record = self._read[row] = record_at(self.arrays, row)
        return record

    def postings(self, name: str, block: int) -> Postings:
        """One block by m/z (`ion`) or by loss (`loss`), its cells counted from 0."""
        start = self.arrays[f"{name}.start"][block]
        low, high = int(start[0]), int(start[-1])
        offset = self.arrays[f"{name}.offset"][low:high] if BITS[self.kind] else np.empty(0, np.uint16)
        local, height = self.arrays[f"{name}.local"], self.arrays[f"{name}.height"]
        return Postings(local[low:high], offset, height[low:high], start - low)

    def cleaned(self) -> Cleaned:
        """Everything back as it was before it was turned round; for merging."""
        bits = BITS[self.kind]
        parts = [
            turned_back(self.postings("ion", block), last - first, bits) for block, first, last in blocks_of(self.count)
        ]
        records = [self.record(row) for row in range(self.count)]
        return Cleaned(self.kind, joined(parts), self.arrays["mass"], self.arrays["power"], records)


def write_segment(path: Path, cleaned: Cleaned) -> tuple[int, str]:
    """Write a segment in order of mass; returns its length and SHA-256."""
    cleaned = cleaned.in_order()
    columns = encoded(cleaned.records)
    losses = _losses(cleaned) if cleaned.kind == "msms" else None
    shapes = _posting_shapes("ion", cleaned.rows, cleaned.kind)
    if losses is not None:
        shapes |= _posting_shapes("loss", losses, cleaned.kind)
    small = {"mass": cleaned.mass, "power": cleaned.power, **_facts(cleaned), **columns}
    shapes |= {name: Shape(array.dtype.str, array.shape) for name, array in small.items()}
    largest = int(cleaned.rows.key.max()) if cleaned.rows.key.size else 0
    writer = SegmentWriter(path, shapes, {"kind": cleaned.kind, "count": len(cleaned.rows), "largest": largest})
    for name, array in small.items():
        writer.arrays[name][...] = array
    _fill(writer.arrays, "ion", cleaned.rows, BITS[cleaned.kind])
    if losses is not None:
        _fill(writer.arrays, "loss", losses, BITS[cleaned.kind])
    return writer.commit()


def _losses(cleaned: Cleaned) -> Rows:
    """The same peaks by their distance to the precursor; none for spectra without one."""
    lengths = np.where(cleaned.mass > 0, cleaned.rows.lengths, 0)
    mass = np.repeat(cleaned.mass, cleaned.rows.lengths)
    key = (mass - cleaned.rows.key)[mass > 0]
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Rows(np.maximum(key, 0), cleaned.rows.height[mass > 0], start)


def _facts(cleaned: Cleaned) -> dict[str, Array]:
    """Numbers of peaks; for electron ionisation also what the match factor needs of each spectrum as a whole, and
    where each nominal mass begins, with the end of the table as a last entry.
    """
    peaks = {"peaks": np.minimum(cleaned.rows.lengths, 0xFFFF).astype("<u2")}
    if cleaned.kind != "ei":
        return peaks
    raised = (2.0 * cleaned.rows.height.astype(np.float64)) ** (1 / np.repeat(cleaned.power, cleaned.rows.lengths))
    total = np.add.reduceat(raised, cleaned.rows.start[:-1])
    height = raised / np.repeat(total, cleaned.rows.lengths)
    weight = cleaned.rows.key**IDENTITY.mass * height**IDENTITY.intensity
    masses, first = np.unique(cleaned.mass, return_index=True)
    return peaks | {
        "total": total.astype("<f4"),
        "norm": np.add.reduceat(weight**2, cleaned.rows.start[:-1]).astype("<f4"),
        "group.mass": masses.astype("<i8"),
        "group.first": np.append(first, cleaned.mass.size).astype("<i8"),
    }


def _posting_shapes(name: str, rows: Rows, kind: Kind) -> dict[str, Shape]:
    blocks = len(list(blocks_of(len(rows))))
    cells = cells_needed(rows.key, BITS[kind])
    shapes = {
        f"{name}.local": Shape("<u2", (rows.key.size,)),
        f"{name}.height": Shape("<f4", (rows.key.size,)),
        f"{name}.start": Shape("<i8", (blocks, cells + 1)),
    }
    third = (
        {f"{name}.offset": Shape("<u2", (rows.key.size,))}
        if BITS[kind]
        else {f"{name}.code": Shape("|u1", (rows.key.size,))}
    )
    return shapes | third


def _fill(arrays: Mapping[str, Any], name: str, rows: Rows, bits: int) -> None:
    cells = arrays[f"{name}.start"].shape[1] - 1
    for block, first, last in blocks_of(len(rows)):
        low, high = int(rows.start[first]), int(rows.start[last])
        postings = turned(rows.stretch(first, last), cells, bits)
        arrays[f"{name}.local"][low:high] = postings.local
        arrays[f"{name}.height"][low:high] = postings.height
        if bits:
            arrays[f"{name}.offset"][low:high] = postings.offset
        else:
            arrays[f"{name}.code"][low:high] = codes_of(postings.height)
        arrays[f"{name}.start"][block] = postings.start + low
