"""The interface for programs: the same as the pages, with versions, repeats and problem details."""

import json
from uuid import uuid4

import pytest

from comity.domains.substances import services
from comity.domains.substances.models import Report
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.label_data import to_data
from tests.domains.substances.services.test_photographs import picture

BASE = "/api/v1/substances"


@pytest.fixture
def call(browser_of):
    """`call(actor, method, path, data)` → answer."""

    def ask(actor, method, path, data=None, **headers):
        client = browser_of(actor)
        body = json.dumps(data) if data is not None else None
        return client.generic(method, BASE + path, body or "", content_type="application/json", headers=headers)

    return ask


def body_of(*substances, **changes):
    findings = [{"as_reported": one.name, "substance": str(one.pk)} for one in substances]
    given = {"kind": "seizure", "own_reference": "A-1", "happened_on": "2026-05-17", "country": "NL"}
    return given | {"quantity": "2.5", "unit": "kg", "analyses": findings} | changes


def test_a_report_is_filed_once_however_often_it_is_sent(call, analyst, cocaine):
    key = {"Idempotency-Key": "0f2f9c5e-report-1"}
    first = call(analyst, "POST", "/reports", body_of(cocaine), **key)
    again = call(analyst, "POST", "/reports", body_of(cocaine), **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["data"]["kilograms"] == 2.5
    assert Report.objects.count() == 1


def test_faults_are_problem_details(call, analyst, cocaine):
    answer = call(analyst, "POST", "/reports", body_of(cocaine, unit=""))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:comity:problem:unit-missing"
    assert call(analyst, "POST", "/reports", body_of(analyses=[{"as_reported": "kokain"}])).status_code == 422
    assert call(analyst, "POST", "/reports", body_of(cocaine, toxicology={"age": "17"})).status_code == 422


def test_a_change_names_the_version_that_was_read(call, analyst, manager, report, house):
    label = {"label": to_data(Label(Tlp.GREEN, str(house.laboratory.pk)))}
    read = call(analyst, "GET", f"/reports/{report.pk}")
    path = f"/reports/{report.pk}/release"
    assert call(manager, "POST", path, label).status_code == 428
    assert call(manager, "POST", path, label, **{"If-Match": '"x"'}).status_code == 412
    assert call(analyst, "POST", path, label, **{"If-Match": read["ETag"]}).status_code == 403
    made = call(manager, "POST", path, label, **{"If-Match": read["ETag"]})
    assert (made.status_code, made.json()["tlp"]) == (200, "GREEN")
    assert made["ETag"] != read["ETag"]
    same = call(analyst, "GET", f"/reports/{report.pk}", **{"If-None-Match": made["ETag"]})
    assert same.status_code == 304


def test_lists_are_read_page_by_page(call, analyst, cocaine):
    for number in range(5):
        call(analyst, "POST", "/reports", body_of(cocaine, own_reference=f"A-{number}"))
    first = call(analyst, "GET", "/reports?limit=3").json()
    second = call(analyst, "GET", f"/reports?limit=3&cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, "")
    assert len({one["id"] for one in first["items"] + second["items"]}) == 5
    assert call(analyst, "GET", f"/reports?country=GH&cursor={first['next']}").status_code == 422


WRITES = [
    ("PUT", ""),
    ("POST", "/release"),
    ("PUT", "/field-label"),
    ("POST", "/withdraw"),
    ("POST", "/findings"),
    ("POST", "/profiles"),
    ("DELETE", "/photographs/" + "0" * 64),
    ("GET", "/photographs/" + "0" * 64),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_what_is_not_for_them_is_as_if_not_there(call, foreigner, report, cocaine, path, method):
    data = body_of(cocaine) | {
        "reason": "x",
        "label": {"tlp": "CLEAR"},
        "field": "place",
        "as_reported": "x",
        "substance": str(cocaine.pk),
        "method": "x",
        "compounds": {"a": 1},
    }
    hidden = call(foreigner, method, f"/reports/{report.pk}{path}", data, **{"If-Match": "*"})
    absent = call(foreigner, method, f"/reports/{uuid4()}{path}", data, **{"If-Match": "*"})
    assert (hidden.status_code, absent.status_code) == (404, 404)
    hidden_says, absent_says = hidden.json(), absent.json()
    for said in (hidden_says, absent_says):
        said.pop("instance", None)
    assert hidden_says == absent_says


def test_photographs_follow_the_label_of_their_field(browser_of, analyst, manager, foreigner, report, house):
    import io

    client = browser_of(analyst)
    sent = client.post(f"{BASE}/reports/{report.pk}/photographs?caption=bag", {"file": io.BytesIO(picture())})
    assert sent.status_code == 201
    own = Label(Tlp.AMBER_STRICT, str(house.laboratory.pk))
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    addresses = [
        f"{BASE}/reports/{report.pk}/photographs/{sent.json()['digest']}",
        f"/substances/reports/{report.pk}/photographs/{sent.json()['digest']}",
    ]
    assert [browser_of(foreigner).get(one).status_code for one in addresses] == [200, 200]
    services.label_field(manager, report.pk, "photographs", own, "an ongoing investigation")
    assert [browser_of(foreigner).get(one).status_code for one in addresses] == [404, 404]
    assert [client.get(one).status_code for one in addresses] == [200, 200]


def test_the_register_by_program(call, keeper, analyst, cocaine):
    assert call(analyst, "GET", "/register?text=kokain").json()["items"][0]["id"] == str(cocaine.pk)
    assert call(analyst, "GET", "/suggest?text=50-36-2").json()[0]["why"] == "cas"
    assert call(analyst, "POST", "/register", {"name": "X", "smiles": "CCO"}).status_code == 403
    unknown = call(analyst, "POST", "/unknowns", {"description": "base peak 182"}).json()
    read = call(keeper, "GET", f"/register/{unknown['id']}")
    path, data = f"/register/{unknown['id']}/identify", {"reason": "by NMR", "into": str(cocaine.pk)}
    made = call(keeper, "POST", path, data, **{"If-Match": read["ETag"]})
    assert (made.status_code, made.json()["id"]) == (200, str(cocaine.pk))
    drawn = call(analyst, "GET", f"/register/{cocaine.pk}/structure.svg")
    assert drawn["Content-Type"] == "image/svg+xml"


def test_a_file_by_program(browser_of, analyst, cocaine):
    import io

    rows = ["kind,own_reference,happened_on,country,substance"]
    text = "\n".join([*rows, "seizure,A-1,2026-05-17,NL,Cocaine", "seizure,A-2,x,NL,Cocaine", ""])
    client = browser_of(analyst)
    answer = client.post(f"{BASE}/reports/import?dry_run=false", {"file": io.BytesIO(text.encode())}).json()
    assert (answer["created"], answer["fault_count"], answer["faults"][0]["code"]) == (1, 1, "date-wrong")
    exported = client.get(f"{BASE}/reports/export?shape=ids&form=json").json()
    assert [row["REFERENCE"] for row in exported["rows"]] == ["A-1"]
