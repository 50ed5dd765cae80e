"""Writes of reports: file, correct, release, withdraw; each finding with a substance that a person has confirmed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, MOST_ANALYSES, clean_analysis, clean_report
from comity.domains.substances.contents import LABELLABLE
from comity.domains.substances.equivalents import CURRENT, kilograms_of
from comity.domains.substances.models import Analysis, Report, Substance
from comity.domains.substances.queries.register import SHOWN, current
from comity.domains.substances.services.holding import hold_report, reason_of
from comity.domains.substances.services.publishing import publish_report, take_back
from comity.domains.substances.services.register import register_unknown
from comity.domains.substances.values import AnalysisValues, ReportValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.services import give_label, set_field_label, set_label
from comity.kernel.parties.models import Party

FINDING_COLUMNS = (
    "as_reported",
    "is_main",
    "confidence",
    "reference_standard",
    "purity",
    "purity_uncertainty",
    "coverage_factor",
    "salt_form",
    "analysed_on",
)
NOT_COLUMNS = ("analyses", "transit_countries", "toxicology", "laboratory")


@transaction.atomic
def file_report(
    actor: Actor, values: ReportValues, *, label: Label | None = None, reporter: UUID | None = None
) -> Report:
    """Keep a report. Without a label only one's own organisation sees it; `release_report` lets it go further."""
    party = _reporter(actor, reporter)
    actor.require("file report", party)
    cleaned = clean_report(values, today=now().date())
    made = Report(reporter=party, reported_at=now())
    _write(made, cleaned)
    give_label(actor, made, label or own_label(party))
    _save_new(made)
    _write_analyses(actor, made, cleaned.analyses)
    _note(actor, "file report", made)
    return made


@transaction.atomic
def correct_report(
    actor: Actor, report_id: UUID, values: ReportValues, reason: str, *, version: int | None = None
) -> Report:
    """Replace what a report says. What was released goes out in a new version; the audit trail keeps what was said."""
    held = hold_report(actor, report_id, "correct report", version=version)
    why, cleaned = reason_of(reason), clean_report(values, today=now().date())
    before = {name: _text(getattr(held, name)) for name in asdict(cleaned) if name != "analyses"}
    _write(held, cleaned)
    held.version += 1
    held.save()
    held.analyses.all().delete()
    _write_analyses(actor, held, cleaned.analyses)
    changes = {name: [old, _text(getattr(held, name))] for name, old in before.items()}
    detail = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    _note(actor, "correct report", held, reason=why, **detail)
    _let_follow(actor, held)
    return held


@transaction.atomic
def add_analysis(actor: Actor, report_id: UUID, values: AnalysisValues) -> Analysis:
    """One more finding in a report."""
    held = hold_report(actor, report_id, "correct report")
    if held.analyses.count() >= MOST_ANALYSES:
        what = message(CONTEXT, "A report has at most {count} substances.", count=MOST_ANALYSES)
        raise ConflictError("analyses-too-many", what)
    made = _write_analyses(actor, held, (clean_analysis(values),), after=held.analyses.count())[0]
    held.version += 1
    held.save(update_fields=["version"])
    _note(actor, "add analysis", held, substance=made.substance.name)
    _let_follow(actor, held)
    return made


@transaction.atomic
def release_report(
    actor: Actor, report_id: UUID, label: Label, reason: str = "", *, version: int | None = None
) -> Report:
    """Let a report go to whoever the label names, at this node and at others; again with another label to change it."""
    held = hold_report(actor, report_id, "release report", version=version)
    if held.label.value != label:
        set_label(actor, held, label, reason or "released")
    held.released_at = held.released_at or now()
    held.version += 1
    held.save(update_fields=["released_at", "version"])
    _note(actor, "release report", held, tlp=label.tlp.value)
    publish_report(actor, held)
    return held


@transaction.atomic
def label_field(actor: Actor, report_id: UUID, field: str, label: Label | None, reason: str) -> Report:
    """Give one field of a report a stricter audience than the rest, or take that away."""
    held = hold_report(actor, report_id, "release report")
    if field not in LABELLABLE:
        what = message(CONTEXT, "This field has the label of the whole report; counts and maps are made from it.")
        raise InputError("field-not-labelled", what, where="field")
    set_field_label(actor, held, f"/{field}", label, reason)
    _let_follow(actor, held)
    return held


