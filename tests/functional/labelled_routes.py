"""Every route of the site, in one of two lists: it serves labelled records and is asked by the label oracle, or it
serves none and says why.

To add a route: one line in `SERVED`. The first word is the method for an operation of the interface for programs; pages
have none. `make` makes a record of that room with a label, and a reading says which records an answer shows.
"""

import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

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


def make_report(label):
    """A seizure of another node; the substance is the same in all of them."""
    from datetime import date

    from comity.base.clock import now
    from comity.domains.substances.models import Analysis, Report, Substance
    from comity.kernel.handling.storing import stored

    substance, _ = Substance.objects.get_or_create(
        pk=SUBSTANCE, defaults={"name": "Cocaine", "created_at": now(), "formula": "C17H21NO4"}
    )
    made = Report.objects.create(
        kind="seizure",
        own_reference=f"report-{UUID(int=label_number())}",
        happened_on=date(2026, 5, 17),
        country="NL",
        reported_at=now(),
        label=stored(label),
    )
    Analysis.objects.create(report=made, substance=substance, as_reported="Cocaine", confidence="tentative")
    return made


def referenced(address: str, **query: str):
    """The reports whose number, or whose address, stands in the answer."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        body = ask(address, query).content.decode()
        return {one.pk for one in records if one.own_reference in body or f"/reports/{one.pk}/" in body}

    return read


def reached(address: str):
    """A page that writes: what is not visible is answered with 404, whatever else would be refused."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        return {one.pk for one in records if ask(address.format(one.pk), {}).status_code != 404}

    return read


SUBSTANCE = UUID("5b5b1a3e-0000-4000-8000-000000000001")


def make_spectrum(label):
    """An unknown of the library."""
    from comity.base.clock import now
    from comity.domains.substances.library.peaks import number_of
    from comity.domains.substances.models import LibrarySpectrum
    from comity.kernel.handling.storing import stored

    key, code = uuid4(), f"U-2026-{label_number():07d}"
    return LibrarySpectrum.objects.create(
        id=key,
        number=number_of(key),
        identifier=code,
        provisional_code=code,
        technique="msms",
        peaks=struct.pack("<4d", 58.065, 9.0, 91.054, 6.0),
        peak_count=2,
        owner=label.originator or uuid4(),
        added_at=now(),
        label=stored(label),
    )


def make_alert(label):
    """An alert that went out."""
    from comity.base.clock import now
    from comity.domains.substances.models import Alert
    from comity.kernel.handling.storing import stored

    title = f"alert-{UUID(int=label_number())}"
    return Alert.objects.create(
        kind="other", state="published", title=title, drafted_at=now(), published_at=now(), label=stored(label)
    )


def make_profile(label):
    """A seizure with a chemical profile."""
    from comity.domains.substances.models import Profile

    made = make_report(label)
    substance = made.analyses.get().substance
    Profile.objects.create(report=made, substance=substance, method="GC-MS", compounds={"a": 1.0, "b": 2.0})
    return made


def make_series(label):
    """A known series of no seizures."""
    from comity.base.clock import now
    from comity.domains.substances.models import KnownSeries
    from comity.kernel.handling.storing import stored

    name = f"series-{UUID(int=label_number())}"
    return KnownSeries.objects.create(name=name, reason="One press.", stated_at=now(), label=stored(label))


def shown_count(address: str):
    """A page that counts."""

    def read(ask: Ask, _records: Sequence[Any]) -> int:
        return int(re.search(r'data-reports="(\d+)"', ask(address, {}).content.decode())[1])

    return read


def in_series(ask: Ask, _records: Sequence[Any]) -> int:
    """What the series of trends, all together, have counted."""
    return sum(one["reports"] for one in ask("/api/v1/substances/trends", {"period": "month"}).json()["series"])


def in_spread(ask: Ask, _records: Sequence[Any]) -> int:
    """What the countries of a spread, all together, have counted."""
    return sum(one["reports"] for one in ask("/api/v1/substances/spread", {}).json()["countries"])


def in_market(ask: Ask, _records: Sequence[Any]) -> int:
    """What the groups of the market, all together, have counted."""
    return sum(ask("/api/v1/substances/market", {}).json()["totals"])


