"""Numbers as people type them, made into numbers only where one reading is possible.

Understood: `45.2`, `45,2`, `1 234,5`, `1,234.5`, `−0.3`, `1.2e-3`, digits of any script, a leading `<` for results
below a limit. Refused: `1,234` (a decimal comma or thousands?), `45 %`, `45±1`, `~45`, `NaN`, `1e999`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from comity.base.messages import Message, message

DecimalMark = Literal["", "point", "comma"]

LONGEST_NUMBER = 64
"""Characters; 17 digits already say all that a double can hold."""

LARGEST_MAGNITUDE = 1e60
SMALLEST_MAGNITUDE = 1e-60
"""Fourth powers of numbers within these bounds stay within a double's range; no measurement comes near them."""

_SMALLEST, _LARGEST = Decimal(repr(SMALLEST_MAGNITUDE)), Decimal(repr(LARGEST_MAGNITUDE))
_LESS_THAN = re.compile(r"^\s*[<\u2039\uFF1C]\s*")
_SPACES = re.compile(r"(?<=\d)[\u0020\u00A0\u2009\u202F'\u2019](?=\d{3}(?!\d))")
_TRANSLATED = str.maketrans(
    {
        "\u2212": "-",
        "\uff0d": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u066b": ",",
        "\u066c": "\u2019",
        "\uff0e": ".",
        "\uff0c": ",",
    }
)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII)


class Unreadable(Exception):  # noqa: N818 - it never leaves this room, where it becomes a fault with its place
    """Why a text is not one number, and what to do."""

    def __init__(self, what: Message, remedy: Message) -> None:
        super().__init__(str(what))
        self.what = what
        self.remedy = remedy


def parse_number(text: str, mark: DecimalMark = "") -> Decimal:
    """The number that `text` stands for; `mark` says which decimal mark was agreed, empty when none was.

    >>> parse_number("45,2")
    Decimal('45.2')
    """
    plain = _plain(text)
    digits, exponent = _split_exponent(_SPACES.sub("", plain))
    plain = _with_point(digits, mark) + exponent
    if not _PLAIN.fullmatch(plain):
        raise Unreadable(
            message("exercises", "“{text}” is not a number.", text=_shown(text)),
            message("exercises", "Type digits only; units, remarks and uncertainties have columns of their own."),
        )
    number = Decimal(plain)
    if number and not _SMALLEST <= abs(number) <= _LARGEST:
        raise Unreadable(
            message("exercises", "“{text}” is too large or too small to be a measurement.", text=_shown(text)),
            message("exercises", "Use a unit in which the number is readable."),
        )
    return number


def parse_result(text: str, mark: DecimalMark = "") -> tuple[Decimal | None, bool]:
    """The number, and whether it is a limit below which the result lies (`<0.5`); no number for a bare `<`."""
    shortened, below = _LESS_THAN.subn("", text)
    if not below:
        return parse_number(text, mark), False
    word = shortened.strip().casefold()
    return (None if word in {"", "loq", "lod"} else parse_number(shortened, mark)), True


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise Unreadable(
            message("exercises", "The text is too long to be a number."),
            message("exercises", "Type the number only; remarks have a column of their own."),
        )
    translated = text.strip().translate(_TRANSLATED)
    return "".join(_ascii_digit(character) for character in translated).lower()


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _split_exponent(plain: str) -> tuple[str, str]:
    digits, letter, exponent = plain.partition("e")
    return digits, letter + exponent


def _with_point(digits: str, mark: DecimalMark) -> str:
    """`digits` with a decimal point and without thousands separators, where there is one way to read them."""
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        return _with_both(digits)
    if commas > 1 or points > 1:
        separator = "," if commas else "."
        return digits.replace(separator, "") if _grouped(digits, separator) else digits
    if commas == 1:
        return _with_one(digits, ",", agreed=mark == "comma", contrary=mark == "point")
    if points == 1 and mark == "comma":
        return _with_one(digits, ".", agreed=False, contrary=True)
    return digits


def _with_both(digits: str) -> str:
    """The mark that stands last is the decimal mark, provided the other groups thousands and it occurs once."""
    decimal, thousands = (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
    whole, _, fraction = digits.partition(decimal)
    if decimal in fraction or not _grouped(whole, thousands):
        return digits
    return whole.replace(thousands, "") + "." + fraction


def _with_one(digits: str, separator: str, *, agreed: bool, contrary: bool) -> str:
    if not agreed and _grouped(digits, separator):
        raise Unreadable(
            message(
                "exercises", "“{text}” can be read in two ways: with a decimal mark or with thousands.", text=digits
            ),
            message(
                "exercises",
                "Write it without a thousands separator and with a point, or let the plan state the decimal mark.",
            ),
        )
    if contrary and separator == ".":
        raise Unreadable(
            message("exercises", "“{text}” has a decimal point, but the plan says decimal comma.", text=digits),
            message("exercises", "Write a decimal comma, or change the plan."),
        )
    return digits.replace(separator, ".")


def _grouped(digits: str, separator: str) -> bool:
    """Whether the separator could group thousands: 1–3 digits, not beginning with 0, then groups of three."""
    return re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}({re.escape(separator)}\d{{3}})+", digits) is not None


def _shown(text: str) -> str:
    return text.strip()[:40]
