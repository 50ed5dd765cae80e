"""The label oracle: each route that serves labelled records shows exactly what an independently written rule allows."""

import re
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from comity.base.clock import as_if
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.parties.models import Party
from comity.kernel.web.api import api
from tests.functional.label_oracle import may_see
from tests.functional.labelled_routes import (
    ALSO_WITHOUT,
    CONTRIBUTIONS,
    SERVED,
    WITHOUT_LABELS,
    Served,
    addressed,
    make_note,
    titles,
)
from tests.kernel.handling.stored_worlds import stored_world
from tests.kernel.handling.worlds import NOW, PURPOSES, chance_of, names_in, random_label, tell
from tests.people import House

SITE = "tests.labelled.site"
ROOT = Path(__file__).resolve().parents[2]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.ROOT_URLCONF = SITE
    settings.SESSION_COOKIE_SECURE = False


def reader(chance, world, number):
    """Somebody who is signed in and acts for a party of this world; the first is nobody."""
    client = Client()
    if number == 0:
        return client, "", ""
    party = chance.choice(list(world.parties))
    assignment = House.person(None, f"reader {uuid.uuid4()}", Party.objects.get(pk=party))
    client.force_login(assignment.user, backend=BACKEND)
    return client, party, str(assignment.user.person_id)


def asking(client, purpose):
    more = {"purpose": purpose} if purpose else {}
    return lambda address, query: client.get(addressed(address, query | more))


def check(served, ask, records, allowed):
    found = served.read(ask, records)
    assert found == (len(allowed) if isinstance(found, int) else allowed), served.route


@pytest.mark.parametrize(("worlds", "sent", "readers"), [(1, 8, 4), pytest.param(6, 12, 5, marks=pytest.mark.long)])
def test_every_route_shows_exactly_what_the_oracle_allows(worlds, sent, readers):
    chance, asked, shown = chance_of(41), 0, 0
    with as_if(NOW):
        for _ in range(worlds):
            world = stored_world(chance, size=9)
            people = [reader(chance, world, number) for number in range(readers)]
            named = [*names_in(world, chance), *(person for _, _, person in people if person)]
            labels = [random_label(chance, named, [*world.parties]) for _ in range(sent)]
            labels += [Label(tlp, originator=chance.choice([*world.parties])) for tlp in ("CLEAR", "GREEN")]
            for make in {served.make for served in SERVED}:
                records = {(record := make(label)).pk: (record, to_data(label)) for label in labels}
                for client, party, person in people:
                    purpose = chance.choice(["", *PURPOSES])
                    allowed = {
                        pk for pk, (_, label) in records.items() if may_see(world, party, person, purpose, label, NOW)
                    }
                    for served in SERVED:
                        if served.make is make and (party or served.for_visitors):
                            check(served, asking(client, purpose), [one for one, _ in records.values()], allowed)
                            asked, shown = asked + len(records), shown + len(allowed)
                type(next(iter(records.values()))[0]).objects.all().delete()
    tell(f"{asked} answers of {len(SERVED)} routes compared, {shown} of them shown")
    assert 0.1 < shown / asked < 0.9


def test_a_route_that_forgets_the_rule_is_found(monkeypatch, house):
    """The oracle can fail: a list without `visible_to`."""
    from tests.labelled import site
    from tests.labelled.models import Note

    monkeypatch.setattr(site, "_seen", lambda _request: Note.objects.order_by("title"))
    record = make_note(Label("RED", str(house.ministry.pk)))
    with pytest.raises(AssertionError, match="notes/"):
        check(Served("notes/", make_note, titles("/notes/")), asking(Client(), ""), [record], set())


# Every route stands in one of the lists ---------------------------------------------------------------------------


def pages(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from pages(pattern.url_patterns, route)
        elif pattern.callback.__module__ != "ninja.operation":
            yield route


def operations(interface, before):
    for prefix, router in interface._routers:
        for path, view in router.path_operations.items():
            address = "/".join(part.strip("/") for part in (before, prefix, path) if part.strip("/"))
            address = address.replace("{uuidstr:", "{uuid:")  # ninja writes it so once its addresses are made
            yield from (f"{method} {address}" for operation in view.operations for method in operation.methods)


def routes():
    from tests.labelled import site

    yield from pages(get_resolver(SITE).url_patterns)
    yield from operations(api, "api/v1")
    yield from operations(site.api, "api/labelled")


def undeclared(found, served):
    listed = {one.route for one in served} | set(ALSO_WITHOUT)
    return [
        route
        for route in found
        if route not in listed and not route.rpartition(" ")[2].startswith(tuple(WITHOUT_LABELS))
    ]


def test_every_route_is_asked_or_says_why_it_need_not_be():
    found = list(routes())
    assert undeclared(found, SERVED) == []
    known = {one.route for one in SERVED} | set(ALSO_WITHOUT)
    assert known <= set(found), f"routes that are no more: {known - set(found)}"
    unused = [start for start in WITHOUT_LABELS if not any(r.rpartition(" ")[2].startswith(start) for r in found)]
    assert not unused
    assert sum(route.startswith("GET api/v1/") for route in found) > 40, "operations are found, too"


def test_a_new_route_is_found():
    found = list(routes())
    known = undeclared(found, SERVED)
    assert undeclared([*found, "substances/nowhere/"], SERVED) == [*known, "substances/nowhere/"]
    assert undeclared([*found, "POST api/v1/alerts"], SERVED) == [*known, "POST api/v1/alerts"]
    assert set(undeclared(found, SERVED[1:])) == {*known, SERVED[0].route}


def test_rooms_that_need_not_be_asked_have_tests_of_their_own():
    for _reason, tests in WITHOUT_LABELS.values():
        assert (ROOT / tests).exists(), tests


def test_what_rooms_contribute_to_common_pages_is_declared():
    from comity.config import settings

    assert {*settings.COMITY_SEARCH, *settings.COMITY_WAITING} == set(CONTRIBUTIONS)


# Absent and forbidden are one answer ------------------------------------------------------------------------------

CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce-\S+')


@pytest.mark.parametrize("address", ["/notes/{}/", "/api/labelled/notes/{}", "/notes/relabel/?note={}"])
@pytest.mark.parametrize(
    "label", [Label("RED"), Label("GREEN", expires=NOW), Label("CLEAR", purposes=frozenset({"quality-assurance"}))]
)
def test_absent_and_forbidden_answer_alike_with_the_same_work(house, address, label):
    client = Client()
    client.force_login(house.person("Ama", house.laboratory).user, backend=BACKEND)
    client.get("/notes/")  # what is remembered after a first request is remembered now
    hidden, absent = str(make_note(label).pk), str(uuid.uuid4())
    answers, work = [], []
    for number in (hidden, absent):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address.format(number))
        answers.append((answer.status_code, CHANGING.sub("", answer.content.decode().replace(number, "…"))))
        work.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in queries])
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert work[0] == work[1], "the same questions to the database"
