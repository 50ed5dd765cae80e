"""Every route of the site, in one of two lists: it serves labelled records and is asked by the label oracle, or it
serves none and says why.

To add a route: one line in `SERVED`. The first word is the method for an operation of the interface for programs; pages
have none. `make` makes a record of that room with a label, and a reading says which records an answer shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse

Ask = Callable[[str, dict[str, str]], HttpResponse]  # address and query → answer


def titles(address: str, **query: str):
    """A list, search, export or feed: the records whose title stands in the answer."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        body = ask(address, query).content.decode()
        return {record.pk for record in records if str(record) in body}

    return read


def opened(address: str):
    """One record by its address: shown, or answered with 404."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        shown = set()
        for record in records:
            answer = ask(address.format(record.pk), {})
            assert (answer.status_code, str(record) in answer.content.decode()) in {(200, True), (404, False)}
            if answer.status_code == 200:
                shown.add(record.pk)
        return shown

    return read


def counted(address: str, key: str):
    """A count."""
    return lambda ask, _records: ask(address, {}).json()[key]


def admits(address: str, parameter: str):
    """A write: what is not visible is answered with 404, whatever else would be refused."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        answers = {record.pk: ask(address, {parameter: str(record.pk)}).status_code for record in records}
        return {pk for pk, status in answers.items() if status != 404}

    return read


def make_note(label):
    from comity.kernel.handling.storing import stored
    from tests.labelled.models import Note

    return Note.objects.create(title=f"note-{UUID(int=label_number())}", place="Dock 7", label=stored(label))


def make_record(label):
    """A record of another node, as it was kept here; whether it was signed does not matter to who sees it."""
    import json

    from comity.base.clock import now
    from comity.kernel.exchange.models import Record
    from comity.kernel.handling.storing import stored

    key = UUID(int=label_number())
    part = ["1", "", {"at": "/title", "value": f"record-{key}"}]
    return Record.objects.create(
        label=stored(label),
        record_id=key,
        version=1,
        type="bulletin",
        type_version=1,
        origin="elsewhere.test/log",
        originator=key,
        issued=now(),
        at=now(),
        fields=json.dumps([part]),
    )


def contents(address: str, *, one_by_one: bool = False, **query: str):
    """The records whose content stands in an answer; that a record passed, who runs the node may know."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        whole = "" if one_by_one else ask(address, query).content.decode()
        shown = set()
        for record in records:
            body = ask(address.format(record.pk), query).content.decode() if one_by_one else whole
            if f"record-{record.record_id}" in body:
                shown.add(record.pk)
        return shown

    return read


def label_number(_counted=[0]) -> int:  # noqa: B006 - a counter for this process
    _counted[0] += 1
    return _counted[0]


@dataclass(frozen=True)
class Served:
    """A route that serves labelled records, how to make one, and what its answer shows."""

    route: str
    make: Callable[[Any], Any]
    read: Callable[[Ask, Sequence[Any]], set[UUID] | int]
    for_visitors: bool = True


SERVED = (
    Served("notes/", make_note, titles("/notes/")),
    Served("notes/<uuid:note_id>/", make_note, opened("/notes/{}/")),
    Served("notes/search/", make_note, titles("/notes/search/", q="dock")),
    Served("notes/export.csv", make_note, titles("/notes/export.csv")),
    Served("notes/count/", make_note, counted("/notes/count/", "notes")),
    Served("notes/feed.atom", make_note, titles("/notes/feed.atom")),
    Served("notes/relabel/", make_note, admits("/notes/relabel/", "note"), for_visitors=False),
    Served(
        "GET api/v1/exchange/records",
        make_record,
        contents("/api/v1/exchange/records", limit="200"),
        for_visitors=False,
    ),
    Served(
        "GET api/v1/exchange/records/{uuid:key}",
        make_record,
        contents("/api/v1/exchange/records/{}", one_by_one=True),
        for_visitors=False,
    ),
    Served(
        "exchange/records/<uuid:key>/",
        make_record,
        contents("/exchange/records/{}/", one_by_one=True),
        for_visitors=False,
    ),
    Served("GET api/labelled/notes", make_note, titles("/api/labelled/notes"), for_visitors=False),
    Served("GET api/labelled/notes/{uuid:note_id}", make_note, opened("/api/labelled/notes/{}"), for_visitors=False),
)

# Whole rooms without labelled records, by the beginning of the address, and the tests that hold their own rule.
WITHOUT_LABELS = {
    "account/": ("one's own account and colleagues: the policy decides", "tests/kernel/accounts/test_views.py"),
    "directory/": ("who is who is open to every role", "tests/domains/directory"),
    "exercises/": ("rounds and results: the policy and codes decide", "tests/domains/exercises"),
    "exchange/": ("which records passed, by the policy; what stands in them is asked above", "tests/kernel/exchange"),
    "api/v1/exchange": ("peers and traffic, by the policy; records are asked above", "tests/kernel/exchange/test_api.py"),
    "log/": ("commitments and proofs, which say nothing of a record's content", "tests/kernel/ledger"),
    "api/v1/me": ("one's own account", "tests/kernel/accounts/test_api.py"),
    "api/v1/tokens": ("one's own tokens", "tests/kernel/accounts/test_api.py"),
    "api/v1/people": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/assignments": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/invitations": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/parties": ("parties are open to every role; their people are not", "tests/kernel/parties/test_api.py"),
    "api/v1/memberships": ("memberships are open to every role", "tests/kernel/parties/test_api.py"),
    "api/v1/directory": ("who is who is open to every role", "tests/domains/directory"),
    "api/v1/exercises": ("rounds and results: the policy and codes decide", "tests/domains/exercises"),
}
# Single addresses.
ALSO_WITHOUT = {
    "": "what waits for a person: see CONTRIBUTIONS",
    "search/": "what rooms contribute: see CONTRIBUTIONS",
    "about/": "about the node",
    "health/": "whether the node answers",
    "display/": "light or dark",
    "offline/": "a page without content",
    "service-worker.js": "a script",
    "language/setlang/": "the reader's language",
    "notes/publish/": "tests: a form, and an audience in words",
    "api/v1/": "ninja's root",
    "api/v1/docs": "the description of the interface",
    "api/v1/openapi.json": "the description of the interface",
    "GET api/v1/version": "the version",
    "api/labelled/": "ninja's root",
    "api/labelled/docs": "the description of the interface",
    "api/labelled/openapi.json": "the description of the interface",
}
# What rooms give to pages that span rooms. One that shows labelled records is also asked through `search/` in SERVED.
CONTRIBUTIONS = {
    "comity.domains.exercises.pages.found": "rounds, as the policy decides",
    "comity.domains.directory.pages.found": "who is who",
    "comity.domains.exercises.pages.waiting": "one's own rounds",
    "comity.domains.exercises.entry.pages.waiting": "one's own results",
    "comity.domains.exercises.outcome.pages.waiting": "one's own reports",
    "comity.kernel.exchange.pages.waiting": "peers that wait for a person, by the policy",
    "comity.kernel.accounts.pages.waiting": "one's own account",
}


def addressed(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
