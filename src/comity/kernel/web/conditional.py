"""Versions of records, RFC 9110 § 13: ETag, If-None-Match (nothing new: 304), If-Match (changed meanwhile: 412).

A read sets the tag of what it returns; a change asks that the caller names the version it has read:

    set_etag(response, party.pk, party.version)              # in a GET operation, on the response parameter
    require_match(request, party.pk, party.version)          # in PUT, PATCH, DELETE, before the service is called
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags, quote_etag
from ninja.errors import HttpError

PRECONDITION_FAILED = 412
PRECONDITION_REQUIRED = 428


def etag(*parts: object) -> str:
    """A strong tag made of what identifies a version: key and version number, or the content itself."""
    return quote_etag(hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32])


def set_etag(response: HttpResponse, *parts: object) -> None:
    """Say which version the answer is."""
    response["ETag"] = etag(*parts)


def require_match(request: HttpRequest, *parts: object) -> None:
    """Refuse a change that names no version (428), or another than the present one (412)."""
    given = request.headers.get("If-Match", "")
    if not given:
        raise HttpError(PRECONDITION_REQUIRED, "")
    tags = parse_etags(given)
    if "*" not in tags and etag(*parts) not in tags:
        raise HttpError(PRECONDITION_FAILED, "")


def revalidated(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For every GET of the interface: a tag made of the content where none is set, and 304 when the caller has it."""

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        response = run(request, **values)
        if (
            request.method not in {"GET", "HEAD"}
            or response.status_code != 200
            or not isinstance(response, HttpResponse)
        ):
            return response
        if "ETag" not in response:
            set_etag(response, response.content.decode(errors="replace"))
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return answer
