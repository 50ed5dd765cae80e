"""Forms beside a label: which field, why, and what a chemical profile holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import pgettext_lazy

from comity.domains.substances.contents import LABELLABLE
from comity.domains.substances.forms import LTR
from comity.domains.substances.profile_files import LONGEST_PROFILE, typed_amounts
from comity.domains.substances.values import ProfileValues
from comity.domains.substances.words import FIELD_NAMES
from comity.kernel.web.forms import DateInput


class OptionalReasonForm(forms.Form):
    """Why a label changes, where there is anything to say."""

    reason = forms.CharField(label=pgettext_lazy("substances", "Reason for a change"), max_length=500, required=False)


class FieldForm(forms.Form):
    """Which field of a report, and why it is not for everybody who has the rest."""

    field = forms.ChoiceField(label=pgettext_lazy("substances", "Field of the report"))
    reason = forms.CharField(label=pgettext_lazy("substance", "Reason"), max_length=500)

    def __init__(self, *args: Any, labelled: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.labelled = [(name, FIELD_NAMES[name]) for name in LABELLABLE if name in labelled]
        self.fields["field"].choices = [(name, FIELD_NAMES[name]) for name in LABELLABLE]  # type: ignore[attr-defined]  # a ChoiceField


class ProfileForm(forms.Form):
    """A chemical profile: which substance, by which method, and the amounts of its markers."""

    substance = forms.ChoiceField(label=FIELD_NAMES["substance"])
    method = forms.CharField(
        label=pgettext_lazy("profile", "Method"),
        max_length=80,
        help_text=pgettext_lazy("profile", "By its name, always the same: only profiles of one method are compared."),
    )
    measured_on = forms.DateField(label=pgettext_lazy("profile", "Measured on"), required=False, widget=DateInput)
    amounts = forms.CharField(
        label=pgettext_lazy("profile", "Compounds and amounts"),
        max_length=LONGEST_PROFILE,
        help_text=pgettext_lazy(
            "profile", "One compound a line, its amount last, as in: caffeine 12.5. Not found is 0."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", **LTR}),
    )

    def __init__(self, *args: Any, substances: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substance"].choices = list(substances)  # type: ignore[attr-defined]  # a ChoiceField

    def values(self) -> ProfileValues:
        """What was typed, or an `InputError` that names the line."""
        typed = self.cleaned_data
        amounts = typed_amounts(typed["amounts"])
        return ProfileValues(UUID(typed["substance"]), typed["method"], amounts, typed["measured_on"])