@transaction.atomic
def withdraw_report(actor: Actor, report_id: UUID, reason: str, *, version: int | None = None) -> Report:
    """Say that a report was wrong: it counts nowhere any more, here and at every node that has it."""
    held = hold_report(actor, report_id, "withdraw report", version=version)
    why = reason_of(reason)
    held.withdrawn_at, held.withdrawn_because, held.version = now(), why, held.version + 1
    held.save(update_fields=["withdrawn_at", "withdrawn_because", "version"])
    _note(actor, "withdraw report", held, reason=why)
    take_back(actor, held, why)
    return held


def own_label(party: Party) -> Label:
    """For one's own organisation alone: what a report carries until it is released."""
    return Label(Tlp.AMBER_STRICT, str(party.pk))


def confirmed_substance(given: UUID | None) -> Substance:
    """The entry that a person has confirmed, under which it stands today; free text is none."""
    found = Substance.objects.filter(pk=given).select_related("merged_into").first() if given else None
    standing = current(found) if found else None
    if standing is None or standing.state not in SHOWN:
        what = message(CONTEXT, "Confirm which substance of the register this is.")
        remedy = message(CONTEXT, "Choose one of those suggested, or file it as an unknown under a provisional code.")
        raise InputError("substance-unconfirmed", what, where="substance", remedy=remedy)
    return standing


def _reporter(actor: Actor, reporter: UUID | None) -> Party:
    wanted = reporter or actor.party_id
    party = Party.objects.filter(pk=wanted).first() if wanted else None
    if party is None:
        raise NotFoundError
    return party


def _write(report: Report, values: ReportValues) -> None:
    for name, value in vars_of(values).items():
        if name not in NOT_COLUMNS:
            setattr(report, name, value)
    report.transit_countries = list(values.transit_countries)
    report.toxicology, report.laboratory = dict(values.toxicology), dict(values.laboratory)
    report.kilograms = kilograms_of(values.quantity, values.unit, values.unit_mass)
    report.factors = CURRENT if report.kilograms is not None else ""


def vars_of(values: ReportValues) -> dict[str, Any]:
    """The fields as they are: findings are not taken apart."""
    return {name: getattr(values, name) for name in ReportValues.__dataclass_fields__}


def _save_new(report: Report) -> None:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        what = message(CONTEXT, "There is a report of this kind under {number} already.", number=report.own_reference)
        remedy = message(CONTEXT, "Correct that one, or use another reference.")
        raise ConflictError("report-known", what, where="own_reference", remedy=remedy) from error


def _write_analyses(
    actor: Actor, report: Report, given: tuple[AnalysisValues, ...], *, after: int = 0
) -> list[Analysis]:
    made = []
    for position, values in enumerate(given, start=after):
        substance = _substance(actor, values)
        columns = {name: getattr(values, name) for name in FINDING_COLUMNS}
        one = Analysis(
            report=report,
            substance=substance,
            laboratory=report.reporter,
            position=position,
            techniques=list(values.techniques),
            spectrum_id=values.spectrum,
            **columns,
        )
        one.save(force_insert=True)
        made.append(one)
    return made


def _substance(actor: Actor, values: AnalysisValues) -> Substance:
    """What was confirmed, or a new provisional code for an unknown."""
    if values.substance is None and values.unknown:
        return register_unknown(actor, values.as_reported)
    return confirmed_substance(values.substance)


def _let_follow(actor: Actor, report: Report) -> None:
    """What has been released goes out again as it is now."""
    if report.released_at is not None:
        publish_report(actor, report)


def _note(actor: Actor, verb: str, report: Report, **more: str | list[str]) -> None:
    detail: dict[str, str | list[str]] = {"kind": report.kind, "number": report.own_reference, **more}
    record(actor, verb, party_id=report.reporter_id, object_ref=report.reference, detail=detail)


def _text(value: object) -> str:
    return "" if value is None else str(value)[:300]
