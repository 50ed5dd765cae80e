"""Forms of the directory. They hold what was typed; services decide whether it can be kept."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import pgettext_lazy

from comity.base.clock import now
from comity.domains.directory import disciplines
from comity.domains.directory.queries import networks
from comity.domains.directory.queries.searching import Search
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.domains.directory.words import FIELD_NAMES, country, language
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.countries import country_choices
from comity.kernel.parties.models import KIND_NAMES, Party
from comity.kernel.parties.rules import PARTS, Kind
from comity.kernel.web.forms import DateInput, DecimalField, SearchField

ANY = pgettext_lazy("filter", "Any")
Choices = list[tuple[str, Any]]
DEGREES = pgettext_lazy("directory", "Degrees as a decimal; south and west are negative.")
LANGUAGES_HELP = pgettext_lazy("directory", "Codes with semicolons between them, as in en; fr; ar.")


def kind_choices() -> Choices:
    """Every kind but people."""
    return [(kind.value, name) for kind, name in KIND_NAMES.items() if kind is not Kind.PERSON]


def discipline_choices() -> Choices:
    """Disciplines in their groups."""
    return [(group, codes) for group, codes in disciplines.choices(language())]


def groups_and_disciplines() -> Choices:
    """The same for searching: a whole group can be chosen too."""
    found: Choices = [("", ANY)]
    for (key, name), (_, codes) in zip(disciplines.GROUPS.items(), disciplines.choices(language()), strict=True):
        label = name.render(language())
        found.append((label, [(f"{disciplines.GROUP_PREFIX}{key}", f"{label} (…)"), *codes]))
    return found


class DirectoryFilter(forms.Form):
    """What the list and the map are narrowed by. Made for one actor by `filter_for`."""

    q = SearchField(label=pgettext_lazy("filter", "Name, place or field"))
    kind = forms.ChoiceField(label=FIELD_NAMES["kind"], required=False, choices=lambda: [("", ANY), *kind_choices()])
    country = forms.ChoiceField(
        label=FIELD_NAMES["country"], required=False, choices=lambda: [("", ANY), *country_choices(language())]
    )
    discipline = forms.ChoiceField(label=FIELD_NAMES["discipline"], required=False, choices=groups_and_disciplines)
    network = forms.ChoiceField(label=pgettext_lazy("filter", "Member of"), required=False, choices=[("", ANY)])
    accredited = forms.BooleanField(label=pgettext_lazy("filter", "Accredited today"), required=False)
    ended = forms.BooleanField(label=pgettext_lazy("filter", "Ended ones too"), required=False)
    area = forms.RegexField(r"^-?\d+(,-?\d+){3}$", required=False, widget=forms.HiddenInput, max_length=40)


def filter_for(actor: Actor) -> type[DirectoryFilter]:
    """The filter with the networks that this actor sees."""
    found = [(str(party.pk), str(party)) for party in networks(actor)]

    class Filter(DirectoryFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["network"].choices = [("", ANY), *found]  # type: ignore[attr-defined]  # a ChoiceField

    return Filter


def asked(wanted: dict[str, Any]) -> Search:
    """The search that a filter's values ask for."""
    area = [float(part) for part in wanted["area"].split(",")] if wanted.get("area") else []
    return Search(
        text=wanted.get("q", ""),
        kind=wanted.get("kind", ""),
        country=wanted.get("country", ""),
        discipline=wanted.get("discipline", ""),
        network=UUID(wanted["network"]) if wanted.get("network") else None,
        accredited=bool(wanted.get("accredited")),
        with_ended=bool(wanted.get("ended")),
        box=(area[0], area[1], area[2], area[3]) if area else None,
    )