def asked_for(address: str, parameter: str):
    """A page that takes keys of records: what is not visible is answered with 404."""

    def read(ask: Ask, records: Sequence[Any]) -> set[UUID]:
        return {one.pk for one in records if ask(address, {parameter: str(one.pk)}).status_code != 404}

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
    Served("substances/trends/", make_report, shown_count("/substances/trends/"), for_visitors=False),
    Served(
        "substances/trends/<uuid:substance_id>/",
        make_report,
        shown_count(f"/substances/trends/{SUBSTANCE}/"),
        for_visitors=False,
    ),
    Served("substances/map/", make_report, shown_count("/substances/map/"), for_visitors=False),
    Served("substances/spread/", make_report, shown_count("/substances/spread/"), for_visitors=False),
    Served("substances/market/", make_report, shown_count("/substances/market/"), for_visitors=False),
    Served("substances/linked/", make_profile, shown_count("/substances/linked/"), for_visitors=False),
    Served(
        "substances/linked/compare/",
        make_profile,
        asked_for("/substances/linked/compare/", "report"),
        for_visitors=False,
    ),
    Served("GET api/v1/substances/trends", make_report, in_series, for_visitors=False),
    Served("GET api/v1/substances/spread", make_report, in_spread, for_visitors=False),
    Served("GET api/v1/substances/market", make_report, in_market, for_visitors=False),
    Served(
        "GET api/v1/substances/links",
        make_profile,
        counted("/api/v1/substances/links", "profiles"),
        for_visitors=False,
    ),
    Served(
        "GET api/v1/substances/links/compare",
        make_profile,
        asked_for("/api/v1/substances/links/compare", "report"),
        for_visitors=False,
    ),
    Served(
        "substances/linked/series/<uuid:series_id>/withdraw/",
        make_series,
        reached("/substances/linked/series/{}/withdraw/"),
        for_visitors=False,
    ),
    Served(
        "GET api/v1/substances/links/series",
        make_series,
        titles("/api/v1/substances/links/series"),
        for_visitors=False,
    ),
    Served("substances/reports/", make_report, referenced("/substances/reports/"), for_visitors=False),
    Served("substances/reports/<uuid:report_id>/", make_report, opened("/substances/reports/{}/"), for_visitors=False),
    Served(
        "substances/reports/<uuid:report_id>/correct/",
        make_report,
        reached("/substances/reports/{}/correct/"),
        for_visitors=False,
    ),
    Served(
        "substances/reports/<uuid:report_id>/release/",
        make_report,
        reached("/substances/reports/{}/release/"),
        for_visitors=False,
    ),
    Served(
        "substances/reports/<uuid:report_id>/field-label/",
        make_report,
        reached("/substances/reports/{}/field-label/"),
        for_visitors=False,
    ),
    Served(
        "substances/reports/<uuid:report_id>/profiles/add/",
        make_report,
        reached("/substances/reports/{}/profiles/add/"),
        for_visitors=False,
    ),
    Served(
        "substances/reports/<uuid:report_id>/withdraw/",
        make_report,
        reached("/substances/reports/{}/withdraw/"),
        for_visitors=False,
    ),
    Served(
        "substances/reports/export/",
        make_report,
        referenced("/substances/reports/export/", shape="ids", **{"as": "csv"}),
        for_visitors=False,
    ),
    Served("substances/<uuid:substance_id>/", make_report, referenced(f"/substances/{SUBSTANCE}/"), for_visitors=False),
    Served("GET api/v1/substances/reports", make_report, referenced("/api/v1/substances/reports"), for_visitors=False),
    Served(
        "GET api/v1/substances/reports/{uuid:report_id}",
        make_report,
        reached("/api/v1/substances/reports/{}"),
        for_visitors=False,
    ),
    Served(
        "GET api/v1/substances/reports/export",
        make_report,
        referenced("/api/v1/substances/reports/export", shape="ids", form="json"),
        for_visitors=False,
    ),
    Served("GET api/labelled/notes", make_note, titles("/api/labelled/notes"), for_visitors=False),
    Served("GET api/labelled/notes/{uuid:note_id}", make_note, opened("/api/labelled/notes/{}"), for_visitors=False),
    # Spectra of the library, and alerts.
    Served("substances/spectra/", make_spectrum, titles("/substances/spectra/", format="csv"), for_visitors=False),
    *(
        Served(
            f"substances/spectra/<uuid:spectrum_id>/{page}",
            make_spectrum,
            opened(f"/substances/spectra/{{}}/{page}"),
            for_visitors=False,
        )
        for page in ("", "label/", "withdraw/", "spectrum.msp")
    ),
    *(
        Served(
            f"substances/spectra/<uuid:spectrum_id>/{page}",
            make_spectrum,
            reached(f"/substances/spectra/{{}}/{page}"),
            for_visitors=False,
        )
        for page in ("identify/", "retract/", "publish/")
    ),
    Served("GET api/v1/substances/spectra", make_spectrum, titles("/api/v1/substances/spectra"), for_visitors=False),
    *(
        Served(
            f"GET api/v1/substances/spectra/{{uuid:spectrum_id}}{part}",
            make_spectrum,
            opened(f"/api/v1/substances/spectra/{{}}{part}"),
            for_visitors=False,
        )
        for part in ("", "/msp")
    ),
    Served("substances/alerts/", make_alert, titles("/substances/alerts/", format="csv"), for_visitors=False),
    *(
        Served(
            f"substances/alerts/<uuid:alert_id>/{page}",
            make_alert,
            opened(f"/substances/alerts/{{}}/{page}"),
            for_visitors=False,
        )
        for page in ("", "review/", "dismiss/", "retract/")
    ),
    Served("GET api/v1/substances/alerts", make_alert, titles("/api/v1/substances/alerts"), for_visitors=False),
    Served(
        "GET api/v1/substances/alerts/{uuid:alert_id}",
        make_alert,
        opened("/api/v1/substances/alerts/{}"),
        for_visitors=False,
    ),
)

