"""Schemes, rounds and what holds for them."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from comity.domains.directory.forms import discipline_choices
from comity.domains.exercises.services import RoundSettings

WALL_CLOCK = "%Y-%m-%dT%H:%M"
WRITTEN = (WALL_CLOCK, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M")


class InstantInput(forms.DateTimeInput):
    """Date and time by the browser's own picker; without one, as 2026-03-31 16:00."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=WALL_CLOCK)


class WallClockField(forms.fields.BaseTemporalField):
    """Date and time as a clock on a wall shows them, in the time zone that stands beside it; never the reader's."""

    widget = InstantInput
    input_formats = WRITTEN
    default_error_messages = {  # noqa: RUF012 - Django declares it without ClassVar
        "invalid": pgettext_lazy("form", "Write date and time as in 2026-03-31 16:00.")
    }

    def to_python(self, value: Any) -> Any:
        """Without a time zone."""
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        return super().to_python(value)

    def strptime(self, value: str, format: str) -> datetime:  # noqa: A002 - Django's signature
        """In one of the forms in which people write it."""
        return datetime.strptime(value, format)  # noqa: DTZ007 - the zone stands in a field of its own


class SchemeForm(forms.Form):
    """A new scheme."""

    title = forms.CharField(label=pgettext_lazy("exercises", "Title"), max_length=200)
    discipline = forms.ChoiceField(
        label=pgettext_lazy("exercises", "Discipline"),
        required=False,
        choices=lambda: [("", "–"), *discipline_choices()],
    )
    description = forms.CharField(
        label=pgettext_lazy("exercises", "What it is about"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RoundForm(forms.Form):
    """What holds for a round besides its plan."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=pgettext_lazy("exercises", "Title"), required=False, max_length=200)
    time_zone = forms.CharField(
        label=pgettext_lazy("exercises", "Time zone of the deadline"),
        help_text=pgettext_lazy("exercises", "As in Europe/Vienna, Africa/Accra or UTC."),
        initial="UTC",
        max_length=60,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    deadline = WallClockField(
        label=pgettext_lazy("exercises", "Deadline for results"),
        help_text=pgettext_lazy("exercises", "On the clocks of that time zone, for example 2026-03-31 16:00."),
        required=False,
    )
    grace_hours = forms.FloatField(
        label=pgettext_lazy("exercises", "Period of grace, in hours"),
        help_text=pgettext_lazy("exercises", "Results after it are scored, but do not enter the consensus."),
        initial=0,
        min_value=0,
        max_value=720,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "decimal"}),
    )
    capacity = forms.IntegerField(
        label=pgettext_lazy("exercises", "Places"),
        help_text=pgettext_lazy("exercises", "How many laboratories can take part. Empty: no bound."),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "decimal"}),
    )
    open_to_requests = forms.BooleanField(
        label=pgettext_lazy("exercises", "Announce the round: any laboratory may ask to take part"), required=False
    )
    instructions = forms.CharField(
        label=pgettext_lazy("exercises", "Instructions for the laboratories"),
        help_text=pgettext_lazy("exercises", "Seen by laboratories that take part: storage, handling, what is asked."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def settings(self) -> RoundSettings:
        """What was typed."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "code"}}
        return RoundSettings(**given)


class NewRoundForm(RoundForm):
    """A new round."""

    field_order = ("code", "title")
    code = forms.CharField(
        label=pgettext_lazy("exercises", "Code"),
        help_text=pgettext_lazy("exercises", "Unique in the scheme, as in 2026/1."),
        max_length=32,
    )


class ReasonForm(forms.Form):
    """A reason that is on record for years."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=pgettext_lazy("exercises", "Reason"),
        help_text=pgettext_lazy("exercises", "At least 10 characters; it is kept on record."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(ReasonForm):
    """Closing; a reason only before the deadline."""

    def __init__(self, *args: Any, early: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not early:
            del self.fields["reason"]


class DeadlineForm(ReasonForm):
    """A later deadline."""

    field_order = ("deadline", "reason")
    deadline = WallClockField(
        label=pgettext_lazy("exercises", "New deadline"),
        help_text=pgettext_lazy("exercises", "On the clocks of the time zone of the round; later than before."),
    )


def time_zones() -> list[str]:
    """Names to choose from."""
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
