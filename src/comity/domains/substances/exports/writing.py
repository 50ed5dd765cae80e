"""A shape as a file: CSV, workbook, JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from comity.domains.substances.exports.shapes import Shape
from comity.kernel.tables.writing import Cell, Sheet, csv_text, write_xlsx

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def written(shape: Shape, rows: Sequence[Sequence[Cell]], form: str) -> bytes:
    """The rows in one of `FORMATS`."""
    if form == "xlsx":
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "export.xlsx"
            write_xlsx(place, [Sheet(shape.name, shape.header, rows)])
            return place.read_bytes()
    if form == "json":
        data = [dict(zip(shape.header, row, strict=True)) for row in rows]
        return json.dumps({"shape": shape.name, "rows": data}, ensure_ascii=False, indent=1).encode()
    return ("\ufeff" + csv_text(shape.header, rows)).encode()
