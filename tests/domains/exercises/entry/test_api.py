"""Handing in by programs: keys, tags, faults, and guesses that find nothing."""

import hashlib
import json

import pytest

from comity.domains.exercises.models import Draft, Submission
from comity.kernel.accounts.authentication import digest
from tests.submission_round import COCAINE, GOOD, close, open_round

BASE = "/api/v1/exercises"


@pytest.fixture
def made(house):
    return open_round(house)


@pytest.fixture
def ask(client):
    def asking(actor, method, path, data=None, **headers):
        from datetime import timedelta

        from comity.base.clock import now
        from comity.kernel.accounts.models import ApiToken

        secret = f"comity_t_{actor.assignment_id}"
        ApiToken.objects.get_or_create(
            assignment_id=actor.assignment_id,
            secret_hash=digest(secret),
            defaults={
                "name": "t", "scopes": ["results:read", "results:write"], "prefix": "comity_t_x",
                "created_at": now(), "expires_at": now() + timedelta(hours=1),
            },
        )  # fmt: skip
        sent = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return client.generic(method, BASE + path, headers={"Authorization": f"Bearer {secret}", **headers}, **sent)

    return asking


def test_what_is_asked_tells_nothing_of_what_is_true(made, ask):
    listed = ask(made.analyst, "GET", "/entries").json()["items"]
    assert [(one["id"], one["code"], one["time_zone"]) for one in listed] == [
        (str(made.enrolment.pk), "2026/1", "Europe/Vienna")
    ]
    asked = ask(made.analyst, "GET", f"/entries/{made.enrolment.pk}")
    assert asked.json()["participant"] == "K7TXQ4"
    assert {"item": "B", "measurand": "identification"} in asked.json()["asked"]
    for secret in ("45.0", "composition", "formulation", "perception", "Foreign", "B2CDFG"):
        assert secret not in asked.content.decode()


def test_the_same_key_gets_the_same_receipt(made, ask):
    path = f"/entries/{made.enrolment.pk}/submissions"
    first = ask(made.analyst, "POST", path, {"rows": GOOD}, **{"Idempotency-Key": "k1"})
    assert first.status_code == 201
    assert first["ETag"]
    close(made)
    again = ask(made.analyst, "POST", path, {"rows": GOOD}, **{"Idempotency-Key": "k1"})
    assert again.json()["receipt_digest"] == first.json()["receipt_digest"]
    assert (first.get("Idempotency-Replayed"), again.get("Idempotency-Replayed")) == (None, "true")
    other = ask(made.analyst, "POST", path, {"rows": GOOD[:1]}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["type"]) == (409, "urn:comity:problem:idempotency-key-reused")
    assert Submission.objects.count() == 1


def test_the_receipt_verifies_without_us(made, ask):
    posted = ask(made.analyst, "POST", f"/entries/{made.enrolment.pk}/submissions", {"rows": GOOD}).json()
    file = ask(made.analyst, "GET", f"/submissions/{posted['id']}/receipt")
    assert hashlib.sha256(file.content).hexdigest() == posted["receipt_digest"]


def test_faults_point_at_their_cells_and_the_rows_become_the_draft(made, ask):
    rows = [{"item": "A", "measurand": "levamisole"}, {**COCAINE, "result": "1,234"}]
    answer = ask(made.analyst, "POST", f"/entries/{made.enrolment.pk}/submissions", {"rows": rows})
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("#/rows/1/result", "number")]
    assert Draft.objects.get().rows == rows


def test_after_the_close_the_rows_become_the_draft(made, ask):
    close(made)
    answer = ask(made.analyst, "POST", f"/entries/{made.enrolment.pk}/submissions", {"rows": GOOD})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:comity:problem:round-closed")
    assert Draft.objects.get().rows == GOOD


def test_drafts_are_changed_by_whoever_saw_the_latest(made, ask):
    path = f"/entries/{made.enrolment.pk}/draft"
    assert ask(made.analyst, "GET", path).status_code == 404
    tag = ask(made.analyst, "PUT", path, {"rows": GOOD[:1]})["ETag"]
    assert ask(made.analyst, "PUT", path, {"rows": GOOD}).status_code == 428
    assert ask(made.analyst, "PUT", path, {"rows": GOOD}, **{"If-Match": tag}).status_code == 200
    assert ask(made.analyst, "PUT", path, {"rows": []}, **{"If-Match": tag}).status_code == 412
    assert len(ask(made.analyst, "GET", path).json()["rows"]) == 4


def test_nominating_and_verdict(made, ask):
    path = f"/entries/{made.enrolment.pk}/submissions"
    ask(made.analyst, "POST", path, {"rows": GOOD})
    second = ask(made.colleague, "POST", path, {"rows": GOOD})
    nomination = f"/submissions/{second.json()['id']}/nomination"
    assert ask(made.manager, "POST", nomination, {}).status_code == 428
    assert ask(made.manager, "POST", nomination, {}, **{"If-Match": second["ETag"]}).json()["nominated"] is True
    verdict = ask(made.manager, "POST", f"/submissions/{second.json()['id']}/verdict", {})
    assert verdict.json()[0]["performance"] == "satisfactory"
    assert [one["version"] for one in ask(made.manager, "GET", path).json()["items"]] == [2, 1]
    assert [one["version"] for one in ask(made.analyst, "GET", path).json()["items"]] == [1]


def test_who_guesses_gets_the_answer_to_what_does_not_exist(made, ask):
    posted = ask(made.analyst, "POST", f"/entries/{made.enrolment.pk}/submissions", {"rows": GOOD}).json()
    nowhere = "00000000-0000-4000-8000-000000000000"
    attempts = [
        ("GET", "/entries/{entry}", None),
        ("GET", "/entries/{entry}/draft", None),
        ("PUT", "/entries/{entry}/draft", {"rows": []}),
        ("GET", "/entries/{entry}/submissions", None),
        ("POST", "/entries/{entry}/submissions", {"rows": GOOD}),
        ("GET", "/submissions/{submission}", None),
        ("GET", "/submissions/{submission}/receipt", None),
        ("POST", "/submissions/{submission}/nomination", {}),
        ("POST", "/submissions/{submission}/verdict", {}),
    ]
    for actor in (made.stranger, made.coordinator):
        for method, path, data in attempts:
            real = path.format(entry=made.enrolment.pk, submission=posted["id"])
            other = path.format(entry=nowhere, submission=nowhere)
            tags = {"If-Match": "*"}
            guessed, missing = (ask(actor, method, where, data, **tags) for where in (real, other))
            assert (guessed.status_code, guessed.content) == (404, missing.content), path
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "body", [{}, {"rows": [{"item": 1}]}, {"rows": [{**COCAINE, "laboratory": "B2CDFG"}]}, {"rows": [COCAINE] * 501}]
)
def test_what_is_not_understood_is_refused_with_its_place(made, ask, body):
    answer = ask(made.analyst, "POST", f"/entries/{made.enrolment.pk}/submissions", body)
    assert answer.status_code == 422
    assert answer.json()["errors"]