# Whole rooms without labelled records, by the beginning of the address, and the tests that hold their own rule.
WITHOUT_LABELS = {
    "account/": ("one's own account and colleagues: the policy decides", "tests/kernel/accounts/test_views.py"),
    "directory/": ("who is who is open to every role", "tests/domains/directory"),
    "exercises/": ("rounds and results: the policy and codes decide", "tests/domains/exercises"),
    "exchange/": ("which records passed, by the policy; what stands in them is asked above", "tests/kernel/exchange"),
    "api/v1/exchange": (
        "peers and traffic, by the policy; records are asked above",
        "tests/kernel/exchange/test_api.py",
    ),
    "log/": ("commitments and proofs, which say nothing of a record's content", "tests/kernel/ledger"),
    "api/v1/me": ("one's own account", "tests/kernel/accounts/test_api.py"),
    "api/v1/tokens": ("one's own tokens", "tests/kernel/accounts/test_api.py"),
    "api/v1/people": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/assignments": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/invitations": ("accounts, by the policy", "tests/kernel/accounts/test_api.py"),
    "api/v1/parties": ("parties are open to every role; their people are not", "tests/kernel/parties/test_api.py"),
    "api/v1/memberships": ("memberships are open to every role", "tests/kernel/parties/test_api.py"),
    "api/v1/directory": ("who is who is open to every role", "tests/domains/directory"),
    "api/v1/substances/register": ("the register is open to every role", "tests/domains/substances/test_api.py"),
    "api/v1/exercises": ("rounds and results: the policy and codes decide", "tests/domains/exercises"),
}
REPORT_FIRST = "of a report that is looked up as its reader sees it: tests/domains/substances/test_api.py"
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
    "substances/": "the register is open to every role",
    "substances/new/": "the register",
    "substances/unknown/": "the register",
    "substances/shared-cas/": "the register",
    "substances/<uuid:substance_id>/structure.svg": "the register: a drawing",
    "substances/<uuid:substance_id>/names/": "the register",
    "substances/<uuid:substance_id>/rename/": "the register",
    "substances/<uuid:substance_id>/identify/": "the register",
    "substances/<uuid:substance_id>/retract/": "the register",
    "substances/<uuid:substance_id>/control/": "the register",
    "substances/<uuid:substance_id>/release/": "the register",
    "substances/schedules/import/": "the register",
    "POST api/v1/substances/schedules/import": "the register",
    "substances/reports/new/": "a form without a record",
    "substances/reports/import/": "a form without a record",
    "substances/reports/<uuid:report_id>/photographs/": REPORT_FIRST,
    "substances/reports/<uuid:report_id>/photographs/<str:digest>": REPORT_FIRST,
    "substances/reports/<uuid:report_id>/photographs/<str:digest>/remove/": REPORT_FIRST,
    "POST api/v1/substances/links/series": "a statement of one's own over reports that one sees",
    "POST api/v1/substances/links/series/{uuid:series_id}/withdraw": "a write that begins with `get_series`",
    "substances/comparability/": "one's own laboratory",
    "POST api/v1/substances/unknowns": "the register",
    "GET api/v1/substances/suggest": "the register",
    "GET api/v1/substances/shared-cas": "the register",
    "POST api/v1/substances/reports": "makes one's own",
    "POST api/v1/substances/reports/import": "makes one's own",
    "PUT api/v1/substances/comparability/{uuid:laboratory_id}": "one's own laboratory",
    "PUT api/v1/substances/reports/{uuid:report_id}": REPORT_FIRST,
    "POST api/v1/substances/reports/{uuid:report_id}/release": REPORT_FIRST,
    "PUT api/v1/substances/reports/{uuid:report_id}/field-label": REPORT_FIRST,
    "POST api/v1/substances/reports/{uuid:report_id}/withdraw": REPORT_FIRST,
    "POST api/v1/substances/reports/{uuid:report_id}/findings": REPORT_FIRST,
    "POST api/v1/substances/reports/{uuid:report_id}/profiles": REPORT_FIRST,
    "POST api/v1/substances/reports/{uuid:report_id}/photographs": REPORT_FIRST,
    "GET api/v1/substances/reports/{uuid:report_id}/photographs/{digest}": REPORT_FIRST,
    "DELETE api/v1/substances/reports/{uuid:report_id}/photographs/{digest}": REPORT_FIRST,
    "api/v1/": "ninja's root",
    "api/v1/docs": "the description of the interface",
    "api/v1/openapi.json": "the description of the interface",
    "GET api/v1/version": "the version",
    "api/labelled/": "ninja's root",
    "api/labelled/docs": "the description of the interface",
    "api/labelled/openapi.json": "the description of the interface",
    "substances/search/": "a query by POST; what is hidden leaves no trace: library/test_views.py",
    "substances/search/mixture/": "a query by POST; hidden ones leave no trace: library/test_curves_and_mixtures.py",
    "substances/search/save/": "a form, and one's own spectrum",
    "substances/search/ask/": "a form, and one's own question",
    "substances/questions/<uuid:question>/": "the answers to one's own question: library/test_asking.py",
    "substances/spectra/add/": "one's own file: library/test_views.py",
    "substances/alerts/new/": "a form",
    "substances/alerts/drafts/": "drafts of one's own organisation: tests/domains/substances/watch/test_services.py",
    "substances/alerts/subscriptions/": "one's own subscriptions",
    "substances/alerts/subscriptions/<uuid:subscription_id>/end/": "one's own subscriptions",
    "substances/alerts/public/": "for everybody alike, TLP:CLEAR alone: watch/test_views.py",
    "substances/alerts/public/feed.atom": "for everybody alike, TLP:CLEAR alone: watch/test_views.py",
    "substances/alerts/public/<uuid:alert_id>/": "for everybody alike, TLP:CLEAR alone: watch/test_views.py",
    "substances/alerts/<uuid:alert_id>/read/": "a write by POST that begins with `get_alert`",
    "POST api/v1/substances/spectra": "one's own file: library/test_api.py",
    "POST api/v1/substances/spectra/search": "the search of the page: library/test_views.py",
    "POST api/v1/substances/spectra/curves/search": "the search of the page: library/test_curves_and_mixtures.py",
    "POST api/v1/substances/spectra/mixture": "the search of the page: library/test_curves_and_mixtures.py",
    "POST api/v1/substances/spectra/unknown": "one's own spectrum",
    "POST api/v1/substances/spectra/questions": "one's own question",
    "GET api/v1/substances/spectra/questions/{uuid:question}": "one's own question: library/test_asking.py",
    "POST api/v1/substances/spectra/{uuid:spectrum_id}/label": "a write that begins with `get_spectrum`",
    "POST api/v1/substances/spectra/{uuid:spectrum_id}/identify": "a write that begins with `get_spectrum`",
    "POST api/v1/substances/spectra/{uuid:spectrum_id}/retract": "a write that begins with `get_spectrum`",
    "POST api/v1/substances/spectra/{uuid:spectrum_id}/withdraw": "a write that begins with `get_spectrum`",
    "POST api/v1/substances/spectra/{uuid:spectrum_id}/publish": "a write that begins with `get_spectrum`",
    "POST api/v1/substances/alerts": "a draft of one's own",
    "POST api/v1/substances/alerts/{uuid:alert_id}/read": "a write that begins with `get_alert`",
    "POST api/v1/substances/alerts/{uuid:alert_id}/publish": "a write that begins with `get_alert`",
    "POST api/v1/substances/alerts/{uuid:alert_id}/dismiss": "a write that begins with `get_alert`",
    "POST api/v1/substances/alerts/{uuid:alert_id}/retract": "a write that begins with `get_alert`",
    "GET api/v1/substances/subscriptions": "one's own subscriptions",
    "POST api/v1/substances/subscriptions": "one's own subscriptions",
    "DELETE api/v1/substances/subscriptions/{uuid:subscription_id}": "one's own subscriptions",
}
# What rooms give to pages that span rooms. One that shows labelled records is also asked through `search/` in SERVED.
CONTRIBUTIONS = {
    "comity.domains.exercises.pages.found": "rounds, as the policy decides",
    "comity.domains.directory.pages.found": "who is who",
    "comity.domains.substances.pages.found": "the register",
    "comity.domains.substances.pages.waiting": "one's own reports, by their labels",
    "comity.domains.exercises.pages.waiting": "one's own rounds",
    "comity.domains.exercises.entry.pages.waiting": "one's own results",
    "comity.domains.exercises.outcome.pages.waiting": "one's own reports",
    "comity.kernel.exchange.pages.waiting": "peers that wait for a person, by the policy",
    "comity.kernel.accounts.pages.waiting": "one's own account",
    "comity.domains.substances.watch.pages.waiting": "alerts that one may see: watch/test_views.py",
}


def addressed(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
