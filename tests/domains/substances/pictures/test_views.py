"""The pages of pictures: what they show, their files, what they say where there is nothing."""

import json
from datetime import date, timedelta

import pytest

from comity.base.clock import now
from comity.kernel.audit.models import AuditEntry
from tests.domains.substances.counted import profiled, seen, substance

PAGES = ("trends", "map", "spread", "market", "linked")


@pytest.fixture
def of(db):
    return substance("ketamine <b>", structural_group="phencyclidine")


@pytest.fixture
def some(of):
    today = now().date()
    for week in range(1, 60):
        for number in range(6):
            day = today - timedelta(days=7 * week + number)
            made = seen(day, of, country=("NL", "GH")[number % 2], kilograms=0.1 * (number + 1))
    for number in range(6):
        report = seen(today - timedelta(days=30 + number), of)
        for step in range(2):
            profiled(report, of, [1.0 + number, 2.0 + 0.01 * step, 3.0, 0.5 * number])
    return made


@pytest.mark.parametrize("page", PAGES)
def test_nothing_yet_says_what_to_do(page, analyst, browser_of):
    answer = browser_of(analyst).get(f"/substances/{page}/")
    assert answer.status_code == 200
    assert b'class="empty"' in answer.content


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_there(page, language, some, analyst, browser_of):
    browser = browser_of(analyst)
    browser.cookies["comity_language"] = language
    body = browser.get(f"/substances/{page}/").content.decode()
    assert "data-reports=" in body
    assert "<b>" not in body.replace("&lt;b&gt;", ""), "names are text"


def test_a_picture_as_files(some, of, analyst, browser_of):
    browser = browser_of(analyst)
    for page, name in (
        ("trends", "trend"),
        ("trends", "quantities"),
        ("map", "map"),
        ("spread", "spread"),
        ("market", "market"),
    ):
        assert f"picture={name}&amp;download=png" in browser.get(f"/substances/{page}/").content.decode(), page
        for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", "\ufeff".encode()), ("json", b"{")):
            answer = browser.get(f"/substances/{page}/", {"picture": name, "download": kind})
            assert answer.content.startswith(begins), (page, kind)
            assert f"{name}.{kind}" in answer["Content-Disposition"]
    chart = browser.get("/substances/trends/", {"picture": "trend", "download": "chart"}).json()
    assert {"spec", "locale"} == set(chart)
    assert AuditEntry.objects.filter(verb__contains="export").count() == 20, "what leaves is noted"
    numbers = json.loads(browser.get("/substances/trends/", {"download": "json"}).content)
    assert numbers["reports"] == 59 * 6 + 6
    assert sum(point["observed"] for point in numbers["course"]["points"]) == numbers["series"][0]["reports"]


def test_a_filter_that_cannot_be_read_narrows_nothing(some, analyst, browser_of):
    for query in ("by=nonsense", "frequency=7", "substance=x", "country=ZZ", "method=magic", "series=nonsense"):
        assert browser_of(analyst).get(f"/substances/trends/?{query}").status_code == 200


def test_the_part_on_the_page_of_a_substance(some, of, analyst, browser_of):
    body = browser_of(analyst).get(f"/substances/trends/{of.pk}/").content.decode()
    assert "<svg" in body
    assert "<html" not in body


def test_visitors_sign_in_first(client, db):
    for page in (*PAGES, "linked/compare"):
        assert client.get(f"/substances/{page}/").status_code == 302


def test_a_series_is_stated_on_the_page_of_a_comparison(some, of, analyst, browser_of):
    from comity.domains.substances.models import KnownSeries, Profile

    keys = [
        str(key) for key in Profile.objects.order_by("report_id").values_list("report_id", flat=True).distinct()[:2]
    ]
    address = f"/substances/linked/compare/?report={keys[0]}&report={keys[1]}"
    browser = browser_of(analyst)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"name": "S"}).status_code == 422
    sent = {"name": "S", "reason": "Found together.", "label-tlp": "AMBER", "label-onward": "ask"}
    sent |= {"label-judicial_use": "with-permission", "label-permissible_actions": "CLEAR"}
    assert browser.post(address, sent).status_code == 302
    assert KnownSeries.objects.get().reports.count() == 2


def test_for_programs(some, of, analyst, browser_of):
    browser = browser_of(analyst)
    found = browser.get("/api/v1/substances/trends", {"by": "country", "period": "month"}).json()
    assert {one["key"] for one in found["series"]} == {"NL", "GH"}
    assert found["question"]["period"] == "month"
    spread = browser.get("/api/v1/substances/spread", {"substance": str(of.pk)}).json()
    assert {one["country"]: one["reports"] for one in spread["countries"]} == {"NL": 183, "GH": 177}
    market = browser.get("/api/v1/substances/market").json()
    assert market["groups"][0]["last_twelve_months"]["share"] == 1.0
    links = browser.get("/api/v1/substances/links").json()
    assert links["profiles"] == 12
    assert browser.get("/api/v1/substances/trends", {"by": "nonsense"}).status_code == 422
    assert date.fromisoformat(found["course"]["points"][0]["begins"]).day == 1


def test_the_network_of_linked_seizures_as_files(house, analyst, browser_of):
    from comity.base.clock import now
    from comity.domains.substances import demonstration

    demonstration.load_demonstration([house.laboratory, house.institute], now().date())
    browser = browser_of(analyst)
    assert "picture=linked-seizures&amp;download=png" in browser.get("/substances/linked/").content.decode()
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", "\ufeffseries".encode()), ("json", b"{")):
        answer = browser.get("/substances/linked/", {"picture": "linked-seizures", "download": kind})
        assert answer.content.startswith(begins), kind
