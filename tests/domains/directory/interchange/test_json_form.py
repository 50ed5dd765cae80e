import json

import pytest

from comity.domains.directory.interchange import read_entries
from comity.kernel.tables import PlacedError


def read(entries, **changes):
    data = {"format": "comity-directory", "version": 1, "entries": entries, **changes}
    return read_entries(json.dumps(data).encode(), "parties.json")


GOOD = {"kind": "laboratory", "name": "Institute", "country": "GH"}


def test_an_entry_with_its_parts():
    given = GOOD | {
        "latitude": 5.6,
        "longitude": -0.2,
        "disciplines": ["drugs"],
        "contacts": [{"function": "Office", "email": "office@example.org"}],
        "scopes": [{"standard": "ISO/IEC 17025", "body": "GAB", "until": "2028-01-31"}],
        "memberships": [{"of": "Network", "since": "2020-01-01"}],
    }
    (placed,) = read([given]).entries
    assert placed.entry.profile.longitude == -0.2
    assert placed.entry.memberships[0].of == "Network"
    assert placed.place.key == "entries[0]"


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"kind": "lab"}, "word-unknown", "entries[0].kind"),
        ({"salary": 1}, "name-unknown", "entries[0]"),
        ({"name": ["a", 1]}, "value-unreadable", "entries[0].name"),
        ({"name": True}, "value-unreadable", "entries[0].name"),
        ({"contacts": {}}, "not-a-list", "entries[0].contacts"),
        ({"contacts": [[]]}, "not-an-object", "entries[0].contacts[0]"),
        ({"contacts": [{"function": "x", "email": "no"}]}, "email-unreadable", "entries[0].contacts[0].email"),
        ({"contacts": [{}] * 101}, "parts-too-many", "entries[0].contacts"),
        ({"latitude": 1e999, "longitude": 1}, None, None),
    ],
)
def test_faults_name_the_key(changes, code, key):
    if code is None:
        with pytest.raises(PlacedError):
            read([GOOD | changes])
        return
    fault = read([GOOD | changes]).faults[0]
    assert (fault.code, fault.place.key) == (code, key)


def test_what_is_no_record_is_said():
    assert {fault.code for fault in read([None]).faults} >= {"not-an-object"}


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff{", b'{"format": "other"}', b'{"format": "comity-directory", "version": 2, "entries": []}',
     b'{"a":' * 100_000, b'{"format": NaN}', b'{"n":' + b"9" * 5000 + b"}", b"{}"],
)  # fmt: skip
def test_files_that_are_refused_whole(content):
    with pytest.raises(PlacedError) as refused:
        read_entries(content, "x.json", kind="json")
    assert refused.value.code == "json-unusable"


def test_the_same_party_twice():
    assert [fault.code for fault in read([GOOD, GOOD]).faults] == ["entry-twice"]
