"""Pure decisions about the directory.

Rules
-----
1. An accredited scope holds until the day it names (that day included); within `ENDING_SOON` days of it, it is
   shown as ending, because a reader should ask before relying on it. A withdrawn scope holds no more, whatever it says.
2. Whoever saves a form has seen a version. If the entry has another one by now, nothing is written: the fields in which
   the two versions differ are shown, side by side.
3. Two entries are the same when kind, country and folded name agree; a file may also name an entry by its identifier.
4. Addresses of pages are http or https; nothing else becomes a link.
5. A place on the map is a pair: a latitude without a longitude is nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

ENDING_SOON = timedelta(days=90)
MAXIMUM_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

# Letters that Unicode does not take apart.
_APART = {"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
# Arabic letters that writers use for one another: alef with and without hamza, alef maksura and Persian yeh for yeh,
# teh marbuta for heh, Persian kaf for kaf; the tatweel only stretches a word.
_ARABIC = {
    "\u0623\u0625\u0622": "\u0627",
    "\u0649\u06cc": "\u064a",
    "\u0629": "\u0647",
    "\u06a9": "\u0643",
    "\u0640": "",
}
_ALIKE = str.maketrans(_APART | {letter: one for letters, one in _ARABIC.items() for letter in letters})
_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@(?:[\w-]+\.)+[\w-]{2,}")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{3,38}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

Name = TypeVar("Name", bound=str)


class ScopeState(StrEnum):
    """Whether an accredited scope holds."""

    HOLDS = "holds"
    ENDING = "ending"
    ENDED = "ended"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"
    OPEN = "open"  # no day is known: neither side may claim it holds for ever


def scope_state(since: date | None, until: date | None, withdrawn_on: date | None, on: date) -> ScopeState:
    """Whether a scope holds on a day.

    >>> str(scope_state(None, date(2027, 1, 31), None, date(2026, 12, 1)))
    'ending'
    """
    if withdrawn_on is not None and withdrawn_on <= on:
        return ScopeState.WITHDRAWN
    if since is not None and on < since:
        return ScopeState.NOT_YET
    if until is None:
        return ScopeState.OPEN
    if until < on:
        return ScopeState.ENDED
    return ScopeState.ENDING if until - on <= ENDING_SOON else ScopeState.HOLDS


def fold(text: str) -> str:
    """Text for searching: small letters without marks, spellings of one letter made one, single spaces.

    >>> fold("  Laboratório  de ŁÓDŹ ")
    'laboratorio de lodz'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.translate(_ALIKE).split())


def identity(kind: str, name: str, country: str) -> tuple[str, str, str]:
    """By what two entries are told to be the same."""
    return kind, fold(name), country.upper()


def changed(before: Mapping[Name, object], after: Mapping[Name, object]) -> list[Name]:
    """The fields whose values are not the same."""
    return [name for name in after if before.get(name) != after[name]]


def is_page(address: str) -> bool:
    """Whether an address may become a link.

    >>> is_page("https://example.org/lab"), is_page("javascript:alert(1)")
    (True, False)
    """
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None


def is_email(address: str) -> bool:
    """Whether a mail address has the usual form."""
    return len(address) <= MAXIMUM_EMAIL and _EMAIL.fullmatch(address) is not None


def is_phone(number: str) -> bool:
    """Whether a telephone number has digits and what people put between them."""
    return _PHONE.fullmatch(number) is not None


def are_languages(codes: Iterable[str]) -> bool:
    """Whether all are language tags, as in `fr` or `zh-Hans`."""
    return all(_LANGUAGE.fullmatch(code) for code in codes)


def is_place(latitude: float | None, longitude: float | None) -> bool:
    """Whether both are given and on the globe."""
    return latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180


def is_half_a_place(latitude: float | None, longitude: float | None) -> bool:
    """Whether only one of the two is given."""
    return (latitude is None) != (longitude is None)
