"""Tables in and JSON out, for the command line of this room."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from comity.kernel.tables import Table, read_bounded, read_table
from comity.kernel.tables.limits import MAXIMUM_FILE_BYTES

STANDARD = "-"


def read_input(name: str, known_columns: Collection[str]) -> Table:
    """A table from a file, or from standard input; within the bounds of any table."""
    if name == STANDARD:
        content = sys.stdin.buffer.read(MAXIMUM_FILE_BYTES + 1)[:MAXIMUM_FILE_BYTES]
        return read_table(content, "stdin", known_columns=known_columns)
    return read_table(read_bounded(Path(name)), Path(name).name, known_columns=known_columns)


def write_json(name: str, data: Any) -> None:
    """Strict JSON (no NaN) into a file, or to standard output."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if name == STANDARD:
        sys.stdout.write(text)
    else:
        Path(name).write_text(text, encoding="utf-8")
