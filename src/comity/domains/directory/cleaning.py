"""Single values as the directory takes them: in canonical form, or an `InputError` with reason and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.domains.directory import rules
from comity.domains.directory.disciplines import NAMES
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.kernel.parties.names import clean_name

CONTEXT = "directory"
LONGEST_ABOUT = 2000
LONGEST_PAGE = 400


def clean_profile(values: ProfileValues) -> ProfileValues:
    """A profile whose values can be kept."""
    clean_place(values.latitude, values.longitude)
    return replace(
        values,
        about=clean_text(values.about, LONGEST_ABOUT, "about"),
        website=clean_page(values.website, "website"),
        address=clean_name(values.address, longest=200, where="address", required=False),
        city=clean_name(values.city, longest=80, where="city", required=False),
        languages=clean_languages(values.languages),
        disciplines=clean_disciplines(values.disciplines),
    )


def clean_contact(values: ContactValues) -> ContactValues:
    """A contact point that can be reached."""
    cleaned = ContactValues(
        function=clean_name(values.function, longest=80, where="function"),
        person=clean_name(values.person, where="person", required=False),
        email=clean_email(values.email),
        phone=clean_phone(values.phone),
        languages=clean_languages(values.languages),
    )
    if not cleaned.email and not cleaned.phone:
        what = message(CONTEXT, "The contact point can be reached neither by mail nor by telephone.")
        raise _error("contact-unreachable", what, "email", message(CONTEXT, "Give one of the two."))
    return cleaned


def clean_scope(values: ScopeValues) -> ScopeValues:
    """A scope with a standard and a body."""
    clean_days(values.since, values.until)
    return replace(
        values,
        standard=clean_name(values.standard, longest=80, where="standard"),
        body=clean_name(values.body, longest=120, where="body"),
        number=clean_name(values.number, longest=80, where="number", required=False),
        discipline="".join(clean_disciplines([values.discipline] if values.discipline else [], "discipline")),
        url=clean_page(values.url, "url"),
    )


def clean_text(text: str, longest: int, where: str) -> str:
    """Text that may have several lines."""
    if len(text) > longest:
        what = message(CONTEXT, "The text is longer than {longest} characters.", longest=longest)
        raise _error("text-too-long", what, where, message(CONTEXT, "Shorten it."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_name(line, longest=longest, where=where, required=False) for line in lines).strip("\n")


def clean_page(address: str, where: str) -> str:
    """The address of a page, or nothing."""
    address = address.strip()
    if address and (len(address) > LONGEST_PAGE or not rules.is_page(address)):
        remedy = message(CONTEXT, "Write it in full, as in https://example.org.")
        raise _error("page-unreadable", message(CONTEXT, "This is not the address of a page."), where, remedy)
    return address


def clean_email(address: str, where: str = "email") -> str:
    """A mail address, or nothing."""
    address = address.strip()
    if address and not rules.is_email(address):
        remedy = message(CONTEXT, "Write it as in office@example.org.")
        raise _error("email-unreadable", message(CONTEXT, "This is not a mail address."), where, remedy)
    return address


def clean_phone(number: str, where: str = "phone") -> str:
    """A telephone number, or nothing."""
    number = number.strip()
    if number and not rules.is_phone(number):
        remedy = message(CONTEXT, "Write it with the country's number, as in +254 20 0000000.")
        raise _error("phone-unreadable", message(CONTEXT, "This is not a telephone number."), where, remedy)
    return number


def clean_languages(tags: Iterable[str], where: str = "languages") -> tuple[str, ...]:
    """Language tags, each once."""
    cleaned = _each_once(tags)
    if not rules.are_languages(cleaned) or len(cleaned) > 30:
        remedy = message(CONTEXT, "Write codes, as in en; fr; ar.")
        raise _error("language-unknown", message(CONTEXT, "This is not a list of languages."), where, remedy)
    return cleaned


def clean_disciplines(codes: Iterable[str], where: str = "disciplines") -> tuple[str, ...]:
    """Codes of the vocabulary, each once."""
    cleaned = _each_once(codes)
    for code in cleaned:
        if code not in NAMES:
            what = message(CONTEXT, "“{word}” is not in the vocabulary.", word=code[:40])
            raise _error("word-unknown", what, where, message(CONTEXT, "Use one of: {words}.", words=", ".join(NAMES)))
    return cleaned


def clean_place(latitude: float | None, longitude: float | None) -> None:
    """Both or neither, and on the globe."""
    if rules.is_half_a_place(latitude, longitude):
        what = message(CONTEXT, "A latitude without a longitude, or the other way round, is not a place.")
        raise _error("half-a-place", what, "latitude", message(CONTEXT, "Give both, or neither."))
    if latitude is not None and not rules.is_place(latitude, longitude):
        what = message(CONTEXT, "This place is not on the globe.")
        remedy = message(CONTEXT, "Latitudes go from -90 to 90, longitudes from -180 to 180.")
        raise _error("not-a-place", what, "latitude", remedy)


def clean_days(since: date | None, until: date | None) -> None:
    """An end not before the beginning."""
    if since is not None and until is not None and until < since:
        what = message(CONTEXT, "The scope ends before it begins.")
        raise _error("days-reversed", what, "until", message(CONTEXT, "Check the two days."))


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip().lower() for word in words if word.strip()))


def _error(code: str, what: Message, where: str, remedy: Message) -> InputError:
    return InputError(code, what, where=where, remedy=remedy)
