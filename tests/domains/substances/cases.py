"""Invented substances and reports that the tests of this room share."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from comity.domains.substances.values import AnalysisValues, ReportValues, SubstanceValues

COCAINE = SubstanceValues(
    "Cocaine",
    smiles="COC(=O)C1C(OC(=O)c2ccccc2)CC2CCC1N2C",
    cas="50-36-2",
    structural_group="tropane",
    effect_group="stimulant",
    source="for tests",
)
METHAMPHETAMINE_SALT = SubstanceValues("Methamphetamine hydrochloride", smiles="CNC(C)Cc1ccccc1.Cl")
CAFFEINE = SubstanceValues("Caffeine", smiles="CN1C=NC2=C1C(=O)N(C(=O)N2C)C", cas="58-08-2")


def finding(of, **changes):
    given = AnalysisValues(
        as_reported=of.name,
        substance=of.pk,
        techniques=("gas chromatography", "mass spectrometry"),
        confidence="confirmed",
        reference_standard=True,
        purity=0.62,
        purity_uncertainty=0.03,
        coverage_factor=2.0,
    )
    return replace(given, **changes)


def seizure(*substances, **changes):
    given = ReportValues(
        kind="seizure",
        own_reference="N-2026-17",
        happened_on=date(2026, 5, 17),
        country="NL",
        place="Zuid-Holland",
        authority="customs",
        form="powder",
        quantity=Decimal("2.5"),
        unit="kg",
        analyses=tuple(finding(one) for one in substances),
    )
    return replace(given, **changes)
