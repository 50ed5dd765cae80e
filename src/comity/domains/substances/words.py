"""Names of fields and choices, for forms, tables, files and exports alike."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, pgettext_lazy

from comity.domains.substances.models import Substance
from comity.domains.substances.techniques import TECHNIQUES
from comity.domains.substances.vocabularies import IdentityState
from comity.kernel.parties.countries import country_name
from comity.kernel.web.badges import Badge

FIELD_NAMES: dict[str, Any] = {
    "kind": pgettext_lazy("report field", "What is reported"),
    "own_reference": pgettext_lazy("report field", "Your reference"),
    "happened_on": pgettext_lazy("report field", "Date"),
    "precision": pgettext_lazy("report field", "The date is known"),
    "country": pgettext_lazy("report field", "Country"),
    "place": pgettext_lazy("report field", "Region or province"),
    "authority": pgettext_lazy("report field", "Authority"),
    "form": pgettext_lazy("report field", "Physical form"),
    "quantity": pgettext_lazy("report field", "Quantity"),
    "unit": pgettext_lazy("report field", "Unit"),
    "unit_mass": pgettext_lazy("report field", "Mass of one unit (mg)"),
    "kilograms": pgettext_lazy("report field", "Kilogram equivalent"),
    "packaging": pgettext_lazy("report field", "Packaging"),
    "logo": pgettext_lazy("report field", "Logo"),
    "colour": pgettext_lazy("report field", "Colour"),
    "origin_country": pgettext_lazy("report field", "Origin"),
    "transit_countries": pgettext_lazy("report field", "Transit"),
    "destination_country": pgettext_lazy("report field", "Destination"),
    "transport": pgettext_lazy("report field", "Means of transport"),
    "claimed_as": pgettext_lazy("report field", "Sold or declared as"),
    "severe_harm": pgettext_lazy("report field", "Severe harm or death"),
    "remarks": pgettext_lazy("report field", "Remarks"),
    "toxicology": pgettext_lazy("report field", "Toxicology case"),
    "laboratory": pgettext_lazy("report field", "Illicit laboratory"),
    "photographs": pgettext_lazy("report field", "Photographs"),
    "matrix": pgettext_lazy("report field", "Matrix"),
    "concentration": pgettext_lazy("report field", "Concentration"),
    "causality": pgettext_lazy("report field", "Role in the case"),
    "case_type": pgettext_lazy("report field", "Type of case"),
    "type": pgettext_lazy("report field", "Type"),
    "scale": pgettext_lazy("report field", "Scale"),
    "hazards": pgettext_lazy("report field", "Hazards for responders"),
    "as_reported": pgettext_lazy("report field", "Substance, as you report it"),
    "substance": pgettext_lazy("report field", "Substance"),
    "is_main": pgettext_lazy("report field", "Main substance"),
    "techniques": pgettext_lazy("report field", "Techniques"),
    "confidence": pgettext_lazy("report field", "Confidence"),
    "reference_standard": pgettext_lazy("report field", "Compared with a reference standard"),
    "purity": pgettext_lazy("report field", "Purity (%)"),
    "purity_uncertainty": pgettext_lazy("report field", "Expanded uncertainty (%)"),
    "coverage_factor": pgettext_lazy("report field", "Coverage factor k"),
    "salt_form": pgettext_lazy("report field", "Salt form"),
    "reporter": pgettext_lazy("report field", "Reported by"),
}
TECHNIQUE_NAMES: dict[str, Any] = {
    "infrared spectroscopy": pgettext_lazy("technique", "infrared spectroscopy"),
    "mass spectrometry": pgettext_lazy("technique", "mass spectrometry"),
    "nuclear magnetic resonance": pgettext_lazy("technique", "nuclear magnetic resonance"),
    "Raman spectroscopy": pgettext_lazy("technique", "Raman spectroscopy"),
    "X-ray diffraction": pgettext_lazy("technique", "X-ray diffraction"),
    "capillary electrophoresis": pgettext_lazy("technique", "capillary electrophoresis"),
    "gas chromatography": pgettext_lazy("technique", "gas chromatography"),
    "ion mobility spectrometry": pgettext_lazy("technique", "ion mobility spectrometry"),
    "liquid chromatography": pgettext_lazy("technique", "liquid chromatography"),
    "microcrystalline test": pgettext_lazy("technique", "microcrystalline test"),
    "thin layer chromatography": pgettext_lazy("technique", "thin layer chromatography"),
    "ultraviolet spectroscopy": pgettext_lazy("technique", "ultraviolet spectroscopy"),
    "colour test": pgettext_lazy("technique", "colour test"),
    "fluorescence spectroscopy": pgettext_lazy("technique", "fluorescence spectroscopy"),
    "immunoassay": pgettext_lazy("technique", "immunoassay"),
    "melting point": pgettext_lazy("technique", "melting point"),
}
CHANGE_NAMES: dict[str, Any] = {
    "registered": pgettext_lazy("change of a substance", "Registered"),
    "renamed": pgettext_lazy("change of a substance", "Renamed"),
    "identified": pgettext_lazy("change of a substance", "Identified"),
    "identified elsewhere": pgettext_lazy("change of a substance", "Identified at another node"),
    "merged": pgettext_lazy("change of a substance", "Found to be the same as another"),
    "took in": pgettext_lazy("change of a substance", "Another entry was found to be this one"),
    "separated": pgettext_lazy("change of a substance", "Found to be another one after all"),
    "gave back": pgettext_lazy("change of a substance", "An entry was found to be another one after all"),
    "retracted": pgettext_lazy("change of a substance", "Identification retracted"),
}
TONES: dict[str, Any] = {
    IdentityState.IDENTIFIED: ("good", "✓"),
    IdentityState.PROVISIONAL: ("attention", "?"),
    IdentityState.MERGED: ("neutral", "→"),
    IdentityState.RETRACTED: ("bad", "×"),
}


def state_badge(substance: Substance) -> Badge:
    """How sure it is what a substance is."""
    tone, sign = TONES[substance.state]
    return Badge(substance.get_state_display(), tone, sign)


def technique_names(codes: list[str]) -> str:
    """Techniques in words."""
    return ", ".join(str(TECHNIQUE_NAMES.get(code, code)) for code in codes)


def technique_choices() -> list[tuple[str, Any]]:
    """Techniques with their category, best first."""
    return [(code, f"{TECHNIQUE_NAMES[code]} ({category.value})") for code, category in TECHNIQUES.items()]


def country(code: str) -> str:
    """A country's name in the reader's language."""
    return country_name(code, get_language() or "en") if code else ""


def language() -> str:
    """The reader's language."""
    return get_language() or "en"
