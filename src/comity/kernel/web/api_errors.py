"""Which problem document answers which error, for everything that an operation can raise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comity.base.errors import ComityError
from comity.kernel.web.idempotency import Repeated, first_answer
from comity.kernel.web.problem import problem_for_error, problem_for_status

logger = logging.getLogger(__name__)


def answer_errors(api: NinjaAPI) -> None:
    """Give an interface its answers to errors."""
    for kind, answer in ANSWERS:
        api.add_exception_handler(kind, answer)


def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("error in %s %s", request.method, request.path, exc_info=error)
    return problem_for_status(request, 500)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_for_status(request, error.status_code)


def _status(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
    return lambda request, _error: problem_for_status(request, status)


def _unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {
            "pointer": "#/" + "/".join(_pointer(part) for part in fault["loc"]),
            "detail": str(fault["msg"]),
            "code": str(fault["type"]),
        }
        for fault in error.errors
    ]
    return problem_for_status(request, 422, errors=fields)


def _pointer(part: object) -> str:
    """One step of a JSON pointer, RFC 6901 § 3."""
    return str(part).replace("~", "~0").replace("/", "~1")


ANSWERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (Exception, _fault),
    (ComityError, problem_for_error),
    (HttpError, _http_error),
    (ValidationError, _unusable),
    (Http404, _status(404)),
    (PermissionDenied, _status(404)),
    (SuspiciousOperation, _status(400)),
    (RequestDataTooBig, _status(413)),
    (Repeated, first_answer),
)
