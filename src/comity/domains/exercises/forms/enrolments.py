"""Taking part: invitations, answers, menus of substances, permits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import pgettext, pgettext_lazy

from comity.domains.exercises.models.enrolments import DIRECTIONS, ENROLMENT_STATES, PERMIT_STATES
from comity.domains.exercises.services import PermitDetails
from comity.kernel.web.forms import DateInput, SearchField

ACCEPT = [("yes", pgettext_lazy("exercises", "Accept")), ("no", pgettext_lazy("exercises", "Decline"))]


class EnrolmentFilter(forms.Form):
    """What the list of laboratories can be narrowed by."""

    q = SearchField(label=pgettext_lazy("filter", "Laboratory"))
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=lambda: [("", pgettext("filter", "All")), *((s.value, name) for s, name in ENROLMENT_STATES.items())],
    )


class MenuField(forms.MultipleChoiceField):
    """Substances of the round's menu, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, menu: Sequence[str] = (), **options: Any) -> None:
        super().__init__(choices=[(name, name) for name in menu], required=False, **options)


class MenuForm(forms.Form):
    """What a laboratory may lawfully receive; a round without a menu of its own is answered in words."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    bounds = forms.ChoiceField(
        label=pgettext_lazy("exercises", "Controlled substances"),
        widget=forms.RadioSelect,
        choices=[
            ("none", pgettext_lazy("exercises", "The laboratory may receive everything on the menu")),
            ("some", pgettext_lazy("exercises", "Only the substances named below")),
        ],
        initial="none",
    )

    def __init__(self, *args: Any, menu: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        label = pgettext_lazy("exercises", "Substances that the laboratory may lawfully receive")
        if menu:
            self.fields["substances"] = MenuField(menu, label=label)
        else:
            hint = pgettext_lazy("exercises", "One on each line.")
            area = forms.Textarea(attrs={"rows": 6})
            self.fields["substances"] = forms.CharField(label=label, help_text=hint, required=False, widget=area)
        if self.field_order:
            self.order_fields(self.field_order)

    def substances(self) -> list[str] | None:
        """The bounds; None for none."""
        if self.cleaned_data.get("bounds") != "some":
            return None
        given = self.cleaned_data["substances"]
        return given.splitlines() if isinstance(given, str) else list(given)


class AnswerForm(MenuForm):
    """The answer to an invitation."""

    field_order = ("answer", "bounds", "substances", "reason")
    answer = forms.ChoiceField(
        label=pgettext_lazy("exercises", "Does your laboratory take part?"), widget=forms.RadioSelect, choices=ACCEPT
    )
    reason = forms.CharField(
        label=pgettext_lazy("exercises", "If not: why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RequestForm(MenuForm):
    """Asking for a place."""

    field_order = ("laboratory", "bounds", "substances", "note")
    laboratory = forms.ChoiceField(label=pgettext_lazy("exercises", "Laboratory"))
    note = forms.CharField(
        label=pgettext_lazy("exercises", "Note to the organiser"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, laboratories: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["laboratory"].choices = laboratories  # type: ignore[attr-defined]  # a ChoiceField


class DecisionForm(forms.Form):
    """The answer to a request."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("exercises", "Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", pgettext_lazy("exercises", "Take the laboratory in")),
            ("no", pgettext_lazy("exercises", "Refuse")),
        ],
    )
    reason = forms.CharField(
        label=pgettext_lazy("exercises", "Reason for a refusal"),
        help_text=pgettext_lazy("exercises", "The laboratory reads it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PermitForm(forms.Form):
    """A permit to import or export."""

    direction = forms.ChoiceField(
        label=pgettext_lazy("exercises", "For"),
        choices=list(DIRECTIONS.items()),
        widget=forms.RadioSelect,
        initial="import",
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("exercises", "State"),
        choices=[(state.value, name) for state, name in PERMIT_STATES.items()],
        help_text=pgettext_lazy("exercises", "While a permit is needed and none is granted, no parcel leaves."),
    )
    number = forms.CharField(label=pgettext_lazy("exercises", "Number"), required=False, max_length=80)
    authority = forms.CharField(label=pgettext_lazy("exercises", "Authority"), required=False, max_length=200)
    valid_until = forms.DateField(
        label=pgettext_lazy("exercises", "Last day on which it holds"), required=False, widget=DateInput
    )
    substances = forms.CharField(
        label=pgettext_lazy("exercises", "Substances"),
        help_text=pgettext_lazy("exercises", "One on each line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def details(self) -> PermitDetails:
        """What was typed."""
        return PermitDetails(**{**self.cleaned_data, "substances": self.cleaned_data["substances"].splitlines()})


class LookUpForm(forms.Form):
    """Whose code this is, and why that must be known."""

    code = forms.CharField(label=pgettext_lazy("exercises", "Code"), max_length=16)
    why = forms.CharField(
        label=pgettext_lazy("exercises", "Why you need to know"),
        help_text=pgettext_lazy("exercises", "Kept on record for ever. The laboratory sees it, with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
