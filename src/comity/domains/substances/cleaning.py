"""What was typed, made regular and checked; the first fault is told with its field. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, NoReturn

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.domains.substances.rules import INCHIKEY, is_cas, reported_day
from comity.domains.substances.techniques import TECHNIQUES
from comity.domains.substances.values import (
    AnalysisValues,
    ControlValues,
    ProfileValues,
    ReportValues,
    SubstanceValues,
)
from comity.domains.substances.vocabularies import (
    Confidence,
    DatePrecision,
    EffectGroup,
    Form,
    ReportKind,
    StructuralGroup,
)
from comity.kernel.parties.countries import clean_country

CONTEXT = "substances"
MOST_ANALYSES = 40  # of one report
MOST_COMPOUNDS = 400  # of one profile
MOST_COUNTRIES = 12  # of one route
LONGEST_REMARKS = 4000  # characters
LONGEST_DETAIL = 300
EARLIEST = date(1950, 1, 1)
# Nothing of a person, and nothing of how something is made: only these are kept.
TOXICOLOGY_FIELDS = ("matrix", "concentration", "unit", "causality", "case_type")
LABORATORY_FIELDS = ("type", "scale", "hazards")
LENGTHS = {
    "own_reference": 80,
    "place": 120,
    "authority": 60,
    "unit": 20,
    "packaging": 200,
    "logo": 120,
    "colour": 60,
    "transport": 80,
    "claimed_as": 200,
}


def clean_report(values: ReportValues, *, today: date) -> ReportValues:
    """A report as it is kept, or an `InputError` that names the field."""
    texts: dict[str, Any] = {name: one_line(getattr(values, name), longest, name) for name, longest in LENGTHS.items()}
    if not texts["own_reference"]:
        refuse("reference-missing", message(CONTEXT, "A report needs your own reference number."), "own_reference")
    _choice(ReportKind, values.kind, "kind")
    _choice(DatePrecision, values.precision, "precision")
    if values.form:
        _choice(Form, values.form, "form")
    happened = reported_day(values.happened_on, values.precision)
    if not EARLIEST <= happened <= today:
        refuse("date-unlikely", message(CONTEXT, "The date lies in the future, or before 1950."), "happened_on")
    country = clean_country(values.country)
    if not country:
        refuse("country-missing", message(CONTEXT, "A report needs the country."), "country")
    _check_quantity(values, texts["unit"])
    if not values.analyses and values.kind != ReportKind.LABORATORY:
        refuse("analysis-missing", message(CONTEXT, "A report needs at least one substance."), "analyses")
    if len(values.analyses) > MOST_ANALYSES:
        what = message(CONTEXT, "A report has at most {count} substances.", count=MOST_ANALYSES)
        refuse("analyses-too-many", what, "analyses")
    return replace(
        values,
        **texts,
        happened_on=happened,
        country=country,
        origin_country=clean_country(values.origin_country, "origin_country"),
        destination_country=clean_country(values.destination_country, "destination_country"),
        transit_countries=_countries(values.transit_countries),
        toxicology=_details(values.toxicology, TOXICOLOGY_FIELDS, "toxicology"),
        laboratory=_details(values.laboratory, LABORATORY_FIELDS, "laboratory"),
        remarks=paragraph(values.remarks, LONGEST_REMARKS, "remarks"),
        analyses=tuple(clean_analysis(one) for one in values.analyses),
    )


def clean_analysis(values: AnalysisValues) -> AnalysisValues:
    """One finding as it is kept, or an `InputError`."""
    name = one_line(values.as_reported, LONGEST_DETAIL, "as_reported")
    if not name:
        refuse("name-missing", message(CONTEXT, "Each finding needs the name that you report."), "as_reported")
    unknown = set(values.techniques) - set(TECHNIQUES)
    if unknown:
        what = message(CONTEXT, "“{name}” is not a technique of the list.", name=min(unknown)[:80])
        refuse("technique-unknown", what, "techniques")
    _choice(Confidence, values.confidence, "confidence")
    if values.confidence == Confidence.CONFIRMED and not values.reference_standard:
        what = message(CONTEXT, "Confirmed means: compared with a reference standard. Say so, or choose another level.")
        refuse("confirmed-without-standard", what, "confidence")
    for field in ("purity", "purity_uncertainty"):
        _check_fraction(getattr(values, field), field)
    if values.purity_uncertainty is not None and (values.purity is None or not values.coverage_factor):
        what = message(CONTEXT, "An expanded uncertainty needs the purity and the coverage factor k.")
        refuse("uncertainty-without-factor", what, "coverage_factor")
    if values.coverage_factor is not None and not 0 < values.coverage_factor <= 10:
        refuse("factor-unlikely", message(CONTEXT, "The coverage factor lies between 0 and 10."), "coverage_factor")
    return replace(
        values,
        as_reported=name,
        techniques=tuple(one for one in TECHNIQUES if one in values.techniques),
        salt_form=one_line(values.salt_form, 60, "salt_form"),
    )


def clean_substance(values: SubstanceValues) -> SubstanceValues:
    """A substance as it is kept, but for what follows from its structure."""
    name = one_line(values.name, 200, "name")
    if not name:
        refuse("name-missing", message(CONTEXT, "A substance needs a name."), "name")
    cas, inchikey = values.cas.strip(), values.inchikey.strip().upper()
    if cas and not is_cas(cas):
        refuse("cas-wrong", message(CONTEXT, "This is not a CAS number: its check digit does not fit."), "cas")
    if inchikey and not INCHIKEY.fullmatch(inchikey):
        refuse("inchikey-wrong", message(CONTEXT, "An InChIKey has 27 characters, as in 14-10-1."), "inchikey")
    if values.structural_group:
        _choice(StructuralGroup, values.structural_group, "structural_group")
    _choice(EffectGroup, values.effect_group, "effect_group")
    return replace(
        values,
        name=name,
        cas=cas,
        inchikey=inchikey,
        smiles=values.smiles.strip(),
        formula=one_line(values.formula, 120, "formula"),
        source=one_line(values.source, 300, "source"),
    )


def clean_control(values: ControlValues) -> ControlValues:
    """A control status as it is kept: never without its source."""
    texts: dict[str, Any] = {
        name: one_line(getattr(values, name), longest, name)
        for name, longest in (("instrument", 120), ("schedule", 60), ("source", 300))
    }
    for name, text in texts.items():
        if not text:
            refuse("control-incomplete", message(CONTEXT, "A control status needs instrument, schedule, source."), name)
    if values.until is not None and values.until < values.effective_from:
        refuse("dates-reversed", message(CONTEXT, "It ends before it begins."), "until")
    return replace(values, **texts, country=clean_country(values.country))


def clean_profile(values: ProfileValues) -> ProfileValues:
    """A profile as it is kept: finite amounts, none below zero."""
    method = one_line(values.method, 80, "method")
    if not method or not values.compounds or len(values.compounds) > MOST_COMPOUNDS:
        what = message(CONTEXT, "A profile needs a method and 1 to {count} compounds.", count=MOST_COMPOUNDS)
        refuse("profile-incomplete", what, "compounds")
    amounts = {one_line(name, 120, "compounds"): float(amount) for name, amount in values.compounds.items()}
    if not all(math.isfinite(amount) and amount >= 0 for amount in amounts.values()) or "" in amounts:
        what = message(CONTEXT, "Each amount is a number of at least 0, with the name of its compound.")
        refuse("amount-wrong", what, "compounds")
    return replace(values, method=method, compounds=amounts)


def one_line(text: str, longest: int, where: str) -> str:
    """Text without control characters in single spaces, or an `InputError` where it is too long."""
    cleaned = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if len(cleaned) > longest:
        refuse("too-long", message(CONTEXT, "At most {longest} characters.", longest=longest), where)
    return cleaned


def paragraph(text: str, longest: int, where: str) -> str:
    """The same with its line breaks."""
    lines = (one_line(line, longest, where) for line in text.splitlines())
    cleaned = "\n".join(lines).strip()
    if len(cleaned) > longest:
        refuse("too-long", message(CONTEXT, "At most {longest} characters.", longest=longest), where)
    return cleaned


def refuse(code: str, what: Message, where: str) -> NoReturn:
    """Raise the `InputError` for a field."""
    raise InputError(code, what, where=where)


def _check_quantity(values: ReportValues, unit: str) -> None:
    if values.quantity is not None:
        if not values.quantity.is_finite() or not 0 <= values.quantity < 10**12:
            refuse("quantity-wrong", message(CONTEXT, "A quantity is a number of at least 0."), "quantity")
        if not unit:
            refuse("unit-missing", message(CONTEXT, "A quantity needs its unit."), "unit")
    if values.unit_mass is not None and not 0 < values.unit_mass < 1e6:
        refuse("mass-wrong", message(CONTEXT, "The mass of one unit is a number above 0, in milligrams."), "unit_mass")


def _check_fraction(value: float | None, where: str) -> None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= 1):
        refuse("fraction-wrong", message(CONTEXT, "Purity and its uncertainty lie between 0 and 100 %."), where)


def _choice(kind: type[Enum], value: str, where: str) -> None:
    if value not in {one.value for one in kind}:
        refuse("choice-unknown", message(CONTEXT, "“{value}” is not in the list.", value=value[:60]), where)


def _countries(codes: Iterable[str]) -> tuple[str, ...]:
    found = tuple(filter(None, (clean_country(code, "transit_countries") for code in codes)))
    if len(found) > MOST_COUNTRIES:
        what = message(CONTEXT, "A route has at most {count} countries.", count=MOST_COUNTRIES)
        refuse("route-too-long", what, "transit_countries")
    return found


def _details(given: Mapping[str, str], known: tuple[str, ...], where: str) -> dict[str, str]:
    unknown = set(given) - set(known)
    if unknown:
        what = message(CONTEXT, "There is no field “{name}” here.", name=min(unknown)[:60])
        refuse("field-unknown", what, where)
    cleaned = {name: one_line(str(given.get(name, "")), LONGEST_DETAIL, where) for name in known}
    return {name: text for name, text in cleaned.items() if text}
