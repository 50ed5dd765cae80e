"""Forms of this room. They hold what was typed; services decide whether it can be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, pgettext_lazy

from comity.domains.substances.models import Report
from comity.domains.substances.queries import Suggestion
from comity.domains.substances.values import AnalysisValues, ReportValues, SubstanceValues
from comity.domains.substances.vocabularies import (
    Confidence,
    DatePrecision,
    EffectGroup,
    Form,
    IdentityState,
    NameKind,
    ReportKind,
    StructuralGroup,
)
from comity.domains.substances.words import FIELD_NAMES, technique_choices
from comity.kernel.parties.countries import country_choices
from comity.kernel.web.forms import DateInput, DecimalField, SearchField

Choices = list[tuple[str, Any]]
ANY = pgettext_lazy("filter", "Any")
UNKNOWN = "unknown"
LTR = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "off"}


def countries(*, empty: Any = "–") -> Choices:
    """Countries by name, after an empty choice."""
    return [("", empty), *country_choices(get_language() or "en")]


def _text(name: str, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=FIELD_NAMES[name], max_length=longest, required=False, **more)


class RegisterFilter(forms.Form):
    """What the register is narrowed by."""

    q = SearchField(label=pgettext_lazy("filter", "Name, CAS number, InChIKey or formula"))
    group = forms.ChoiceField(
        label=pgettext_lazy("filter", "Structural group"), required=False, choices=[("", ANY), *StructuralGroup.choices]
    )
    effect = forms.ChoiceField(
        label=pgettext_lazy("filter", "Effect"), required=False, choices=[("", ANY), *EffectGroup.choices]
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "Identity"), required=False, choices=[("", ANY), *IdentityState.choices]
    )
    controlled = forms.ChoiceField(
        label=pgettext_lazy("filter", "Controlled today"),
        required=False,
        choices=lambda: [
            ("", ANY),
            ("INT", pgettext_lazy("filter", "internationally")),
            *country_choices(get_language() or "en"),
        ],
    )


class ReportFilter(forms.Form):
    """What the list of reports is narrowed by."""

    kind = forms.ChoiceField(label=FIELD_NAMES["kind"], required=False, choices=[("", ANY), *ReportKind.choices])
    country = forms.ChoiceField(label=FIELD_NAMES["country"], required=False, choices=lambda: countries(empty=ANY))
    group = forms.ChoiceField(
        label=pgettext_lazy("filter", "Structural group"), required=False, choices=[("", ANY), *StructuralGroup.choices]
    )
    since = forms.DateField(label=pgettext_lazy("filter", "From"), required=False, widget=DateInput)
    until = forms.DateField(label=pgettext_lazy("filter", "To"), required=False, widget=DateInput)
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=[
            ("", ANY),
            ("own", pgettext_lazy("filter", "our own")),
            ("waiting", pgettext_lazy("filter", "waiting for release")),
            ("withdrawn", pgettext_lazy("filter", "withdrawn ones too")),
        ],
    )
    substance = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SubstanceForm(forms.Form):
    """A substance: its structure says most of it."""

    name = forms.CharField(label=pgettext_lazy("substance", "Name"), max_length=200)
    smiles = forms.CharField(
        label="SMILES",
        max_length=2000,
        required=False,
        help_text=pgettext_lazy("substance", "InChIKey, formula and mass follow from it, and of a salt its parent."),
        widget=forms.TextInput(attrs=LTR),
    )
    inchikey = forms.CharField(label="InChIKey", max_length=27, required=False, widget=forms.TextInput(attrs=LTR))
    formula = forms.CharField(
        label=pgettext_lazy("substance", "Formula"), max_length=120, required=False, widget=forms.TextInput(attrs=LTR)
    )
    cas = forms.CharField(
        label=pgettext_lazy("substance", "CAS number"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs=LTR),
    )
    structural_group = forms.ChoiceField(
        label=pgettext_lazy("substance", "Structural group"),
        required=False,
        choices=[("", "–"), *StructuralGroup.choices],
    )
    effect_group = forms.ChoiceField(
        label=pgettext_lazy("substance", "Effect group"), choices=EffectGroup.choices, initial=EffectGroup.NOT_ASSIGNED
    )
    source = forms.CharField(label=pgettext_lazy("substance", "Where this is from"), max_length=300, required=False)

    def values(self) -> SubstanceValues:
        """What was typed."""
        return SubstanceValues(**{name: self.cleaned_data[name] for name in SubstanceValues.__dataclass_fields__})


class IdentifyForm(SubstanceForm):
    """What an unknown is: an entry that exists, or a structure."""

    field_order = ("reason", "into")
    into = forms.CharField(
        label=pgettext_lazy("substance", "An entry of the register"),
        required=False,
        max_length=300,
        help_text=pgettext_lazy(
            "substance", "Its exact name or InChIKey. Leave it empty for a structure that is new here."
        ),
    )
    reason = forms.CharField(label=pgettext_lazy("substance", "By what it was identified"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].required = False


class MergeForm(forms.Form):
    """Which entry this one turned out to be."""

    into = forms.CharField(
        label=pgettext_lazy("substance", "The other entry"),
        max_length=300,
        help_text=pgettext_lazy("substance", "Its exact name or InChIKey; it stands for both from then on."),
    )
    reason = forms.CharField(label=pgettext_lazy("substance", "By what it was found"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class UnknownForm(forms.Form):
    """An unknown, as far as it is known."""

    description = forms.CharField(
        label=pgettext_lazy("substance", "What is known of it"),
        max_length=300,
        help_text=pgettext_lazy("substance", "As in: base peak 204, same in three seizures."),
    )
    formula = forms.CharField(label=pgettext_lazy("substance", "Formula"), max_length=120, required=False)
    exact_mass = DecimalField(label=pgettext_lazy("substance", "Exact mass"), required=False)


class NameForm(forms.Form):
    """One more name."""

    name = forms.CharField(label=pgettext_lazy("substance", "Name"), max_length=300)
    kind = forms.ChoiceField(label=pgettext_lazy("substance", "Kind of name"), choices=NameKind.choices)
    language = forms.CharField(
        label=pgettext_lazy("substance", "Language"),
        max_length=12,
        required=False,
        help_text=pgettext_lazy("substance", "A code, as in fr or zh-Hans; empty: of no language."),
    )


class RenameForm(forms.Form):
    """Another name for what pages show."""

    name = forms.CharField(label=pgettext_lazy("substance", "Name"), max_length=200)
    reason = forms.CharField(label=pgettext_lazy("substance", "Reason"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=pgettext_lazy("substance", "Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReportForm(forms.Form):
    """What was found, where and when."""

    kind = forms.ChoiceField(label=FIELD_NAMES["kind"], choices=ReportKind.choices)
    own_reference = forms.CharField(label=FIELD_NAMES["own_reference"], max_length=80)
    happened_on = forms.DateField(label=FIELD_NAMES["happened_on"], widget=DateInput)
    precision = forms.ChoiceField(
        label=FIELD_NAMES["precision"], choices=DatePrecision.choices, initial=DatePrecision.DAY
    )
    country = forms.ChoiceField(label=FIELD_NAMES["country"], choices=countries)
    place = _text(
        "place", 120, help_text=pgettext_lazy("report", "The first level below the country; never an address.")
    )
    authority = _text("authority", 60, help_text=pgettext_lazy("report", "Police, customs, border guard, prison …"))
    form = forms.ChoiceField(label=FIELD_NAMES["form"], required=False, choices=[("", "–"), *Form.choices])
    quantity = DecimalField(label=FIELD_NAMES["quantity"], required=False, max_digits=18, decimal_places=6)
    unit = _text("unit", 20, help_text=pgettext_lazy("report", "As you weigh or count: kg, g, l, tablets …"))
    unit_mass = DecimalField(
        label=FIELD_NAMES["unit_mass"],
        required=False,
        help_text=pgettext_lazy("report", "Of a tablet or blotter; without it there is no kilogram equivalent."),
    )
    packaging = _text("packaging", 200)
    logo = _text("logo", 120)
    colour = _text("colour", 60)
    claimed_as = _text("claimed_as", 200)
    origin_country = forms.ChoiceField(label=FIELD_NAMES["origin_country"], required=False, choices=countries)
    transit_countries = _text(
        "transit_countries", 60, help_text=pgettext_lazy("report", "Codes with spaces between them, as in NL BE.")
    )
    destination_country = forms.ChoiceField(label=FIELD_NAMES["destination_country"], required=False, choices=countries)
    transport = _text("transport", 80)
    severe_harm = forms.BooleanField(label=FIELD_NAMES["severe_harm"], required=False)
    matrix = _text("matrix", 300)
    concentration = _text("concentration", 300)
    concentration_unit = forms.CharField(label=FIELD_NAMES["unit"], max_length=300, required=False)
    causality = _text("causality", 300)
    case_type = _text("case_type", 300)
    type = _text("type", 300)
    scale = _text("scale", 300)
    hazards = _text("hazards", 300)
    remarks = _text("remarks", 4000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    WHAT = ("kind", "own_reference", "happened_on", "precision", "country", "place", "authority")
    AMOUNT = ("form", "quantity", "unit", "unit_mass", "colour", "logo", "packaging", "claimed_as")
    ROUTE = ("origin_country", "transit_countries", "destination_country", "transport")
    TOXICOLOGY = ("severe_harm", "matrix", "concentration", "concentration_unit", "causality", "case_type")
    LABORATORY = ("type", "scale", "hazards")

    def values(self, analyses: tuple[AnalysisValues, ...]) -> ReportValues:
        """What was typed, with its findings."""
        typed = self.cleaned_data
        names = (
            *self.WHAT,
            *self.AMOUNT,
            "origin_country",
            "destination_country",
            "transport",
            "severe_harm",
            "remarks",
        )
        given = {name: typed[name] for name in names}
        unit_mass = typed["unit_mass"]
        given["unit_mass"] = float(unit_mass) if unit_mass is not None else None
        toxicology = {name: typed[name] for name in ("matrix", "concentration", "causality", "case_type")}
        return ReportValues(
            **given,
            transit_countries=tuple(typed["transit_countries"].replace(",", " ").split()),
            toxicology=toxicology | {"unit": typed["concentration_unit"]},
            laboratory={name: typed[name] for name in self.LABORATORY},
            analyses=analyses,
        )


class AnalysisForm(forms.Form):
    """One finding. The substance is confirmed in a second step, from what the text suggests."""

    as_reported = forms.CharField(
        label=FIELD_NAMES["as_reported"],
        max_length=300,
        required=False,
        help_text=pgettext_lazy("report", "Name, CAS number, InChIKey or provisional code, in any spelling."),
    )
    confirmed = forms.ChoiceField(
        label=pgettext_lazy("report", "Which substance of the register is this?"),
        required=False,
        widget=forms.RadioSelect,
    )
    confirmed_for = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    is_main = forms.BooleanField(label=FIELD_NAMES["is_main"], required=False, initial=True)
    techniques = forms.MultipleChoiceField(
        label=FIELD_NAMES["techniques"], required=False, choices=technique_choices, widget=forms.CheckboxSelectMultiple
    )
    confidence = forms.ChoiceField(
        label=FIELD_NAMES["confidence"], choices=Confidence.choices, initial=Confidence.PROBABLE
    )
    reference_standard = forms.BooleanField(label=FIELD_NAMES["reference_standard"], required=False)
    purity = DecimalField(label=FIELD_NAMES["purity"], required=False, min_value=0, max_value=100)
    purity_uncertainty = DecimalField(
        label=FIELD_NAMES["purity_uncertainty"], required=False, min_value=0, max_value=100
    )
    coverage_factor = DecimalField(label=FIELD_NAMES["coverage_factor"], required=False)
    salt_form = _text("salt_form", 60)

    def suggest(self, found: list[Suggestion]) -> None:
        """Offer these candidates, and the way of an unknown."""
        named = [(str(one.substance.pk), self._words(one)) for one in found]
        unknown = pgettext_lazy("report", "None of these: file it as an unknown under a provisional code")
        self.fields["confirmed"].choices = [*named, (UNKNOWN, unknown)]  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def _words(one: Suggestion) -> str:
        known = " · ".join(part for part in (one.substance.formula, one.substance.cas, one.words) if part)
        return f"{one.substance.name} ({known})"

    def values(self, substance: UUID | None) -> AnalysisValues:
        """What was typed, for the substance that was confirmed."""
        typed = self.cleaned_data
        return AnalysisValues(
            as_reported=typed["as_reported"],
            substance=substance,
            unknown=substance is None,
            is_main=typed["is_main"],
            techniques=tuple(typed["techniques"]),
            confidence=typed["confidence"],
            reference_standard=typed["reference_standard"],
            purity=_fraction(typed["purity"]),
            purity_uncertainty=_fraction(typed["purity_uncertainty"]),
            coverage_factor=float(typed["coverage_factor"]) if typed["coverage_factor"] is not None else None,
            salt_form=typed["salt_form"],
        )


class ImportForm(forms.Form):
    """A file, or the one that was checked just now."""

    file = forms.FileField(
        label=pgettext_lazy("report", "CSV or workbook"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    kept_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


def report_initial(report: Report) -> dict[str, Any]:
    """A report's values for its form."""
    names = set(ReportForm.base_fields) & {field.name for field in Report._meta.get_fields()}  # noqa: SLF001 - public
    given: dict[str, Any] = {name: getattr(report, name) for name in names}
    given["transit_countries"] = " ".join(report.transit_countries)
    given["unit_mass"] = None if report.unit_mass is None else Decimal(str(report.unit_mass))
    quantity = report.quantity
    given["quantity"] = None if quantity is None else quantity.normalize() + Decimal(0)
    tox = {name: text for name, text in report.toxicology.items() if name != "unit"}
    return {**given, **tox, "concentration_unit": report.toxicology.get("unit", ""), **report.laboratory}


def analysis_initial(one: Any) -> dict[str, Any]:
    """A finding's values for its form."""
    names = ("as_reported", "is_main", "techniques", "confidence", "reference_standard", "salt_form")
    given = {name: getattr(one, name) for name in names}
    for name in ("purity", "purity_uncertainty"):
        value = getattr(one, name)
        given[name] = None if value is None else Decimal(f"{100 * value:.10g}")
    factor = one.coverage_factor
    given["coverage_factor"] = None if factor is None else Decimal(str(factor))
    return given | {"confirmed": str(one.substance_id), "confirmed_for": one.as_reported}


def _fraction(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent / 100)
