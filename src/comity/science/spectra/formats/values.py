"""What files write, turned into values: numbers, times, polarities, kinds of spectrum; `None` for "not known"."""

from __future__ import annotations

import math
import re
from typing import Final

from comity.base.messages import message
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError
from comity.science.spectra.spectrum import Polarity, Technique

PLACEHOLDERS: Final = frozenset({"", "0", "-", "n/a", "na", "none", "null", "unknown", "not available"})
SECONDS: Final = {
    "": 1.0,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
}
TIME: Final = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([a-z]*)\.?", re.IGNORECASE | re.ASCII)
ELECTRON_IONISATION: Final = re.compile(r"(^|[^a-z])ei([^a-z]|$)|electron (impact|ioni[sz]ation)", re.IGNORECASE)
PLAIN_SCAN: Final = "MS1 scan"  # said where an instrument type would else be read as electron ionisation
LEVEL: Final = re.compile(r"^(?:ms)?\s*([1-9])$", re.IGNORECASE)
CHARGE: Final = re.compile(r"^(?:\d+([+-])|([+-])\d+)$")


def number(text: str) -> float | None:
    """A finite number written with a point, or nothing."""
    if "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def positive_number(text: str) -> float | None:
    """A finite number above zero, or nothing."""
    value = number(text)
    return value if value is not None and value > 0 else None


def precursor_mz(text: str, line: int | None) -> float | None:
    """m/z of the fragmented ion: of `a/b` (several stages) the last; a leading number of `m/z intensity`."""
    last = text.split("/")[-1].split()
    value = positive_number(last[0].removesuffix(";")) if last else None
    if value is None and text.strip().lower() not in PLACEHOLDERS and number(text) is None:
        what = message(CONTEXT, "The precursor m/z is not a number: “{text}”.", text=text[:40])
        raise FaultyRecordError("precursor-not-a-number", what, line=line, remedy=NUMBER_REMEDY)
    if value is None and number(text) not in (0.0, None):
        what = message(CONTEXT, "The precursor m/z must be above zero; it is “{text}”.", text=text[:40])
        raise FaultyRecordError("precursor-not-positive", what, line=line)
    return value


NUMBER_REMEDY = message(CONTEXT, "Write a number with a decimal point, such as 304.1543.")


def seconds(text: str, *, bare: str = "s") -> float | None:
    """A time in seconds; `bare` is the unit where none is written."""
    found = TIME.fullmatch(text.strip())
    if not found:
        return None
    factor = SECONDS.get((found[2] or bare).lower())
    value = number(found[1])
    return None if factor is None or value is None else value * factor


def polarity(text: str) -> Polarity | None:
    """Positive or negative, from the many ways of writing it."""
    word = text.strip().lower()
    if word in ("positive", "p", "pos", "+", "1") or word.endswith("positive"):
        return "positive"
    return "negative" if word in ("negative", "n", "neg", "-", "-1") or word.endswith("negative") else None


def polarity_of_charge(text: str) -> Polarity | None:
    """Positive for `1+` or `+2`, negative for `1-`."""
    found = CHARGE.match(text.strip())
    if not found:
        return None
    return "positive" if "+" in (found[1] or found[2]) else "negative"


def technique(kind: str, instrument_type: str, *, has_precursor: bool) -> Technique:
    """Electron ionisation, product ions or a plain mass spectrum, from what a record says about itself.

    A record that says nothing and names no precursor is taken for electron ionisation, as in the classical libraries.
    """
    if kind.strip().lower() == PLAIN_SCAN.lower():
        return "ms1"
    if ELECTRON_IONISATION.search(kind) or (ELECTRON_IONISATION.search(instrument_type) and _level(kind) in (None, 1)):
        return "ei"
    level = _level(kind)
    if level is not None:
        return "ms1" if level == 1 else "msms"
    return "msms" if has_precursor or instrument_type else "ei"


def _level(kind: str) -> int | None:
    if kind.strip().lower() in ("ms", "scan"):
        return 1
    found = LEVEL.match(kind.strip())
    return int(found[1]) if found else None


def is_placeholder(text: str) -> bool:
    """Whether the text stands for "not known"."""
    return text.strip().lower() in PLACEHOLDERS


def shown(value: float) -> str:
    """A number as text from which exactly the same number is read again."""
    return repr(float(value))
