"""Forms of this room's pages. What may be chosen follows from the policy; services check it again."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.models import ROLE_NAMES
from comity.kernel.accounts.roles import Role
from comity.kernel.parties.names import LONGEST_NAME

AS_THE_BROWSER = ("", pgettext_lazy("account", "As the browser says"))
DAYS = (
    (30, pgettext_lazy("account", "30 days")),
    (90, pgettext_lazy("account", "90 days")),
    (365, pgettext_lazy("account", "one year")),
)


def language_choices() -> list[tuple[str, object]]:
    """Languages of the site, and none."""
    return [AS_THE_BROWSER, *settings.LANGUAGES]


def time_zone_choices() -> list[tuple[str, str]]:
    """Every time zone by its name."""
    return [
        (name, name.replace("_", " "))
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name or name == "UTC"
    ]


class PreferencesForm(forms.Form):
    """One's name, language and time zone."""

    name = forms.CharField(
        label=pgettext_lazy("account", "Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=pgettext_lazy("account", "Language"), choices=language_choices, required=False)
    time_zone = forms.ChoiceField(
        label=pgettext_lazy("account", "Time zone"),
        choices=time_zone_choices,
        initial="UTC",
        help_text=pgettext_lazy("account", "Deadlines are shown in this time zone, with its name."),
    )


class NewAccountForm(PreferencesForm):
    """What somebody without an account fills in to accept an invitation."""

    password = forms.CharField(
        label=pgettext_lazy("account", "Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    field_order = ("name", "password", "language", "time_zone")


class InvitationForm(forms.Form):
    """Whom to invite, in which role."""

    email = forms.EmailField(
        label=pgettext_lazy("account", "Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=pgettext_lazy("account", "Role"))
    language = forms.ChoiceField(
        label=pgettext_lazy("account", "Language of the mail"), choices=settings.LANGUAGES, initial="en"
    )

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it comes
        _choose(self.fields["role"], role_choices(roles))


class RoleForm(forms.Form):
    """A further role for somebody."""

    role = forms.ChoiceField(label=pgettext_lazy("account", "Role"))

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it comes
        _choose(self.fields["role"], role_choices(roles))


class TokenForm(forms.Form):
    """A token: what for, what it may do, how long."""

    name = forms.CharField(
        label=pgettext_lazy("account", "What it is for"),
        max_length=80,
        help_text=pgettext_lazy("account", "For example: results from the laboratory's information system."),
    )
    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("account", "What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=pgettext_lazy("account", "How long it works"), choices=DAYS, coerce=int, initial=90
    )

    def __init__(self, *args: object, scopes: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it comes
        _choose(self.fields["scopes"], [(scope, scope) for scope in scopes])


def role_choices(roles: Iterable[Role]) -> list[tuple[str, object]]:
    """Roles with their names, in the order of the policy."""
    given = set(roles)
    return [(role.value, name) for role, name in ROLE_NAMES.items() if role in given]


def _choose(field: forms.Field, choices: list[tuple[str, object]] | list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # the fields named here are choice fields
