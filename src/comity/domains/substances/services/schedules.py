"""Control schedules from a file: each row one status of one substance; every fault with its place.

A row says under what a substance is controlled, in which country (none: by a convention), since when, and who says so.
Without a day in force or a source nothing is kept. A substance is taken where the cell names one entry of the register
for sure; the same instrument, country and day is corrected, so a newer edition of a list can be taken in over an older.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances.cleaning import clean_control
from comity.domains.substances.models import ControlStatus
from comity.domains.substances.queries.suggesting import unambiguous
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.services.file_rows import (
    Line,
    check_header,
    day_in,
    lines_of,
    placed,
    unconfirmed,
)
from comity.domains.substances.values import ControlValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.tables import Place, PlacedError, Table, read_table

CONTEXT = "schedule file"
COLUMNS = ("substance", "instrument", "country", "schedule", "effective_from", "until", "source")
NEEDED = ("substance", "instrument", "schedule", "effective_from")
MAXIMUM_BYTES = 5_000_000
MOST_ROWS = 20_000  # the conventions and a national law have some thousands


@dataclass
class ScheduleOutcome:
    """What was done, or would be."""

    file: str
    created: int = 0
    corrected: int = 0
    same: int = 0
    faults: list[PlacedError] = field(default_factory=list)
    kept: bool = False


def import_schedules(
    actor: Actor, content: bytes, file: str, *, source: str = "", dry_run: bool = False
) -> ScheduleOutcome:
    """Take control statuses from CSV or a workbook; good rows are kept, unless it is a trial.

    `source` stands for rows that name none: the decision or list with its date.
    """
    actor.require("record control status", keeper())
    table = read_table(content, file, known_columns=COLUMNS)
    outcome = ScheduleOutcome(file, faults=list(table.faults))
    check_header(table, NEEDED)
    lines = _bounded(table)
    with transaction.atomic():
        _keep_all(actor, table, lines, source, outcome)
        outcome.kept = not dry_run and outcome.created + outcome.corrected > 0
        if outcome.kept:
            detail: Detail = {"file": file, "created": outcome.created, "corrected": outcome.corrected}
            record(actor, "record control status", party_id=actor.party_id, detail={**detail, "source": source[:300]})
        else:
            transaction.set_rollback(True)
    return outcome


def _bounded(table: Table) -> list[Line]:
    lines = lines_of(table)
    if len(lines) > MOST_ROWS:
        what = message(CONTEXT, "A file holds at most {count} rows.", count=MOST_ROWS)
        raise PlacedError("file-too-long", what, place=Place(table.file), remedy=message(CONTEXT, "Split it."))
    return lines


def _keep_all(actor: Actor, table: Table, lines: Iterable[Line], source: str, outcome: ScheduleOutcome) -> None:
    for line in lines:
        try:
            what = _keep(actor, line, source)
        except ComityError as error:
            outcome.faults.append(placed(table, line, error))
        else:
            setattr(outcome, what, getattr(outcome, what) + 1)


def _keep(actor: Actor, line: Line, source: str) -> str:
    """One row: `created`, `corrected` or `same`."""
    typed = line.cells.get("substance", "").strip()
    found = unambiguous(actor, typed)
    if found is None:
        raise unconfirmed(actor, typed)
    values = clean_control(_values(line.cells, source))
    key = {"instrument": values.instrument, "country": values.country, "effective_from": values.effective_from}
    said = {"schedule": values.schedule, "until": values.until, "source": values.source}
    held = ControlStatus.objects.select_for_update().filter(substance=found, **key).first()
    if held is None:
        ControlStatus.objects.create(substance=found, **key, **said)
        return "created"
    if all(getattr(held, name) == value for name, value in said.items()):
        return "same"
    for name, value in said.items():
        setattr(held, name, value)
    held.save(update_fields=list(said))
    return "corrected"


def _values(cells: dict[str, str], source: str) -> ControlValues:
    if not cells.get("effective_from", "").strip():
        what = message(CONTEXT, "The day from which it is in force is missing.")
        remedy = message(CONTEXT, "Write it as 2026-03-31; a status without its day is not kept.")
        raise InputError("date-missing", what, where="effective_from", remedy=remedy)
    named = cells.get("source", "").strip() or source.strip()
    if not named:
        what = message(CONTEXT, "Nobody is named who says so.")
        remedy = message(CONTEXT, "Name the decision, list or gazette with its date, in the row or for the whole file.")
        raise InputError("source-missing", what, where="source", remedy=remedy)
    return ControlValues(
        instrument=cells.get("instrument", ""),
        schedule=cells.get("schedule", ""),
        effective_from=day_in(cells, "effective_from"),
        source=named,
        country=cells.get("country", "").strip().upper(),
        until=day_in(cells, "until") if cells.get("until", "").strip() else None,
    )
