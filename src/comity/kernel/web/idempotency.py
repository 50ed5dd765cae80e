"""Sending again is safe: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).

The same key with the same request gets the first answer again; with another request it is refused (409). Answer and
change are written in one transaction: either both are there or neither. A request that failed is not remembered.

    @router.post("/parties", response={201: PartyOut})
    @idempotent
    def register(request: HttpRequest, data: PartyIn) -> Status[…]: …
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.signature.utils import get_typed_signature

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.web.models import RememberedAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"  # in an answer that was given before
LONGEST_KEY = 200  # characters
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
ERROR = 400

Operation = TypeVar("Operation", bound=Callable[..., Any])


class Repeated(Exception):  # noqa: N818 - not an error: it carries the first answer past the operation
    """This request was answered before."""

    def __init__(self, answer: RememberedAnswer) -> None:
        super().__init__(answer.key)
        self.answer = answer


def idempotent(operation: Operation) -> Operation:
    """Let callers of an operation send a key; stands directly above the function, below the router's decorator."""

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **values: Any) -> Any:
        _look_up(request)
        return operation(request, *args, **values)

    # Ninja would look for the names in the annotations here, and not where the operation is written.
    once.__signature__ = get_typed_signature(operation)  # type: ignore[attr-defined]  # read by inspect
    once.comity_idempotent = True  # type: ignore[attr-defined]  # the description of the interface looks for it
    return cast(Operation, decorate_view(_remembering)(once))


def first_answer(_request: HttpRequest, repeated: Repeated) -> HttpResponse:
    """The answer as it was given the first time, marked as such."""
    answer = repeated.answer
    response = HttpResponse(bytes(answer.body), status=answer.status, headers=answer.headers)
    response[REPLAYED] = "true"
    return response


def _remembering(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        if HEADER not in request.headers:
            return run(request, **values)
        request.body  # noqa: B018 - read once, before a parser of forms consumes the stream
        with transaction.atomic():
            response = run(request, **values)
            _keep(request, response)
        return response

    return answer


def _look_up(request: HttpRequest) -> None:
    key = request.headers.get(HEADER)
    if key is None:
        return
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise InputError(
            "idempotency-key-unusable",
            message("idempotency", "An idempotency key has 1 to {longest} printable characters.", longest=LONGEST_KEY),
            where="header.Idempotency-Key",
            remedy=message("idempotency", "Send a fresh UUID for each thing you want done once."),
        )
    actor, moment = actor_of(request), now()
    if actor is None or actor.user_id is None:
        return
    RememberedAnswer.objects.filter(user_id=actor.user_id, created_at__lt=moment - KEPT_FOR).delete()
    digest = _digest(request, str(actor.assignment_id))
    try:
        with transaction.atomic():
            answer = RememberedAnswer.objects.create(user_id=actor.user_id, key=key, digest=digest, created_at=moment)
    except IntegrityError:
        raise _repeated(RememberedAnswer.objects.get(user_id=actor.user_id, key=key), digest) from None
    request.comity_remembered = answer  # type: ignore[attr-defined]  # filled in by `_keep`


def _repeated(answer: RememberedAnswer, digest: str) -> Exception:
    if answer.digest == digest:
        return Repeated(answer)
    return ConflictError(
        "idempotency-key-reused",
        message("idempotency", "This idempotency key was used for another request."),
        remedy=message("idempotency", "Send a fresh key for a different request."),
    )


def _keep(request: HttpRequest, response: HttpResponseBase) -> None:
    answer = getattr(request, "comity_remembered", None)
    if answer is None:
        return
    if response.status_code >= ERROR or not isinstance(response, HttpResponse):
        transaction.set_rollback(True)
        return
    answer.status, answer.body = response.status_code, response.content
    answer.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answer.save(update_fields=("status", "body", "headers"))


def _digest(request: HttpRequest, assignment: str) -> str:
    parts = (request.method or "", request.get_full_path(), request.content_type or "", assignment)
    return hashlib.sha256("\x1f".join(parts).encode() + b"\x1f" + request.body).hexdigest()