class NamesForm(forms.Form):
    """What a party is called."""

    name = forms.CharField(label=FIELD_NAMES["name"], max_length=200)
    short_name = forms.CharField(label=FIELD_NAMES["short_name"], max_length=40, required=False)
    country = forms.ChoiceField(
        label=FIELD_NAMES["country"], required=False, choices=lambda: [("", "–"), *country_choices(language())]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RegisterForm(NamesForm):
    """A new entry."""

    field_order = ("kind", "name", "short_name", "country")
    kind = forms.ChoiceField(label=FIELD_NAMES["kind"], choices=kind_choices)


class PartForm(RegisterForm):
    """A new entry that is a part of another: a laboratory or a group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, name) for kind, name in kind_choices() if Kind(kind) in PARTS]
        cast("forms.ChoiceField", self.fields["kind"]).choices = kinds


class ProfileForm(forms.Form):
    """What a party says about itself."""

    template_name = "directory/profile_form.html"  # disciplines in their groups

    about = forms.CharField(
        label=FIELD_NAMES["about"], required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    disciplines = forms.MultipleChoiceField(
        label=FIELD_NAMES["disciplines"],
        required=False,
        choices=discipline_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.CharField(
        label=FIELD_NAMES["website"],
        required=False,
        max_length=400,
        help_text=pgettext_lazy("directory", "In full, as in https://example.org."),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )
    address = forms.CharField(label=FIELD_NAMES["address"], required=False, max_length=200)
    city = forms.CharField(label=FIELD_NAMES["city"], required=False, max_length=80)
    latitude = DecimalField(label=FIELD_NAMES["latitude"], required=False, help_text=DEGREES)
    longitude = DecimalField(label=FIELD_NAMES["longitude"], required=False, help_text=DEGREES)
    languages = forms.CharField(
        label=FIELD_NAMES["languages"], required=False, max_length=200, help_text=LANGUAGES_HELP
    )
    listed = forms.BooleanField(
        label=pgettext_lazy("directory", "Listed: everybody in the directory finds this entry"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> ProfileValues:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return ProfileValues(
            about=typed["about"],
            website=typed["website"],
            address=typed["address"],
            city=typed["city"],
            latitude=None if typed["latitude"] is None else float(typed["latitude"]),
            longitude=None if typed["longitude"] is None else float(typed["longitude"]),
            languages=_words(typed["languages"]),
            disciplines=tuple(sorted(typed["disciplines"])),
            listed=typed["listed"],
        )


class ContactForm(forms.Form):
    """A way to reach a party."""

    function = forms.CharField(
        label=FIELD_NAMES["function"],
        max_length=80,
        help_text=pgettext_lazy("directory", "As in: general enquiries, samples, quality manager."),
    )
    person = forms.CharField(
        label=FIELD_NAMES["person"],
        max_length=200,
        required=False,
        help_text=pgettext_lazy(
            "directory", "Leave it empty where the function is enough; a person's data are shown to fewer."
        ),
    )
    email = forms.CharField(
        label=FIELD_NAMES["email"],
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "dir": "ltr"}),
    )
    phone = forms.CharField(
        label=FIELD_NAMES["phone"],
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    languages = forms.CharField(
        label=FIELD_NAMES["languages"], required=False, max_length=200, help_text=LANGUAGES_HELP
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> ContactValues:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return ContactValues(
            typed["function"], typed["person"], typed["email"], typed["phone"], _words(typed["languages"])
        )


class ScopeForm(forms.Form):
    """What a body has accredited."""

    standard = forms.CharField(
        label=FIELD_NAMES["standard"],
        max_length=80,
        help_text=pgettext_lazy("directory", "As in ISO/IEC 17025:2017."),
    )
    body = forms.CharField(label=FIELD_NAMES["body"], max_length=120)
    number = forms.CharField(label=FIELD_NAMES["number"], max_length=80, required=False)
    discipline = forms.ChoiceField(
        label=FIELD_NAMES["discipline"], required=False, choices=lambda: [("", "–"), *discipline_choices()]
    )
    since = forms.DateField(label=FIELD_NAMES["since"], required=False, widget=DateInput)
    until = forms.DateField(label=FIELD_NAMES["until"], required=False, widget=DateInput)
    url = forms.CharField(
        label=FIELD_NAMES["url"],
        max_length=400,
        required=False,
        help_text=pgettext_lazy("directory", "Where the body publishes the scope."),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> ScopeValues:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return ScopeValues(**{name: typed[name] for name in ScopeValues.__dataclass_fields__})


class WithdrawForm(forms.Form):
    """The day from which on something holds no more."""

    on = forms.DateField(
        label=pgettext_lazy("directory", "From this day on"), widget=DateInput, initial=lambda: now().date()
    )


class MembershipForm(forms.Form):
    """Of what a party becomes a member. Made with the parties that it can join."""

    of = forms.ChoiceField(label=pgettext_lazy("directory", "Member of"))
    role = forms.CharField(
        label=FIELD_NAMES["role"],
        max_length=80,
        required=False,
        help_text=pgettext_lazy("directory", "As in: full member, observer."),
    )
    since = forms.DateField(label=pgettext_lazy("directory", "Since"), widget=DateInput, initial=lambda: now().date())

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(str(one.pk), _named(one)) for one in parties]  # type: ignore[attr-defined]  # a ChoiceField


class ImportForm(forms.Form):
    """A file to take in, or the one that was just checked."""

    file = forms.FileField(
        label=pgettext_lazy("directory", "File"),
        required=False,
        help_text=pgettext_lazy("directory", "CSV, a workbook (.xlsx) or JSON, as the export writes them."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not (self.data.get("kept") or self.initial.get("kept"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(",", ";").split(";") if part.strip())


def _named(party: Party) -> str:
    return f"{party.name} ({country(party.country)})" if party.country else party.name
