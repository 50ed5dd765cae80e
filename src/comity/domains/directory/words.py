"""States and values of the directory in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.formats import date_format
from django.utils.translation import get_language, npgettext, pgettext, pgettext_lazy

from comity.base.clock import now
from comity.domains.directory.disciplines import NAMES
from comity.domains.directory.models import AccreditedScope
from comity.domains.directory.rules import ScopeState
from comity.kernel.parties.countries import country_name
from comity.kernel.web.badges import Badge

FIELD_NAMES = {
    "about": pgettext_lazy("directory", "About"),
    "website": pgettext_lazy("directory", "Website"),
    "address": pgettext_lazy("directory", "Address"),
    "city": pgettext_lazy("directory", "City"),
    "latitude": pgettext_lazy("directory", "Latitude"),
    "longitude": pgettext_lazy("directory", "Longitude"),
    "languages": pgettext_lazy("directory", "Languages"),
    "disciplines": pgettext_lazy("directory", "Disciplines"),
    "listed": pgettext_lazy("directory", "Listed"),
    "name": pgettext_lazy("directory", "Name"),
    "short_name": pgettext_lazy("directory", "Short name"),
    "country": pgettext_lazy("directory", "Country"),
    "kind": pgettext_lazy("directory", "Kind"),
    "function": pgettext_lazy("directory", "Function"),
    "person": pgettext_lazy("directory", "Person"),
    "email": pgettext_lazy("directory", "Mail"),
    "phone": pgettext_lazy("directory", "Telephone"),
    "standard": pgettext_lazy("directory", "Standard"),
    "body": pgettext_lazy("directory", "Accreditation body"),
    "number": pgettext_lazy("directory", "Number"),
    "discipline": pgettext_lazy("directory", "Discipline"),
    "since": pgettext_lazy("directory", "Valid from"),
    "until": pgettext_lazy("directory", "Valid until"),
    "url": pgettext_lazy("directory", "Page of the scope"),
    "scope": pgettext_lazy("directory", "Scope"),
    "on": pgettext_lazy("directory", "On"),
    "role": pgettext_lazy("directory", "Role"),
    "from": pgettext_lazy("directory", "From"),
    "to": pgettext_lazy("directory", "To"),
    "fields": pgettext_lazy("directory", "Fields"),
    "facts": pgettext_lazy("directory", "Facts"),
}
VERB_NAMES = {
    "register party": pgettext_lazy("directory history", "Registered"),
    "rename party": pgettext_lazy("directory history", "Name corrected"),
    "end party": pgettext_lazy("directory history", "Ended"),
    "add member": pgettext_lazy("directory history", "Membership added"),
    "end membership": pgettext_lazy("directory history", "Membership ended"),
    "edit profile": pgettext_lazy("directory history", "Profile changed"),
    "add contact point": pgettext_lazy("directory history", "Contact point added"),
    "change contact point": pgettext_lazy("directory history", "Contact point changed"),
    "remove contact point": pgettext_lazy("directory history", "Contact point removed"),
    "add accredited scope": pgettext_lazy("directory history", "Accredited scope added"),
    "change accredited scope": pgettext_lazy("directory history", "Accredited scope changed"),
    "withdraw accredited scope": pgettext_lazy("directory history", "Accredited scope withdrawn"),
    "load reference data": pgettext_lazy("directory history", "Reference data loaded"),
}


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


def discipline_name(code: str) -> str:
    """A discipline in words; a code that is not known stays a code."""
    return NAMES[code].render(language()) if code in NAMES else code


def discipline_names(codes: Iterable[str]) -> list[str]:
    """Disciplines in words, in their alphabet."""
    return sorted((discipline_name(code) for code in codes), key=str.casefold)


def country(code: str) -> str:
    """A country in words."""
    return country_name(code, language()) if code else ""


def scope_badge(scope: AccreditedScope, state: ScopeState) -> Badge:
    """Whether a scope holds, said with its day."""
    if state is ScopeState.WITHDRAWN:
        return Badge(pgettext("scope", "Withdrawn on %(day)s") % {"day": _day(scope.withdrawn_on)}, "bad", "×")
    if state is ScopeState.NOT_YET:
        return Badge(pgettext("scope", "Valid from %(day)s") % {"day": _day(scope.since)}, "info", "i")
    if state is ScopeState.OPEN:
        return Badge(pgettext("scope", "No end known: ask the body"), "neutral", "?")
    if state is ScopeState.ENDED:
        return Badge(pgettext("scope", "Expired on %(day)s") % {"day": _day(scope.until)}, "bad", "×")
    if state is ScopeState.ENDING:
        return Badge(_days_left(scope), "attention", "!")
    return Badge(pgettext("scope", "Valid until %(day)s") % {"day": _day(scope.until)}, "good", "✓")


def shown(name: str, value: object) -> str:
    """A value as a page shows it, also one that has been typed or kept as text."""
    if value in (None, "", (), []):
        return "–"
    if isinstance(value, bool):
        return pgettext("directory", "yes") if value else pgettext("directory", "no")
    if name in {"disciplines", "discipline"}:
        codes = [value] if isinstance(value, str) else value
        return ", ".join(discipline_names(codes)) if isinstance(codes, Iterable) else str(value)
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value)
    return str(value)


def changes_in_words(detail: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What an audit entry says: field, before, after; what has no before is a plain fact."""
    rows = []
    for name, value in detail.items():
        label = str(FIELD_NAMES.get(name, name))
        if isinstance(value, list) and len(value) == 2 and name not in {"fields", "facts"}:
            rows.append((label, _kept(name, value[0]), _kept(name, value[1])))
        elif name == "fields" and isinstance(value, list):
            rows.append((label, "", ", ".join(str(FIELD_NAMES.get(field, field)) for field in value)))
        elif name != "of":
            rows.append((label, "", shown(name, value)))
    return rows


def _kept(name: str, text: object) -> str:
    """A value that the audit trail keeps as text."""
    if name in {"disciplines", "discipline"} and isinstance(text, str) and text:
        return ", ".join(discipline_names(text.split(", ")))
    if name == "listed":
        return shown(name, text == "True")
    return shown(name, text)


def _days_left(scope: AccreditedScope) -> str:
    if scope.until is None:
        return ""
    days = (scope.until - now().date()).days
    said = npgettext("scope", "Valid until %(day)s, %(days)s day left", "Valid until %(day)s, %(days)s days left", days)
    return said % {"day": _day(scope.until), "days": days}


def _day(value: object) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""  # type: ignore[arg-type]  # the caller gives a day
