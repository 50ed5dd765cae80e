"""From the text of a record to an entry and its parts. CSV and JSON share everything here."""

from __future__ import annotations

from comity.base.messages import message
from comity.domains.directory import cleaning
from comity.domains.directory.interchange.checking import CONTEXT, Checker
from comity.domains.directory.interchange.model import KINDS, Entry, MembershipRow
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.kernel.parties.countries import clean_country
from comity.kernel.parties.names import LONGEST_SHORT_NAME, clean_name

IDENTITY_FIELDS = ("id", "version", "kind", "name", "short_name", "country")
PROFILE_FIELDS = ("about", "website", "address", "city", "latitude", "longitude", "languages", "disciplines")
ENTRY_FIELDS = (*IDENTITY_FIELDS, *PROFILE_FIELDS)
CONTACT_FIELDS = ("function", "person", "email", "phone", "languages")
SCOPE_FIELDS = ("standard", "body", "number", "discipline", "since", "until", "url")
MEMBERSHIP_FIELDS = ("of", "since", "role")


def entry_of(values: Checker) -> Entry:
    """The entry without its parts."""
    return Entry(
        id=values.identifier("id"),
        version=values.whole("version"),
        kind=values.choice("kind", KINDS),
        name=_line(values, "name", 200, required=True),
        short_name=_line(values, "short_name", LONGEST_SHORT_NAME),
        country=values.checked("country", lambda: clean_country(values.raw("country")), ""),
        profile=_profile(values),
    )


def _profile(values: Checker) -> ProfileValues:
    given = ProfileValues(
        about=values.raw("about"),
        website=values.raw("website"),
        address=values.raw("address"),
        city=values.raw("city"),
        latitude=values.degrees("latitude"),
        longitude=values.degrees("longitude"),
        languages=values.words("languages"),
        disciplines=values.words("disciplines"),
    )
    if values.faults:
        return ProfileValues()
    return values.checked("about", lambda: cleaning.clean_profile(given), ProfileValues())


def contact_of(values: Checker) -> ContactValues:
    """A contact point; it needs a function and a way to reach it."""
    given = ContactValues(
        function=values.raw("function"),
        person=values.raw("person"),
        email=values.raw("email"),
        phone=values.raw("phone"),
        languages=values.words("languages"),
    )
    return values.checked("function", lambda: cleaning.clean_contact(given), given)


def scope_of(values: Checker) -> ScopeValues:
    """An accredited scope; it needs a standard and a body."""
    given = ScopeValues(
        standard=values.raw("standard"),
        body=values.raw("body"),
        number=values.raw("number"),
        discipline=values.raw("discipline"),
        since=values.day("since"),
        until=values.day("until"),
        url=values.raw("url"),
    )
    return values.checked("standard", lambda: cleaning.clean_scope(given), given)


def membership_of(values: Checker) -> MembershipRow | None:
    """A membership; it needs the day since when."""
    since, of, role = values.day("since"), _line(values, "of", 200, required=True), _line(values, "role", 80)
    if since is None and not values.raw("since"):
        what = message(CONTEXT, "The day is missing since when the party is a member.")
        values.refuse("since", "day-missing", what, message(CONTEXT, "Write year-month-day, as in 2027-03-31."))
    return MembershipRow(of, since, role) if since is not None else None


def _line(values: Checker, field: str, longest: int, *, required: bool = False) -> str:
    return values.checked(
        field, lambda: clean_name(values.raw(field), longest=longest, where=field, required=required), ""
    )
