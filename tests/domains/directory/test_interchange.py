from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comity.domains.directory.cleaning import clean_contact, clean_profile, clean_scope
from comity.domains.directory.interchange import Entry, MembershipRow, entries_as_csv, entries_as_json, read_entries
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues

TEXT = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30)
CONTACTS = st.builds(
    ContactValues, function=TEXT, person=TEXT, email=st.just("a@example.org"), languages=st.just(("en", "fr"))
)
SCOPES = st.builds(
    ScopeValues,
    standard=TEXT,
    body=TEXT,
    until=st.dates(date(2020, 1, 1), date(2050, 1, 1)),
    discipline=st.sampled_from(["", "dna"]),
)
PROFILES = st.builds(
    ProfileValues,
    about=TEXT,
    city=TEXT,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    disciplines=st.sampled_from([(), ("dna", "drugs")]),
)


def unguarded(text):
    return text.startswith(("'", "=", "+", "-", "@"))


@given(PROFILES, st.lists(CONTACTS, max_size=3, unique=True), st.lists(SCOPES, max_size=3, unique=True), TEXT)
def test_what_is_written_is_read_back(profile, contacts, scopes, name):
    texts = [name, profile.about, profile.city, *(t for c in contacts for t in (c.function, c.person))]
    texts += [text for scope in scopes for text in (scope.standard, scope.body)]
    if any(text.startswith("'") for text in texts):  # an apostrophe before a formula's sign is the guard of the export
        return
    entry = Entry(
        "laboratory",
        " ".join(name.split()),
        country="NL",
        profile=clean_profile(profile),
        contacts=tuple(dict.fromkeys(clean_contact(contact) for contact in contacts)),
        scopes=tuple(dict.fromkeys(clean_scope(scope) for scope in scopes)),
        memberships=(MembershipRow("Network", date(2020, 1, 1), "observer"),),
    )
    import unicodedata

    entry = Entry(
        **{
            **{f: getattr(entry, f) for f in entry.__dataclass_fields__},
            "name": unicodedata.normalize("NFC", entry.name),
        }
    )
    for content in (entries_as_csv([entry]), entries_as_json([entry])):
        reading = read_entries(content.encode(), "out")
        assert not reading.faults
        assert [placed.entry for placed in reading.entries] == [entry]
