"""What a page or a program asks for: the same fields, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from comity.base.clock import now
from comity.domains.substances.periods import MONTHLY, WEEKLY
from comity.domains.substances.queries.sightings import By, Question
from comity.domains.substances.screening import Wanted
from comity.domains.substances.vocabularies import ReportKind, StructuralGroup
from comity.domains.substances.words import language
from comity.kernel.parties.countries import country_choices

ANY = pgettext_lazy("filter", "Any")
BY = [
    ("substance", pgettext_lazy("trend filter", "each substance")),
    ("group", pgettext_lazy("trend filter", "each structural group")),
    ("effect", pgettext_lazy("trend filter", "each effect group")),
    ("country", pgettext_lazy("trend filter", "each country")),
]
PERIODS = [
    (str(WEEKLY), pgettext_lazy("trend filter", "by week")),
    (str(MONTHLY), pgettext_lazy("trend filter", "by month")),
]
AGAINST = [
    ("", pgettext_lazy("trend filter", "all reports of the same scope")),
    ("nothing", pgettext_lazy("trend filter", "nothing: the counts alone")),
]
METHODS = [
    ("", pgettext_lazy("trend filter", "what the history allows")),
    ("farrington", "Farrington Flexible"),
    ("ears", "EARS C2"),
]
LONGEST_PURPOSE = 40


class ScopeFilter(forms.Form):
    """What pictures are narrowed to."""

    group = forms.ChoiceField(
        label=pgettext_lazy("substances", "Structural group"),
        required=False,
        choices=[("", ANY), *StructuralGroup.choices],
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("report field", "Country"),
        required=False,
        choices=lambda: [("", ANY), *country_choices(language())],
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("report field", "What is reported"),
        required=False,
        choices=[("", ANY), *ReportKind.choices],
    )
    substance = forms.UUIDField(required=False, widget=forms.HiddenInput)
    purpose = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_PURPOSE)


class TrendFilter(ScopeFilter):
    """What is counted, how, and what it is judged against."""

    by = forms.ChoiceField(label=pgettext_lazy("trend filter", "One series for"), required=False, choices=BY)
    frequency = forms.ChoiceField(label=pgettext_lazy("trend filter", "Counted"), required=False, choices=PERIODS)
    against = forms.ChoiceField(label=pgettext_lazy("trend filter", "Judged against"), required=False, choices=AGAINST)
    method = forms.ChoiceField(label=pgettext_lazy("trend filter", "Method"), required=False, choices=METHODS)
    series = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    field_order = ("by", "frequency", "group", "country", "kind", "against", "method")


class MarketFilter(ScopeFilter):
    """By which groups the market is told."""

    by = forms.ChoiceField(
        label=pgettext_lazy("trend filter", "One series for"),
        required=False,
        choices=[one for one in BY if one[0] in ("group", "effect")],
    )
    field_order = ("by", "country", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["group"], self.fields["substance"]


def question_of(given: Mapping[str, Any]) -> Question:
    """The question that a filter's values ask; what cannot be read narrows nothing."""
    return Question(
        by=cast(By, given.get("by") or "substance"),
        frequency=int(given.get("frequency") or WEEKLY),
        substance=cast("UUID | None", given.get("substance") or None),
        group=given.get("group") or "",
        country=given.get("country") or "",
        kind=given.get("kind") or "",
    )


def wanted_of(given: Mapping[str, Any]) -> tuple[Wanted, bool]:
    """The method that is asked for, and whether counts are judged against all reports."""
    return cast(Wanted, given.get("method") or ""), given.get("against") != "nothing"


def read(form: type[forms.Form], request: HttpRequest) -> tuple[forms.Form, dict[str, Any]]:
    """The filter of a page, and what of it can be read."""
    filters = form(request.GET)
    filters.is_valid()
    return filters, filters.cleaned_data


def purpose_of(given: Mapping[str, Any]) -> str:
    """The purpose that the reader states, if any."""
    return str(given.get("purpose") or "")


def today() -> date:
    """The day on which everything is judged."""
    return now().date()


Joining = Literal["connected", "complete"]
