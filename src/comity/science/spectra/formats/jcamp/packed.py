"""The ASCII squeezed difference form (ASDF) of ordinates: AFFN, PAC, SQZ, DIF and DUP, mixed at will within a line.

    AFFN/PAC  +123-45      numbers, parted by blanks or by their signs
    SQZ       A23d5        the first digit and the sign in one letter: @ is 0, A-I are 1-9, a-i are -1 to -9
    DIF       K3o          differences to the value before: % is 0, J-R are 1-9, j-r are -1 to -9
    DUP       TU           how often the value (or difference) stands here in all: S-Z are 1-8, s is 9

Every line begins with its abscissa. After a line that ends in a difference the next one repeats its last ordinate, as a
check; it is compared and left out. Source: McDonald & Wilks, Applied Spectroscopy 42 (1988) 151-162, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.base.messages import message
from comity.science.spectra.formats.records import CONTEXT, FaultyRecordError

SQUEEZED: Final = (
    {"@": "0"} | {chr(ord("A") + n): str(n + 1) for n in range(9)} | {chr(ord("a") + n): f"-{n + 1}" for n in range(9)}
)
DIFFERENCE: Final = (
    {"%": "0"} | {chr(ord("J") + n): str(n + 1) for n in range(9)} | {chr(ord("j") + n): f"-{n + 1}" for n in range(9)}
)
DUPLICATE: Final = {chr(ord("S") + n): str(n + 1) for n in range(8)} | {"s": "9"}
PLAIN: Final = re.compile(r"[\s,;]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?|\?)", re.ASCII)
PACKED: Final = re.compile(r"[\s,;]*(?:([+-]?(?:\d+\.?\d*|\.\d+)|\?)|([@A-Ia-i%J-Rj-rS-Zs])(\d*\.?\d*))", re.ASCII)
PACKING_LETTERS: Final = re.compile(r"[@%A-DF-Za-df-s]|[Ee](?![+-]\d)")
CHECK_TOLERANCE: Final = 1e-6
ABSCISSA_TOLERANCE: Final = 1.5  # steps; abscissae are rounded when written


@dataclass(slots=True)
class Ordinates:
    """What has been unpacked so far; a missing ordinate (`?`) is `None`."""

    ceiling: int
    values: list[float | None] = field(default_factory=list)
    starts: list[tuple[int, float, int]] = field(default_factory=list)  # line, abscissa, number of values before
    ends_in_difference: bool = False

    def extend(self, value: float | None, times: int, line: int) -> None:
        """`value`, `times` times."""
        if times < 0 or len(self.values) + times > self.ceiling:
            what = message(CONTEXT, "The record has more than {limit} points.", limit=self.ceiling)
            raise FaultyRecordError("too-many-peaks", what, line=line)
        self.values.extend([value] * times)


def unpack(lines: Sequence[str], first_line: int, ceiling: int) -> Ordinates:
    """The ordinates in `lines`, the first of which has the number `first_line`.

    Examples
    --------
    >>> unpack(["1 A2KkT", "4 A0"], 1, 100).values
    [12.0, 14.0, 12.0, 10.0]
    """
    found = Ordinates(ceiling)
    for line, text in enumerate(lines, first_line):
        if text.strip():
            _unpack_line(found, text.strip(), line)
    return found


def _unpack_line(found: Ordinates, text: str, line: int) -> None:
    tokens = _tokens(text, line)
    if not tokens or tokens[0][0] != "number" or tokens[0][1] is None:
        what = message(CONTEXT, "The line does not begin with its abscissa: “{text}”.", text=text[:40])
        raise FaultyRecordError("abscissa", what, line=line)
    rest = tokens[1:]
    if found.ends_in_difference and rest:
        rest = _without_check(found, rest, line)
        found.starts.append((line, tokens[0][1], len(found.values) - 1))
    else:
        found.starts.append((line, tokens[0][1], len(found.values)))
    found.ends_in_difference = False
    _add_values(found, rest, line)


def _add_values(found: Ordinates, tokens: list[tuple[str, float | None]], line: int) -> None:
    difference = 0.0
    for kind, number in tokens:
        last = found.values[-1] if found.values else None
        if kind == "number":
            found.extend(number, 1, line)
            found.ends_in_difference = False
        elif number is None or last is None:
            what = message(CONTEXT, "A difference or a repetition follows no value.")
            raise FaultyRecordError("packed-order", what, line=line)
        elif kind == "difference":
            difference = number
            found.extend(last + difference, 1, line)
            found.ends_in_difference = True
        else:
            _repeat(found, int(number) - 1, last, difference, line)


def _repeat(found: Ordinates, times: int, last: float, difference: float, line: int) -> None:
    if not found.ends_in_difference:
        found.extend(last, times, line)
        return
    found.extend(0.0, times, line)
    for step in range(times):
        found.values[len(found.values) - times + step] = last + difference * (step + 1)


def _without_check(
    found: Ordinates, tokens: list[tuple[str, float | None]], line: int
) -> list[tuple[str, float | None]]:
    kind, number = tokens[0]
    last = found.values[-1]
    same = (
        kind == "number"
        and number is not None
        and last is not None
        and abs(number - last) <= CHECK_TOLERANCE * max(1.0, abs(last))
    )
    if not same:
        what = message(CONTEXT, "The check value at the beginning of the line differs from the last value before.")
        remedy = message(CONTEXT, "A line is damaged or missing; export the curve again.")
        raise FaultyRecordError("check-value", what, line=line, remedy=remedy)
    return tokens[1:]


def _tokens(text: str, line: int) -> list[tuple[str, float | None]]:
    pattern = PACKED if PACKING_LETTERS.search(text) else PLAIN
    tokens: list[tuple[str, float | None]] = []
    position, end = 0, len(text.rstrip(" \t,;"))
    while position < end:
        match = pattern.match(text, position)
        if not match:
            what = message(CONTEXT, "This is not a packed number: “{text}”.", text=text[position : position + 20])
            raise FaultyRecordError("not-a-number", what, line=line)
        tokens.append(_token(match, packed=pattern is PACKED))
        position = match.end()
    return tokens


def _token(match: re.Match[str], *, packed: bool) -> tuple[str, float | None]:
    if match[1]:
        return "number", None if match[1] == "?" else float(match[1])
    letter, digits = (match[2], match[3]) if packed else ("", "")
    for kind, table in (("number", SQUEEZED), ("difference", DIFFERENCE), ("duplicate", DUPLICATE)):
        if letter in table:
            return kind, float(table[letter] + digits)
    return "number", None


def pack(ordinates: Sequence[int], abscissae: Sequence[str], *, width: int = 80) -> list[str]:
    """Lines in DIF and DUP form, each with its abscissa and, after the first, its check value; a last line checks all.

    Examples
    --------
    >>> pack([12, 14, 12, 10], ["1", "2", "3", "4"])
    ['1A2KkT', '4A0']
    """
    lines: list[str] = []
    start = 0
    while start < len(ordinates):
        text, position = abscissae[start] + _letter(ordinates[start], SQUEEZED), start + 1
        while position < len(ordinates) and len(text) < width:
            difference = ordinates[position] - ordinates[position - 1]
            end = position + 1
            while end < len(ordinates) and ordinates[end] - ordinates[end - 1] == difference:
                end += 1
            text += _letter(difference, DIFFERENCE) + (_letter(end - position, DUPLICATE) if end - position > 1 else "")
            position = end
        lines.append(text)
        if position == start + 1:
            break
        start = position - 1
    return lines


def _letter(number: int, table: dict[str, str]) -> str:
    digits = str(abs(number))
    first = digits[0] if number >= 0 else f"-{digits[0]}"
    return next(letter for letter, value in table.items() if value == first) + digits[1:]
