"""Reports from a file: each row a finding, rows of one reference together a report; every fault with its place.

The good reports are kept, the others are told with row, column, value and what to do. A substance is taken where the
cell names one entry of the register exactly (InChIKey, provisional code, or a name that only one entry has);
everything vaguer is a fault that lists what could be meant, for a person to decide.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances.queries.suggesting import unambiguous
from comity.domains.substances.services.file_rows import (
    CONTEXT,
    Line,
    check_header,
    day_in,
    lines_of,
    placed,
    unconfirmed,
)
from comity.domains.substances.services.reports import file_report
from comity.domains.substances.values import AnalysisValues, ReportValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.parties.models import Party
from comity.kernel.tables import Place, PlacedError, Table, read_table

MAXIMUM_BYTES = 20_000_000
MOST_REPORTS = 20_000  # in one file
TEXTS = (
    "kind",
    "own_reference",
    "country",
    "precision",
    "place",
    "authority",
    "form",
    "unit",
    "packaging",
    "logo",
    "colour",
    "origin_country",
    "destination_country",
    "transport",
    "claimed_as",
    "remarks",
)
TOXICOLOGY = ("matrix", "concentration", "concentration_unit", "causality", "case_type")
LABORATORY = ("laboratory_type", "scale", "hazards")
OF_REPORT = (
    *TEXTS,
    "happened_on",
    "quantity",
    "unit_mass_mg",
    "transit_countries",
    "severe_harm",
    *TOXICOLOGY,
    *LABORATORY,
)
OF_ANALYSIS = (
    "substance",
    "as_reported",
    "is_main",
    "techniques",
    "confidence",
    "reference_standard",
    "purity_percent",
    "purity_uncertainty_percent",
    "coverage_factor",
    "salt_form",
    "analysed_on",
)
COLUMNS = (*OF_REPORT, *OF_ANALYSIS)
NEEDED = ("kind", "own_reference", "happened_on", "country")
UNKNOWN = "unknown"  # in the column of the substance: a provisional code is given
YES = frozenset({"yes", "y", "1", "true", "x", "oui", "да", "sí", "si"})
NO = frozenset({"", "no", "n", "0", "false", "-", "non", "нет"})


@dataclass
class ImportOutcome:
    """What was done, or would be."""

    file: str
    created: int = 0
    findings: int = 0
    faults: list[PlacedError] = field(default_factory=list)
    kept: bool = False


def import_reports(
    actor: Actor, content: bytes, file: str, *, dry_run: bool = False, reporter: UUID | None = None
) -> ImportOutcome:
    """File the reports of a CSV or workbook; the good ones are kept, unless it is a trial."""
    wanted = reporter or actor.party_id
    actor.require("import reports", Party.objects.filter(pk=wanted).first() if wanted else None)
    table = read_table(content, file, known_columns=COLUMNS)
    outcome = ImportOutcome(file, faults=list(table.faults))
    check_header(table, NEEDED)
    with transaction.atomic():
        for lines in _reports(table):
            _file(actor, table, lines, reporter, outcome)
        outcome.kept = not dry_run and outcome.created > 0
        if outcome.kept:
            detail: Detail = {"file": file, "created": outcome.created, "faults": len(outcome.faults)}
            record(actor, "import reports", party_id=wanted, detail=detail)
        else:
            transaction.set_rollback(True)
    return outcome


def _file(actor: Actor, table: Table, lines: Sequence[Line], reporter: UUID | None, outcome: ImportOutcome) -> None:
    """One report: kept whole, or not at all."""
    before, analyses = len(outcome.faults), []
    for line in lines:
        try:
            if line.cells.get("substance") or line.cells.get("as_reported"):
                analyses.append(_analysis(actor, line))
        except ComityError as error:
            outcome.faults.append(placed(table, line, error))
    if len(outcome.faults) > before:
        return
    try:
        with transaction.atomic():
            file_report(actor, _report(lines[0], tuple(analyses)), reporter=reporter)
    except ComityError as error:
        outcome.faults.append(placed(table, lines[0], error))
    else:
        outcome.created += 1
        outcome.findings += len(analyses)


def _reports(table: Table) -> Iterator[list[Line]]:
    """Rows that follow each other with the same kind and reference are one report."""
    grouped = itertools.groupby(
        lines_of(table), key=lambda line: (line.cells["kind"].casefold(), line.cells["own_reference"])
    )
    for number, (_key, group) in enumerate(grouped):
        if number >= MOST_REPORTS:
            what = message(CONTEXT, "A file holds at most {count} reports.", count=MOST_REPORTS)
            raise PlacedError("file-too-long", what, place=Place(table.file), remedy=message(CONTEXT, "Split it."))
        yield list(group)


def _report(line: Line, analyses: tuple[AnalysisValues, ...]) -> ReportValues:
    cells = line.cells
    given = {name: cells.get(name, "").strip() for name in TEXTS}
    for name in ("kind", "precision", "form"):
        given[name] = given[name].casefold()
    mass = _number(cells, "unit_mass_mg")
    return ReportValues(
        **{**given, "precision": given["precision"] or "day"},
        happened_on=day_in(cells, "happened_on"),
        quantity=_number(cells, "quantity"),
        unit_mass=None if mass is None else float(mass),
        transit_countries=tuple(cells.get("transit_countries", "").replace(";", " ").replace(",", " ").split()),
        severe_harm=_yes(cells, "severe_harm"),
        toxicology=_named(cells, TOXICOLOGY, {"concentration_unit": "unit"}),
        laboratory=_named(cells, LABORATORY, {"laboratory_type": "type"}),
        analyses=analyses,
    )


def _analysis(actor: Actor, line: Line) -> AnalysisValues:
    cells = line.cells
    typed = cells.get("substance", "").strip() or cells.get("as_reported", "").strip()
    unknown = typed.casefold() == UNKNOWN
    found = None if unknown else unambiguous(actor, typed)
    if found is None and not unknown:
        raise unconfirmed(actor, typed)
    factor = _number(cells, "coverage_factor")
    techniques = cells.get("techniques", "").replace(",", ";").split(";")
    return AnalysisValues(
        as_reported=cells.get("as_reported", "").strip() or typed,
        substance=found.pk if found else None,
        unknown=unknown,
        is_main=_yes(cells, "is_main", otherwise=True),
        techniques=tuple(one.strip() for one in techniques if one.strip()),
        confidence=cells.get("confidence", "").strip().casefold() or "probable",
        reference_standard=_yes(cells, "reference_standard"),
        purity=_percent(cells, "purity_percent"),
        purity_uncertainty=_percent(cells, "purity_uncertainty_percent"),
        coverage_factor=None if factor is None else float(factor),
        salt_form=cells.get("salt_form", "").strip(),
        analysed_on=day_in(cells, "analysed_on") if cells.get("analysed_on", "").strip() else None,
    )


def _number(cells: dict[str, str], name: str) -> Decimal | None:
    """A number with a decimal point or comma; nothing is guessed about thousands."""
    typed = cells.get(name, "").strip().replace("\u00a0", "").replace("\u202f", "")
    if not typed:
        return None
    try:
        if typed.count(",") == 1 and "." not in typed and len(typed.partition(",")[2]) != 3:
            typed = typed.replace(",", ".")
        return Decimal(typed)
    except InvalidOperation as error:
        what = message(CONTEXT, "This is not a number that can be read in one way only.")
        remedy = message(CONTEXT, "Write it with a decimal point and without a thousands separator.")
        raise InputError("number-wrong", what, where=name, remedy=remedy) from error


def _percent(cells: dict[str, str], name: str) -> float | None:
    number = _number(cells, name)
    return None if number is None else float(number / 100)


def _yes(cells: dict[str, str], name: str, *, otherwise: bool = False) -> bool:
    typed = cells.get(name, "").strip().casefold()
    if not typed:
        return otherwise
    if typed not in YES | NO:
        remedy = message(CONTEXT, "Write yes or no.")
        raise InputError("yes-or-no", message(CONTEXT, "This is neither yes nor no."), where=name, remedy=remedy)
    return typed in YES


def _named(cells: dict[str, str], names: Sequence[str], renamed: dict[str, str]) -> dict[str, str]:
    given = {renamed.get(name, name): cells.get(name, "").strip() for name in names}
    return {name: text for name, text in given.items() if text}
