"""Parcels: dispatch, delivery, damage."""

from __future__ import annotations

from django import forms
from django.utils.translation import pgettext, pgettext_lazy

from comity.domains.exercises.models.parcels import PARCEL_STATES


class ParcelFilter(forms.Form):
    """What the list of parcels can be narrowed by."""

    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=lambda: [
            ("", pgettext("filter", "All")),
            *((state.value, name) for state, name in PARCEL_STATES.items()),
        ],
    )


class DispatchForm(forms.Form):
    """Who carries it."""

    carrier = forms.CharField(label=pgettext_lazy("exercises", "Carrier"), required=False, max_length=80)
    tracking = forms.CharField(label=pgettext_lazy("exercises", "Tracking number"), required=False, max_length=80)


class DeliveryForm(forms.Form):
    """It has arrived whole."""

    received_by = forms.CharField(
        label=pgettext_lazy("exercises", "Received by"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    note = forms.CharField(
        label=pgettext_lazy("exercises", "Remarks on the condition"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DamageForm(forms.Form):
    """Something is wrong with it."""

    note = forms.CharField(
        label=pgettext_lazy("exercises", "What is damaged or missing"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
