"""The interface for programs, /api/v1/: the same services and queries as the pages, with one form for every error.

Rooms write a `router` in their `api.py`; `config/urls.py` adds it here. The actor of an operation is
`acting(request)`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

import comity
from comity.base.errors import ComityError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_of, authenticate_token, origin_of
from comity.kernel.web.api_description import Description
from comity.kernel.web.conditional import revalidated
from comity.kernel.web.idempotency import Repeated, first_answer
from comity.kernel.web.problem import problem_for_error, problem_for_status
from comity.kernel.web.rate_limit import RateLimit

logger = logging.getLogger(__name__)


class Token(HttpBearer):
    """`Authorization: Bearer comity_t_…`: a token made on the page of one's account, with scopes and an expiry."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind the token."""
        return authenticate_token(token, origin=origin_of(request))


class Session(APIKeyCookie):
    """The session of a signed-in person, for our own pages; changes need the CSRF token of the page."""

    def __init__(self) -> None:
        from django.conf import settings

        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def _get_key(self, request: HttpRequest) -> str | None:
        if "Authorization" in request.headers or not request.COOKIES.get(self.param_name):
            return None  # a request with a token never falls back on a session
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor behind the session."""
        return actor_of(request) if key else None


class ComityAPI(NinjaAPI):
    """Ninja's interface with our description."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """The OpenAPI description."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Description(self, prefix)


api = ComityAPI(
    title="Comity",
    version="1",
    urls_namespace="api-1",
    description=(
        "Everything that a page can do. Errors are problem details (RFC 9457). Lists are read page by page with the "
        "cursor in `next`. Reads carry an ETag; changes name it in If-Match. Operations that make something new take "
        "an Idempotency-Key."
    ),
    auth=[Token(), Session()],
    throttle=[RateLimit()],
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)

api.add_decorator(revalidated, mode="view")


def acting(request: HttpRequest) -> Actor:
    """Who acts; an operation is only reached by somebody."""
    actor = actor_of(request)
    if actor is None:
        raise HttpError(401, "")
    return actor


@api.get("/version", auth=None, tags=["node"], response=dict[str, str], operation_id="version")
def version(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - Ninja knows the request by its name
    """Which version of Comity answers."""
    return {"version": comity.__version__}


def _handle(kind: type[Exception], answer: Callable[[HttpRequest, Any], HttpResponse]) -> None:
    api.add_exception_handler(kind, answer)


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


def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("error in %s %s", request.method, request.path, exc_info=error)
    return problem_for_status(request, 500)


_handle(Exception, _fault)
_handle(ComityError, problem_for_error)
_handle(HttpError, lambda request, error: problem_for_status(request, error.status_code))
_handle(ValidationError, _unusable)
_handle(Http404, _status(404))
_handle(PermissionDenied, _status(404))
_handle(SuspiciousOperation, _status(400))
_handle(RequestDataTooBig, _status(413))
_handle(Repeated, first_answer)
