"""Substances, reports and profiles as plain data: one form for other nodes, for programs and for exports."""

from __future__ import annotations

from typing import Any

from comity.base.clock import to_text
from comity.domains.substances.models import Analysis, Profile, Report, Substance

# Fields of a report that can carry a label of their own. The rest is what lists are narrowed and trends counted by.
LABELLABLE = (
    "own_reference",
    "place",
    "authority",
    "packaging",
    "logo",
    "origin_country",
    "transit_countries",
    "destination_country",
    "transport",
    "claimed_as",
    "toxicology",
    "laboratory",
    "photographs",
    "remarks",
)
TEXTS = (
    "kind",
    "own_reference",
    "precision",
    "country",
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
    "factors",
)
PLAIN = ("unit_mass", "kilograms", "severe_harm", "transit_countries", "toxicology", "laboratory", "photographs")
OF_ANALYSIS = (
    "as_reported",
    "is_main",
    "techniques",
    "confidence",
    "reference_standard",
    "purity",
    "purity_uncertainty",
    "coverage_factor",
    "salt_form",
)
OF_SUBSTANCE = (
    "name",
    "state",
    "provisional_code",
    "inchikey",
    "smiles",
    "formula",
    "cas",
    "structural_group",
    "effect_group",
)


def substance_data(substance: Substance) -> dict[str, Any]:
    """What a substance is, for whoever has to find it in another register."""
    return {"id": str(substance.pk), **{name: getattr(substance, name) for name in OF_SUBSTANCE}}


def substance_record(substance: Substance) -> dict[str, Any]:
    """The same with names, and what it was merged into."""
    names = [{"name": one.name, "language": one.language, "kind": one.kind} for one in substance.names.all()]
    data = substance_data(substance) | {"names": names, "source": substance.source}
    if substance.merged_into is not None:
        data["merged_into"] = substance_data(substance.merged_into)
    return data


def analysis_data(analysis: Analysis) -> dict[str, Any]:
    """One finding."""
    return {
        "id": str(analysis.pk),
        "substance": substance_data(analysis.substance),
        **{name: getattr(analysis, name) for name in OF_ANALYSIS},
        "analysed_on": analysis.analysed_on.isoformat() if analysis.analysed_on else None,
        "spectrum": str(analysis.spectrum_id) if analysis.spectrum_id else None,
    }


def report_data(report: Report) -> dict[str, Any]:
    """A report with its findings. What of it a reader sees, `handling.queries.redacted` says."""
    return {
        "happened_on": report.happened_on.isoformat(),
        "quantity": None if report.quantity is None else plain_number(report.quantity),
        **{name: getattr(report, name) for name in (*TEXTS, *PLAIN)},
        "reporter": reporter_data(report),
        "reported_at": to_text(report.reported_at),
        "analyses": [analysis_data(one) for one in report.analyses.all()],
    }


def reporter_data(report: Report) -> dict[str, str]:
    """Who reported."""
    party = report.reporter
    if party is None:
        return {"name": report.reporter_name}
    return {"id": str(party.pk), "name": party.name, "country": party.country}


def profile_data(profile: Profile) -> dict[str, Any]:
    """A profile, with the report that it belongs to by its number at every node."""
    return {
        "report": str(profile.report.record_id or profile.report_id),
        "substance": substance_data(profile.substance),
        "method": profile.method,
        "compounds": profile.compounds,
        "measured_on": profile.measured_on.isoformat() if profile.measured_on else None,
    }


def plain_number(number: Any) -> str:
    """A decimal number as it was typed, without zeros that only the table holds.

    >>> from decimal import Decimal
    >>> plain_number(Decimal("12.500000")), plain_number(Decimal("100"))
    ('12.5', '100')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
