import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from comity.kernel.web.models import RememberedAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_site")]


def post(program, name="Once", key="key-1", path="/api/test/parties", **more):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return program.post(path, json.dumps({"name": name}), content_type="application/json", headers=headers, **more)


def count(name="Once"):
    from comity.kernel.parties.models import Party

    return Party.objects.filter(name=name).count()


def test_the_same_key_with_the_same_request_gets_the_first_answer(program):
    first, again = post(program), post(program)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert count() == 1


def test_the_same_key_with_another_request_is_refused(program):
    post(program)
    response = post(program, name="Other")
    assert response.status_code == 409
    assert response.json()["type"] == "urn:comity:problem:idempotency-key-reused"
    assert count("Other") == 0


def test_without_a_key_each_request_counts(program):
    post(program, key=None)
    post(program, key=None)
    assert count() == 2


def test_another_person_may_use_the_same_key(program, signed_in):
    post(program)
    assert post(signed_in).status_code == 201
    assert count() == 2


def test_a_request_that_failed_left_nothing_and_may_be_sent_again(program):
    assert post(program, path="/api/test/fails").status_code == 409
    assert count() == 0
    assert RememberedAnswer.objects.count() == 0
    assert post(program, name="").status_code == 422
    assert post(program).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(program, key):
    response = post(program, key=key)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/header/Idempotency-Key"
    assert count() == 0


def test_a_key_is_forgotten_after_a_day(program):
    from datetime import timedelta

    post(program)
    RememberedAnswer.objects.update(created_at=RememberedAnswer.objects.get().created_at - timedelta(hours=25))
    assert post(program, name="Other").status_code == 201
    assert RememberedAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_done_once(program):
    def send(_number):
        try:
            return post(program)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert count() == 1
