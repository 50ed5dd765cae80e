"""Rounds before their deadline for programs: the same answers, and the same silence, as the pages."""

import json

import pytest
from django.test import Client

from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, Parcel
from tests.domains.exercises.rounds import REASON, plan_data, set_stage
from tests.domains.exercises.test_views import client_of

pytestmark = pytest.mark.django_db
BASE = "/api/v1/exercises"


@pytest.fixture
def stage(house):
    return set_stage(house, capacity=10, requests=True)


def send(client: Client, method: str, path: str, body=None, *, seen: str = "", status: int = 200):
    headers = {"If-Match": seen} if seen else {}
    content = json.dumps(body if body is not None else {})
    response = client.generic(method, f"{BASE}{path}", content, content_type="application/json", headers=headers)
    assert response.status_code == status, response.content.decode()[:1500]
    return response


def read(client: Client, path: str, status: int = 200):
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content.decode()[:1500]
    return response


def test_a_program_takes_a_round_from_nothing_to_open(house):
    stage = set_stage(house)
    client = client_of(stage.coordinator)
    scheme = send(client, "POST", "/schemes", {"organiser": str(house.network.pk), "title": "Paint"}, status=201).json()
    assert [one["title"] for one in read(client, "/schemes").json()["items"]] == ["Paint", "Seized drugs"]
    made = {"code": "2027/1", "deadline": "2027-03-31T16:00:00", "time_zone": "Europe/Vienna", "grace_hours": 24}
    round_ = send(client, "POST", f"/schemes/{scheme['id']}/rounds", made, status=201).json()
    path = f"/rounds/{round_['id']}"
    seen = read(client, path)["ETag"]
    assert read(client, path).json()["deadline"] == "2027-03-31T14:00:00Z"
    send(client, "PUT", f"{path}/plan", {"plan": plan_data()}, status=428)
    saved = send(client, "PUT", f"{path}/plan", {"plan": plan_data()}, seen=seen)
    send(client, "PUT", f"{path}/plan", {"plan": plan_data()}, seen=seen, status=412)
    toml = read(client, f"{path}/plan.toml").content.decode()
    assert 'code = "A"' in toml
    send(client, "PUT", f"{path}/plan", {"toml": toml}, seen=saved["ETag"])
    frozen = send(client, "POST", f"{path}/plan/freeze", seen=read(client, path)["ETag"])
    steps = read(client, f"{path}/progress").json()["steps"]
    assert [step["step"] for step in steps if step["next"]] == ["invite"]
    opened = send(client, "POST", f"{path}/open", seen=frozen["ETag"])
    assert opened.json()["state"] == "open"
    moved = {"deadline": "2027-04-15T16:00:00", "reason": REASON}
    send(client, "POST", f"{path}/deadline", moved, seen=opened["ETag"])
    assert [one["kind"] for one in read(client, f"{path}/plan/deviations").json()] == ["deadline"]


def test_every_fault_of_a_plan_is_named(stage):
    client, path = client_of(stage.statistician), f"/rounds/{stage.round.pk}"
    wrong = {**plan_data(), "unknown": 1}
    wrong["evaluations"][0]["measurand"] = "nothing"
    response = send(client, "PUT", f"{path}/plan", {"plan": wrong}, seen=read(client, path)["ETag"], status=422)
    pointers = [one["pointer"] for one in response.json()["errors"]]
    assert "#/unknown" in pointers
    assert len(pointers) >= 2


def test_both_sides_take_a_laboratory_in(stage, house):
    stage.frozen()
    coordinator, manager = client_of(stage.coordinator), client_of(stage.laboratory(house.laboratory))
    path = f"/rounds/{stage.round.pk}"
    send(coordinator, "POST", f"{path}/invitations", {"laboratories": [str(house.laboratory.pk)]}, status=201)
    (own,) = read(manager, "/enrolments").json()["items"]
    answered = send(manager, "POST", f"/enrolments/{own['id']}/answer", {"accept": True, "menu": ["cocaine", "heroin"]})
    assert answered.json()["state"] == "enrolled"
    seen = read(manager, f"/enrolments/{own['id']}/round").json()
    assert len(seen["own_code"]) == 6
    assert "composition" not in json.dumps(seen)
    assert "own_code" not in read(coordinator, f"{path}/enrolments").content.decode()
    permit = {"direction": "import", "state": "needed"}
    made = send(manager, "POST", f"/enrolments/{own['id']}/permits", permit, status=201).json()
    prepared = send(coordinator, "POST", f"{path}/parcels", {}, status=201).json()["prepared"]
    parcel = prepared[0]["parcel"]["id"]
    send(coordinator, "POST", f"/parcels/{parcel}/dispatch", {"carrier": "C"}, status=409)
    granted = {**permit, "state": "granted", "number": "1", "valid_until": "2099-01-01"}
    send(manager, "PUT", f"/enrolments/{own['id']}/permits/{made['id']}", granted)
    send(coordinator, "POST", f"/parcels/{parcel}/dispatch", {"carrier": "C"})
    label = prepared[0]["label"].partition("//")[2].partition("/")[2]
    assert Client().get(f"/{label}").status_code == 200
    send(manager, "POST", f"/parcels/{parcel}/delivery", {"received_by": "R"})
    send(manager, "POST", f"/parcels/{parcel}/damage", {"note": "broken"})
    send(coordinator, "POST", f"/parcels/{parcel}/replacement", status=201)
    assert [one["state"] for one in read(manager, f"/parcels/{parcel}/events").json()][-1] == "replaced"


@pytest.mark.parametrize("path", ["enrolments", "parcels"])
def test_the_statistician_gets_no_names(stage, house, path):
    stage.frozen().enrolled(house.laboratory)
    response = client_of(stage.statistician).get(f"{BASE}/rounds/{stage.round.pk}/{path}")
    assert response.status_code == 403
    assert "North" not in response.content.decode()


def test_others_are_told_that_there_is_nothing(stage, house):
    enrolment = stage.frozen().enrolled(house.laboratory)
    services.prepare_parcels(stage.coordinator, stage.round.pk)
    parcel = Parcel.objects.get()
    stranger = client_of(stage.laboratory(house.institute))
    for path in (
        f"/rounds/{stage.round.pk}",
        f"/rounds/{stage.round.pk}/plan",
        f"/rounds/{stage.round.pk}/progress",
        f"/enrolments/{enrolment.pk}",
        f"/enrolments/{enrolment.pk}/round",
        f"/enrolments/{enrolment.pk}/permits",
        f"/enrolments/{enrolment.pk}/look-ups",
        f"/enrolments/{enrolment.pk}/parcels",
        f"/parcels/{parcel.pk}",
        f"/parcels/{parcel.pk}/events",
    ):
        read(stranger, path, status=404)
    assert Enrolment.objects.get().state == "enrolled"
