"""Authentication, and one form for every error."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from comity.kernel.web.problem import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_site")]
SCHEMA = Draft202012Validator(Problem.json_schema())


def problem(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    SCHEMA.validate(document)
    assert document["status"] == status
    assert document["type"].startswith("urn:comity:problem:")
    assert document["title"]
    assert document["remedy"], "every problem says what to do"
    assert "secret" not in response.content.decode()
    return document


def test_nobody_is_asked_to_say_who_asks():
    response = Client().get("/api/test/parties")
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("secret", ["", "x", "comity_t_wrong", "comity_t_" + "y" * 500])
def test_a_wrong_token_is_nobody_even_with_a_good_session(signed_in, secret):
    assert signed_in.get("/api/test/parties").status_code == 200
    problem(signed_in.get("/api/test/parties", headers={"Authorization": f"Bearer {secret}"}), 401)


def test_a_token_and_a_session_say_who_acts(program, signed_in):
    assert program.get("/api/test/parties").status_code == 200
    assert signed_in.get("/api/test/parties").status_code == 200


def test_a_change_by_session_needs_the_pages_token_and_by_token_does_not(program, signed_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    body = {"name": "New"}
    problem(strict.post("/api/test/parties", body, content_type="application/json"), 403)
    assert program.post("/api/test/parties", body, content_type="application/json").status_code == 201


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("missing", 404),
        ("not-allowed", 403),
        ("conflict", 409),
        ("input", 422),
        ("fault", 500),
        ("django", 404),
        ("none", 500),
    ],
)
def test_every_refusal_is_a_problem_document(program, kind, status):
    problem(program.get(f"/api/test/refuses/{kind}"), status)


def test_a_refusal_names_the_field_in_its_own_words(program):
    document = problem(program.get("/api/test/refuses/input"), 422)
    assert document["errors"] == [{"pointer": "#/body/name", "detail": "The name is taken.", "code": "taken"}]
    assert document["type"] == "urn:comity:problem:taken"


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{}", 422, "#/body/data/name"),
        (b'{"name": ""}', 422, "#/body/data/name"),
        (b'{"name": 5}', 422, "#/body/data/name"),
        (b'{"name": "a\\u0000b"}', 400, None),
        (b"[1", 400, None),
        (b"\xff\xfe", 400, None),
    ],
)
def test_what_cannot_be_used_is_named(program, body, status, pointer):
    document = problem(program.post("/api/test/parties", body, content_type="application/json"), status)
    assert [error["pointer"] for error in document["errors"]] == ([pointer] if pointer else [])


def test_addresses_and_methods_that_are_not_there(program):
    problem(program.get("/api/test/nothing"), 404)
    response = program.delete("/api/test/parties")
    problem(response, 405)
    assert set(response["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}
    problem(program.get("/api/test/parties?cursor=abc"), 422)
    problem(program.get("/api/test/parties?limit=100000"), 422)
    problem(program.get("/api/test/parties?cursor=%00"), 400)


def test_too_large_and_too_often(program, settings, monkeypatch):
    from comity.kernel.web import middleware
    from tests.kernel.web.site_for_tests import api

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    large = json.dumps({"name": "x" * 200})
    problem(program.post("/api/test/parties", large, content_type="application/json"), 413)
    monkeypatch.setattr(middleware, "LARGEST_BODY", 50)
    problem(program.post("/api/test/parties", large, content_type="application/json"), 413)
    monkeypatch.setattr(api.throttle[0], "per_minute", 0.5)
    response = program.get("/api/test/parties")
    problem(response, 429)
    assert int(response["Retry-After"]) >= 1


def test_a_version_is_asked_for_and_a_lost_race_is_told(program, house):
    address = f"/api/test/parties/{house.laboratory.pk}"
    tag = program.get(address)["ETag"]
    assert program.get(address, headers={"If-None-Match": tag}).status_code == 304
    change = {"data": {"name": "New"}, "content_type": "application/json"}
    problem(program.patch(address, **change), 428)
    assert program.patch(address, **change, headers={"If-Match": tag}).status_code == 200
    problem(program.patch(address, **change, headers={"If-Match": tag}), 412)


def test_a_list_is_read_to_its_end(program):
    seen, cursor = [], ""
    while True:
        page = program.get(f"/api/test/parties?limit=2&cursor={cursor}").json()
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == sorted(seen)
    assert {"Laboratory North", "Secretariat"} <= set(seen)


def test_problems_are_told_in_the_language_asked_for(program):
    response = program.get("/api/test/nothing", headers={"Accept-Language": "fr"})
    assert response["Content-Language"] == "fr"
