"""Lines of a text file with their numbers: any line end, with or without a byte order mark, UTF-8 or Latin-1.

Every line is decoded for itself, as libraries put together from several sources mix encodings: UTF-8 where it is valid,
otherwise Windows-1252, of which Latin-1 is a part.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

from comity.base.messages import message
from comity.science.spectra.formats.records import CONTEXT, file_error
from comity.science.spectra.formats.sources import Source


def lines_of(source: Source) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of every line, without its end.

    Raises
    ------
    InputError
        When a line is longer than allowed.
    """
    text = io.TextIOWrapper(source.stream, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    ceiling = source.limits.line_characters
    number = 0
    try:
        while line := text.readline(ceiling + 1):
            number += 1
            if len(line) > ceiling:
                what = message(CONTEXT, "The line has more than {limit} characters.", limit=ceiling)
                raise file_error("line-too-long", what, source.file, line=number)
            yield number, line.rstrip("\n") if line.isascii() else _decoded(line).rstrip("\n")
    finally:
        with suppress(ValueError):  # the file was closed before this reading came to its end
            text.detach()


def _decoded(line: str) -> str:
    try:
        line.encode()
    except UnicodeEncodeError:
        raw = line.encode("utf-8", "surrogateescape")
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    return line
