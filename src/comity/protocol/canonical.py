"""JSON in one form only: RFC 8785 (JCS) out, and strict reading in.

Refused on reading: duplicate names, NaN and infinities, integers that RFC 8785 could not write back, lone surrogates,
more than `MAXIMUM_DEPTH` levels, more bytes than the caller allows, anything but UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import rfc8785

from comity.protocol.refusals import FormatError

MAXIMUM_DEPTH = 64  # nesting that a record of ours never reaches; Python's own reader fails only near 1,000
MAXIMUM_BYTES = 16 * 2**20  # of one document, unless the caller says otherwise
LARGEST_INTEGER = 2**53 - 1  # RFC 8785 3.2.2.3: numbers are IEEE doubles
LONGEST_INTEGER = 22  # characters: ECMAScript writes larger numbers with an exponent
RFC_8785 = "RFC 8785 (JSON)"


def canonical_json(value: object) -> bytes:
    """The one serialisation of a JSON value.

    Parameters
    ----------
    value : object
        Mappings with text keys, sequences, text, numbers, booleans and None.

    Returns
    -------
    bytes
        UTF-8 without spaces, names sorted by UTF-16 code units, numbers as ECMAScript prints them.

    Raises
    ------
    FormatError
        The value has no such form (NaN, infinity, an integer beyond 2^53 − 1, another type, a lone surrogate).

    References
    ----------
    RFC 8785, section 3.2.

    Examples
    --------
    >>> canonical_json({"b": 1.0, "a": ["é", None]}).decode()
    '{"a":["é",null],"b":1}'
    """
    try:
        return rfc8785.dumps(_plain(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise FormatError("json-value", RFC_8785) from error


def parse_json(data: bytes, limit: int = MAXIMUM_BYTES) -> Any:
    """Read JSON strictly; what comes back can always be written by `canonical_json`.

    Parameters
    ----------
    data : bytes
        UTF-8, without a byte order mark.
    limit : int
        Largest number of bytes that is looked at.

    Returns
    -------
    object
        Dictionaries, lists, text, numbers, booleans, None.

    Raises
    ------
    FormatError
        With the code `json-size`, `json-syntax`, `json-duplicate-name`, `json-number`, `json-text` or `json-depth`.

    References
    ----------
    RFC 8259; RFC 7493 (I-JSON) 2.1 to 2.3 for what is refused.

    Examples
    --------
    >>> parse_json(b'{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    >>> parse_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    comity.protocol.refusals.FormatError: These bytes are not what RFC 8785 (JSON) asks for (json-duplicate-name).
      → Fetch it again from whoever wrote it; do not edit it by hand.
    """
    if len(data) > limit:
        raise FormatError("json-size", RFC_8785)
    _refuse_depth(data)
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_int=_integer
        )
    except FormatError:
        raise
    except (ValueError, RecursionError) as error:
        raise FormatError("json-syntax", RFC_8785) from error
    canonical_json(value)  # infinities such as 1e999 and lone surrogates have no canonical form
    return value


def _plain(value: object) -> Any:
    """Mappings and sequences of any make as the dictionaries and lists that the library knows."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _refuse_depth(data: bytes) -> None:
    depth, inside_text, escaped = 0, False, False
    if data.count(b"[") + data.count(b"{") <= MAXIMUM_DEPTH:
        return
    for byte in data:
        if inside_text:
            inside_text = escaped or byte != 0x22
            escaped = not escaped and byte == 0x5C
        elif byte == 0x22:
            inside_text = True
        elif byte in b"[{":
            depth += 1
            if depth > MAXIMUM_DEPTH:
                raise FormatError("json-depth", RFC_8785)
        elif byte in b"]}":
            depth -= 1


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise FormatError("json-duplicate-name", RFC_8785)
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise FormatError("json-number", RFC_8785)


def _integer(text: str) -> int | float:
    """Up to 2^53 − 1 an integer; beyond, the float that RFC 8785 writes with exactly these digits, if there is one."""
    if len(text) > LONGEST_INTEGER:
        raise FormatError("json-number", RFC_8785)
    number = int(text)
    if abs(number) <= LARGEST_INTEGER:
        return number
    if rfc8785.dumps(float(number)).decode() != text:
        raise FormatError("json-number", RFC_8785)
    return float(number)
