"""A round as a spreadsheet: the template with this laboratory's items, and what comes back filled in."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.conduct.public import PublicPlan
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.results import COLUMNS
from comity.domains.exercises.submission.rows import CELLS, Row
from comity.domains.exercises.templates import explanation
from comity.kernel.tables import Place, PlacedError, Sheet, Table, csv_text, read_table, write_xlsx

HEADER = ("laboratory", *CELLS)
KNOWN = frozenset({*COLUMNS, *CELLS})
PREPARED = {"item", "measurand", "replicate", "unit", "form"}  # stands in the template already
NEEDED = ("item", "measurand", "result")
SHEET = "results"
LARGEST_FILE = 2_000_000  # bytes; 500 rows with long comments take a tenth of this
LARGEST_UNPACKED = 20_000_000  # bytes of a workbook's parts together; a filled template has some 200,000


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Rows of a file, and the number that each had there."""

    rows: list[Row]
    numbers: list[int]


def template_csv(plan: PublicPlan, participant: str) -> bytes:
    """The template as CSV UTF-8 with a byte order mark, by which spreadsheet programs know it."""
    return ("\ufeff" + csv_text(HEADER, _cells(plan, participant))).encode()


def template_xlsx(plan: PublicPlan, participant: str, *, rtl: bool = False) -> bytes:
    """The template as a workbook; a second sheet explains the columns."""
    meanings = [(name, meaning) for name, meaning in explanation() if name in HEADER]
    meanings.append(("analyst", "Who examined the item; for the laboratory itself."))
    sheets = [Sheet(SHEET, HEADER, _cells(plan, participant)), Sheet("explanation", ("column", "meaning"), meanings)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_xlsx(path, sheets, rtl=rtl)
        return path.read_bytes()


def read_upload(content: bytes, file: str, participant: str) -> Uploaded:
    """The rows of a filled template; `FaultsError` where the file itself cannot be used."""
    _check_size(content, file)
    try:
        table = read_table(content, file, sheet=SHEET, known_columns=KNOWN)
    except PlacedError as error:
        raise FaultsError([error]) from error
    faults = [*_header_faults(table), *table.faults, *_foreign(table, participant)]
    if faults:
        raise FaultsError(faults)
    found = [(row.number, dict(zip(table.header, row.cells, strict=True))) for row in table.rows]
    typed = [(number, {name: row[name] for name in CELLS if row.get(name, "").strip()}) for number, row in found]
    kept = [(number, row) for number, row in typed if set(row) - PREPARED]
    return Uploaded([row for _, row in kept], [number for number, _ in kept])


def asked_rows(plan: PublicPlan) -> list[tuple[str, str]]:
    """Everything that is asked: which substances an item contains, then its measurands, item by item."""
    found: list[tuple[str, str]] = []
    for item in plan.items:
        if item.identification:
            found.append((item.code, IDENTIFICATION))
        found += [pair for pair in plan.asked if pair[0] == item.code]
    return found


def _cells(plan: PublicPlan, participant: str) -> Sequence[Sequence[str]]:
    """One row for each thing asked; unit and form stand there where there is only one to choose."""
    measurands = {measurand.code: measurand for measurand in plan.measurands}
    rows = []
    for item, code in asked_rows(plan):
        measurand = measurands.get(code)
        row = {"laboratory": participant, "item": item, "measurand": code}
        if measurand is not None:
            row["unit"] = measurand.units[0] if len(measurand.units) == 1 else ""
            row["form"] = measurand.forms[0] if len(measurand.forms) == 1 else ""
        rows.append([row.get(name, "") for name in HEADER])
    return rows


def _check_size(content: bytes, file: str) -> None:
    """Before anything is unpacked."""
    unpacked = 0
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as container:
                unpacked = sum(part.file_size for part in container.infolist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            unpacked = 0  # the reader says what is wrong with it
    if len(content) > LARGEST_FILE or unpacked > LARGEST_UNPACKED:
        raise InputError(
            "file-too-large",
            message(
                "submission",
                "The file “{name}” is, or would unpack to, far more than a laboratory's results.",
                name=file[:80],
            ),
            where="file",
            remedy=message("submission", "Copy your results into the template of this round, and send that."),
        )


def _header_faults(table: Table) -> list[PlacedError]:
    use_template = message("submission", "Start from the template of this round.")
    found = [
        PlacedError(
            "column-unknown",
            message("submission", "This column is unknown."),
            place=Place(table.file, table.sheet, 1, name),
            remedy=message("submission", "Known here: {names}.", names=", ".join(HEADER)),
        )
        for name in table.header
        if name not in KNOWN
    ]
    return found + [
        PlacedError(
            "column-missing",
            message("submission", "This column is missing."),
            place=Place(table.file, table.sheet, 1, name),
            remedy=use_template,
        )
        for name in NEEDED
        if name not in table.header
    ]


def _foreign(table: Table, participant: str) -> list[PlacedError]:
    """Rows under another code: a file of another round, or of another laboratory."""
    if "laboratory" not in table.header:
        return []
    position = table.header.index("laboratory")
    return [
        PlacedError(
            "code-foreign",
            message("submission", "The row is under another code than yours in this round."),
            place=Place(table.file, table.sheet, row.number, "laboratory"),
            remedy=message("submission", "Take the template of this round; the code changes with every round."),
            value=row.cells[position][:40],
        )
        for row in table.rows
        if row.cells[position].strip() and row.cells[position].strip() != participant
    ]
