"""Rows of peaks: quickly where all are plain pairs, otherwise one by one, so that the wrong line is named."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.base.messages import message
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError
from comity.science.spectra.formats.values import NUMBER_REMEDY

Column = NDArray[np.float64]
Annotations = list[tuple[str, str]]
PAIR: Final = re.compile(r"\(?\s*([^\s,;:()\"]+)[\s,:]+([^\s,;()\"]+)\s*\)?\s*")
SEVERAL: Final = re.compile(PAIR.pattern + r"(\"[^\"]*\")?\s*(?:;|$|(?=\())")
DECIMAL_COMMA: Final = re.compile(r"\d,\d+[\s;]+\d")
ANNOTATION: Final = "Peak annotation"


def read_peaks(lines: Sequence[str], first_line: int, ceiling: int) -> tuple[Column, Column, Annotations]:
    """m/z, intensity and remarks of the peaks in `lines`, the first of which has the number `first_line`.

    Understood: one pair a line, more columns after it (kept as remarks), several pairs a line parted by `;` or in
    parentheses, blanks, tabs, commas or `:` between the numbers of a pair.
    """
    quick = _all_pairs(lines)
    if quick is not None and quick.size <= 2 * ceiling and _plausible(quick):
        return quick[::2].copy(), quick[1::2].copy(), []
    return _one_by_one(lines, first_line, ceiling)


def _all_pairs(lines: Sequence[str]) -> Column | None:
    text = "\n".join(lines)
    if "_" in text or not text.isascii():
        return None
    rows = [line.split() for line in lines]
    if not {0, 2}.issuperset(map(len, rows)):
        return None
    try:
        return np.array(list(map(float, chain.from_iterable(rows))), dtype=np.float64)
    except ValueError:
        return None


def _plausible(numbers: Column) -> bool:
    return bool(np.isfinite(numbers).all() and (numbers[::2] > 0).all() and (numbers[1::2] >= 0).all())


def _one_by_one(lines: Sequence[str], first_line: int, ceiling: int) -> tuple[Column, Column, Annotations]:
    mz: list[float] = []
    intensity: list[float] = []
    remarks: Annotations = []
    for line, text in enumerate(lines, first_line):
        for place, height, remark in _pairs_of(text, line):
            mz.append(peak_number(place, line, what="m/z"))
            intensity.append(peak_number(height, line, what="intensity"))
            if remark:
                remarks.append((ANNOTATION, f"{place} {remark}"))
        if len(mz) > ceiling:
            what = message(CONTEXT, "The record has more than {limit} peaks.", limit=ceiling)
            remedy = message(CONTEXT, "Export centroided peaks instead of the profile.")
            raise FaultyRecordError("too-many-peaks", what, line=line, remedy=remedy)
    return np.array(mz, dtype=np.float64), np.array(intensity, dtype=np.float64), remarks


def _pairs_of(text: str, line: int) -> list[tuple[str, str, str]]:
    if DECIMAL_COMMA.search(text) and "." not in text:
        what = message(CONTEXT, "The numbers are written with a decimal comma: “{text}”.", text=text.strip()[:40])
        raise FaultyRecordError("decimal-comma", what, line=line, remedy=NUMBER_REMEDY)
    if ";" in text or "(" in text:
        return _several(text.strip(), line)
    return [_annotated(text.strip(), line)] if text.strip() else []


def _several(text: str, line: int) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    position = 0
    while position < len(text):
        pair = SEVERAL.match(text, position)
        if not pair:
            return [*found, _annotated(text[position:], line)]
        found.append((pair[1], pair[2], (pair[3] or "").strip('"')))
        position = pair.end()
    return found


def _annotated(text: str, line: int) -> tuple[str, str, str]:
    found = PAIR.match(text)
    if not found:
        what = message(CONTEXT, "This is not a peak (m/z and intensity): “{text}”.", text=text[:40])
        raise FaultyRecordError("not-a-peak", what, line=line)
    return found[1], found[2], text[found.end() :].strip(' \t;,"')


def peak_number(text: str, line: int | None, *, what: str) -> float:
    """One number of a peak; m/z above zero, intensity not negative."""
    try:
        value = float(text) if "_" not in text and text.isascii() else math.nan
        written = True
    except ValueError:
        value, written = math.nan, False
    if not written:
        reason = message(CONTEXT, "The {column} is not a number: “{text}”.", column=what, text=text[:40])
        raise FaultyRecordError("not-a-number", reason, line=line, remedy=NUMBER_REMEDY)
    if not math.isfinite(value):
        reason = message(CONTEXT, "The {column} is not a finite number: “{text}”.", column=what, text=text[:40])
        raise FaultyRecordError("not-finite", reason, line=line)
    if value < 0 or (value == 0 and what == "m/z"):
        reason = message(CONTEXT, "The {column} must not be “{text}”.", column=what, text=text[:40])
        raise FaultyRecordError("negative-peak", reason, line=line, remedy=BASELINE_REMEDY)
    return value


BASELINE_REMEDY = message(CONTEXT, "Export again with baseline and noise removed; m/z lie above zero.")
