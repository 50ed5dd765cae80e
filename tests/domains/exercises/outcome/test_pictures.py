"""What charts are made of: for those who may see the results, and as nothing for the others."""

import json

import pytest
from django.urls import reverse

from comity.domains.exercises.models import EvaluationRun
from comity.domains.exercises.queries.among import among_all
from comity.domains.exercises.queries.at_gates import results_at_gates
from tests.domains.exercises.closed import SLIPPED, close_round_of
from tests.domains.exercises.outcome.test_views import signed_in

NAME = "A × cocaine"


@pytest.fixture
def closed(house):
    return close_round_of(house)


def test_a_chart_s_data_is_kept_by_the_browser_and_for_organisers_only(closed, client):
    run = closed.decided().evaluated()
    address = reverse("outcome:chart", args=[run.pk])
    browser = signed_in(client, closed.statistician)
    answer = browser.get(address, {"picture": NAME})
    rows = [row for layer in answer.json()["spec"]["layer"] for row in layer["data"]["values"] if "words" in row]
    assert {closed.code(n) for n in range(12)} <= {row["words"].split(":")[0] for row in rows}
    again = browser.get(address, {"picture": NAME}, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = browser.get(address, {"picture": "B × cocaine"}, headers={"If-None-Match": answer["ETag"]})
    assert other.status_code == 200
    for picture in ("", "Z × cocaine", "../../etc/passwd"):
        assert browser.get(address, {"picture": picture}).status_code == 404
    for actor in (closed.person(SLIPPED), closed.person(SLIPPED, "analyst")):
        refused = signed_in(client, actor).get(address, {"picture": NAME}, headers={"If-None-Match": answer["ETag"]})
        assert refused.status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_chart_that_does_not_exist_yet(closed, client):
    closed.screened()
    run = EvaluationRun.objects.create(round_id=closed.pk, version=1, requested_at=closed.fresh().closed_at)
    answer = signed_in(client, closed.statistician).get(reverse("outcome:chart", args=[run.pk]), {"picture": NAME})
    assert answer.status_code == 404


def test_results_at_the_gates(closed, client):
    closed.screened()
    results = dict(results_at_gates(closed.statistician, closed.pk, "A", "cocaine"))
    assert results[closed.code(SLIPPED)] > 300
    assert len(results) == 12
    address = reverse("outcome:gate_picture", args=[closed.pk, "A", "cocaine"])
    page = signed_in(client, closed.statistician).get(address)
    assert page.status_code == 200
    assert closed.code(SLIPPED) in page.content.decode()
    assert address.encode() in client.get(reverse("outcome:gates", args=[closed.pk])).content
    missing = reverse("outcome:gate_picture", args=[closed.pk, "A", "sugar"])
    assert client.get(missing).status_code == 404
    assert signed_in(client, closed.person(SLIPPED)).get(address).status_code == 404


def test_before_the_close_there_is_no_picture_of_results(house, client):
    open_ = close_round_of(house, close=False)
    answer = signed_in(client, open_.statistician).get(reverse("outcome:gate_picture", args=[open_.pk, "A", "cocaine"]))
    assert answer.status_code == 403


def test_among_all_gives_one_s_own_code_only(closed):
    closed.released()
    found = among_all(closed.person(SLIPPED), closed.pk)
    assert [(one.item, one.measurand, list(one.own)) for one in found] == [
        ("A", "cocaine", [closed.code(SLIPPED)]),
        ("B", "cocaine", [closed.code(SLIPPED)]),
    ]
    assert len(found[0].others) == 11
    assert found[0].others == sorted(found[0].others)
    assert found[0].own[closed.code(SLIPPED)] not in found[0].others
    assert json.dumps([one.others for one in found]), "plain numbers"
    assert among_all(closed.statistician, closed.pk) == []
