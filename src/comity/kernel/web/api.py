"""The interface for programs, /api/v1/: the same services and queries as the pages, with one form for every error.

Rooms write a `router` in their `api.py`; `config/urls.py` adds it here. The actor of an operation is
`acting(request)`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

import comity
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_of, authenticate_token, origin_of
from comity.kernel.web.api_description import Description
from comity.kernel.web.api_errors import answer_errors
from comity.kernel.web.conditional import revalidated
from comity.kernel.web.parser import CarefulParser
from comity.kernel.web.rate_limit import RateLimit

DESCRIPTION = (
    "Everything that a page can do. Errors are problem details (RFC 9457). Lists are read page by page with the cursor "
    "in `next`. Reads carry an ETag; changes name it in If-Match. Operations that make something new take an "
    "Idempotency-Key."
)


class Token(HttpBearer):
    """`Authorization: Bearer comity_t_…`: a token made on the page of one's account, with scopes and an expiry."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind the token."""
        return authenticate_token(token, origin=origin_of(request))


class Session(APIKeyCookie):
    """The session of a signed-in person, for our own pages; changes need the CSRF token of the page."""

    def __init__(self) -> None:
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def _get_key(self, request: HttpRequest) -> str | None:
        if "Authorization" in request.headers or not request.COOKIES.get(self.param_name):
            return None  # a request with a token never falls back on a session
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor behind the session."""
        return actor_of(request) if key else None


class VersionOut(Schema):
    """What answers."""

    version: str


class ComityAPI(NinjaAPI):
    """Ninja's interface with our description."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """The OpenAPI description."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Description(self, prefix)


def new_api(namespace: str) -> ComityAPI:
    """An interface with the conventions of the house; there is one, and tests make their own."""
    made = ComityAPI(
        title="Comity",
        version="1",
        urls_namespace=namespace,
        description=DESCRIPTION,
        auth=[Token(), Session()],
        throttle=[RateLimit()],
        parser=CarefulParser(),
        openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )
    made.add_decorator(revalidated, mode="view")
    answer_errors(made)
    return made


def acting(request: HttpRequest) -> Actor:
    """Who acts; an operation is only reached by somebody."""
    actor = actor_of(request)
    if actor is None:
        raise HttpError(401, "")
    return actor


api = new_api("api-1")


@api.get("/version", auth=None, tags=["node"], response=VersionOut, operation_id="version")
def version(request: HttpRequest) -> VersionOut:  # noqa: ARG001 - Ninja knows the request by its name
    """Which version of Comity answers."""
    return VersionOut(version=comity.__version__)
