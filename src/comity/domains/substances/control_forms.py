"""Forms of control status: one by one, or from a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import pgettext_lazy

from comity.domains.substances.forms import ImportForm, countries
from comity.domains.substances.values import ControlValues
from comity.kernel.web.forms import DateInput


class ControlForm(forms.Form):
    """One control status."""

    instrument = forms.CharField(
        label=pgettext_lazy("control", "Convention or law"),
        max_length=120,
        help_text=pgettext_lazy("control", "As in 1971 Convention."),
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("control", "Country"),
        required=False,
        choices=lambda: countries(empty=pgettext_lazy("control", "international")),
    )
    schedule = forms.CharField(label=pgettext_lazy("control", "Schedule"), max_length=60)
    effective_from = forms.DateField(label=pgettext_lazy("control", "In force from"), widget=DateInput)
    until = forms.DateField(label=pgettext_lazy("control", "Until"), required=False, widget=DateInput)
    source = forms.CharField(
        label=pgettext_lazy("control", "Source"),
        max_length=300,
        help_text=pgettext_lazy("control", "Decision or gazette, with its date. Without a source nothing is shown."),
    )

    def values(self) -> ControlValues:
        """What was typed."""
        return ControlValues(**self.cleaned_data)


class ScheduleFileForm(ImportForm):
    """A file of control statuses, and who says so where its rows do not."""

    source = forms.CharField(
        label=pgettext_lazy("control", "Source of rows that name none"),
        required=False,
        max_length=300,
        help_text=pgettext_lazy("control", "Decision, list or gazette, with its date."),
    )
