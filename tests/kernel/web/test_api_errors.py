import json

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.test import RequestFactory
from ninja.errors import HttpError, ValidationError

from comity.base.errors import NotFoundError
from comity.kernel.web.api import new_api

API = new_api("api-errors")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError(), 404),
        (Http404("the secret inside"), 404),
        (PermissionDenied("the secret inside"), 404),
        (SuspiciousOperation("the secret inside"), 400),
        (RequestDataTooBig("the secret inside"), 413),
        (HttpError(406, "the secret inside"), 406),
        (RuntimeError("the secret inside"), 500),
    ],
)
def test_every_error_has_its_problem_and_keeps_the_inside_to_itself(error, status):
    response = API.on_exception(RequestFactory().get("/api/x"), error)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert "secret" not in response.content.decode()


def test_places_of_faults_are_json_pointers():
    error = ValidationError([{"loc": ("body", "rows", 3, "a/b~c"), "msg": "No.", "type": "odd"}])
    response = API.on_exception(RequestFactory().post("/api/x"), error)
    assert json.loads(response.content)["errors"] == [
        {"pointer": "#/body/rows/3/a~1b~0c", "detail": "No.", "code": "odd"}
    ]
