"""Problem details for programs, RFC 9457: every error of the interface has this one form.

`type` is a stable name (a URN), `title` the same words for the same type, `detail` what happened
this time, `remedy` what to do (our extension member), `errors` the fields that could not be used. Nothing of the
inside of the node is ever in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Field, Schema

from comity.base.errors import ComityError, ConflictError, InputError, NotAllowedError, NotFoundError
from comity.base.messages import Message, message

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
TYPES = "urn:comity:problem:"

TITLES: dict[int, tuple[str, Message, Message]] = {
    400: (
        "bad-request",
        message("problem", "The request cannot be read."),
        message("problem", "Compare it with the description at /api/v1/docs."),
    ),
    401: (
        "not-signed-in",
        message("problem", "The request does not say who asks."),
        message("problem", "Send a valid token: Authorization: Bearer …"),
    ),
    403: (
        "not-allowed",
        message("problem", "This is not allowed."),
        message("problem", "Ask an administrator of your organisation for the role or the scope that it takes."),
    ),
    404: (
        "not-found",
        message("problem", "There is nothing here, or it is not for you."),
        message("problem", "Check the address, and for whom you act."),
    ),
    405: (
        "method-not-allowed",
        message("problem", "This address does not understand that method."),
        message("problem", "Use one of the methods in the header Allow."),
    ),
    406: (
        "not-acceptable",
        message("problem", "The answer does not exist in the form asked for."),
        message("problem", "Ask for application/json."),
    ),
    409: (
        "conflict",
        message("problem", "This contradicts what is there already."),
        message("problem", "Read the record again, then decide again."),
    ),
    412: (
        "changed-meanwhile",
        message("problem", "The record has changed since you read it."),
        message("problem", "Read it again, and send your change with its new ETag."),
    ),
    413: (
        "too-large",
        message("problem", "The request is too large."),
        message("problem", "Send it in smaller parts."),
    ),
    415: (
        "unsupported-media-type",
        message("problem", "The body is in a form that is not understood here."),
        message("problem", "Send application/json."),
    ),
    422: (
        "not-usable",
        message("problem", "Some of what was sent cannot be used."),
        message("problem", "Correct what stands in errors, and send it again; nothing was changed."),
    ),
    428: (
        "precondition-required",
        message("problem", "The request does not say which version it changes."),
        message("problem", "Read the record, and send its ETag in the header If-Match."),
    ),
    429: (
        "too-many-requests",
        message("problem", "There were too many requests in a short time."),
        message("problem", "Wait as many seconds as the header Retry-After says."),
    ),
    500: (
        "error-here",
        message("problem", "An error happened here; it is not your fault, and nothing was changed."),
        message("problem", "Try again later. If it stays, tell the administrator of this node when it happened."),
    ),
    503: (
        "not-ready",
        message("problem", "This node is not ready."),
        message("problem", "Try again in a minute."),
    ),
}


class FieldProblem(Schema):
    """One field that could not be used."""

    pointer: str = Field(description="Where: a JSON pointer into what was sent, as in #/body/name")
    detail: str = Field(description="Why, in words")
    code: str = Field(description="Why, for programs")


class Problem(Schema):
    """An error, as RFC 9457 describes it."""

    type: str = Field(description="Stable name of this kind of problem")
    title: str = Field(description="What kind of problem it is, in words")
    status: int = Field(description="The HTTP status", ge=400, le=599)
    detail: str = Field("", description="What happened this time")
    remedy: str = Field("", description="What to do")
    errors: list[FieldProblem] = Field(default_factory=list, description="Fields that could not be used")


def problem_for_status(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: str = "",
    remedy: str = "",
    errors: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """The problem document for a status, with the words of this case where there are any."""
    language = get_language() or "en"
    known_code, title, advice = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    document: dict[str, Any] = {
        "type": TYPES + (code or known_code),
        "title": title.render(language),
        "status": status,
        "detail": detail or title.render(language),
        "remedy": remedy or advice.render(language),
        "errors": list(errors),
    }
    response = HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = language
    if status == 401:
        response["WWW-Authenticate"] = f'Bearer realm="{request.get_host()}"'
    return response


def problem_for_error(request: HttpRequest, error: ComityError) -> HttpResponse:
    """The problem document for what a service refused."""
    language = get_language() or "en"
    detail = error.what.render(language)
    field = {"pointer": f"#/{error.where.replace('.', '/')}", "detail": detail, "code": error.code}
    return problem_for_status(
        request,
        status_of(error),
        code=error.code,
        detail=detail,
        remedy=error.remedy.render(language) if error.remedy else "",
        errors=[field] if error.where else (),
    )


def status_of(error: ComityError) -> int:
    """The HTTP status that says the same as the error."""
    for family, status in ((NotFoundError, 404), (NotAllowedError, 403), (ConflictError, 409), (InputError, 422)):
        if isinstance(error, family):
            return status
    return 422


def for_programs(request: HttpRequest) -> bool:
    """Whether the request is for the interface for programs, not for a page."""
    return request.path_info.startswith(PREFIX)
