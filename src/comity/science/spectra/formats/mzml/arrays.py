"""Binary arrays: base64, perhaps zlib, little-endian numbers; never unpacked beyond the number of peaks allowed."""

from __future__ import annotations

import base64
import binascii
import zlib

import numpy as np
from numpy.typing import NDArray

from comity.base.messages import message
from comity.science.spectra.formats.mzml import terms
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError

WIDEST = 8  # bytes of a number


def decode_array(text: str, accessions: frozenset[str], ceiling: int, line: int | None) -> NDArray[np.float64]:
    """The numbers in one `binary` element.

    Raises
    ------
    FaultyRecordError
        When it is not base64, is packed in a way that is not read, is damaged, or holds too many numbers.
    """
    if accessions & terms.NUMPRESS:
        what = message(CONTEXT, "The peaks are packed with Numpress, which is not read here.")
        remedy = message(CONTEXT, "Convert again without Numpress (msConvert: zlib only).")
        raise FaultyRecordError("numpress", what, line=line, remedy=remedy)
    if len(text) > 2 * WIDEST * (ceiling + 1):
        raise _too_many(ceiling, line)
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _damaged(line) from None
    if terms.ZLIB in accessions:
        data = _inflated(data, ceiling, line)
    return _numbers(data, accessions, ceiling, line)


def _inflated(data: bytes, ceiling: int, line: int | None) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, WIDEST * ceiling + 1)
    except zlib.error:
        raise _damaged(line) from None
    if len(unpacked) > WIDEST * ceiling or unpacker.unconsumed_tail:
        raise _too_many(ceiling, line)
    if data and not unpacker.eof:
        raise _damaged(line)
    return unpacked


def _numbers(data: bytes, accessions: frozenset[str], ceiling: int, line: int | None) -> NDArray[np.float64]:
    kind = next((kind for accession, kind in terms.NUMBER_TYPES.items() if accession in accessions), None)
    if kind is None:
        raise FaultyRecordError("array-type", message(CONTEXT, "The type of the numbers is not given."), line=line)
    if len(data) % np.dtype(kind).itemsize:
        raise _damaged(line)
    numbers = np.frombuffer(data, dtype=kind)
    if numbers.size > ceiling:
        raise _too_many(ceiling, line)
    with np.errstate(invalid="ignore"):  # a signalling NaN is refused as NaN later
        return numbers.astype(np.float64)


def encode_array(column: NDArray[np.float64]) -> str:
    """Numbers as zlib-packed base64 of 64-bit floats."""
    return base64.b64encode(zlib.compress(column.astype("<f8").tobytes())).decode()


def _too_many(ceiling: int, line: int | None) -> FaultyRecordError:
    what = message(CONTEXT, "The record has more than {limit} peaks.", limit=ceiling)
    remedy = message(CONTEXT, "Export centroided peaks instead of the profile.")
    return FaultyRecordError("too-many-peaks", what, line=line, remedy=remedy)


def _damaged(line: int | None) -> FaultyRecordError:
    return FaultyRecordError("array-damaged", message(CONTEXT, "The peaks are damaged."), line=line)
