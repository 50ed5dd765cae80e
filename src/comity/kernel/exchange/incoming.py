"""Requests of peers: who asks is what the signature says, each request counts once, and strangers learn nothing.

An unknown peer, a peer that is not confirmed, an unknown address and an unknown record get the same answer.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from comity.base.clock import now
from comity.base.errors import ComityError, NotFoundError
from comity.kernel.exchange.limits import FRESH_FOR, LARGEST_PAGE, REQUESTS_PER_MINUTE
from comity.kernel.exchange.models import Peer, PeerKey, SeenNonce
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.rules import PeerState, Purpose
from comity.kernel.exchange.signatures import Answered, sign_answer
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import VerificationError
from comity.protocol.requests import Request, VerifiedRequest, verify_request

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Peer, P], bytes]
LARGEST_BODY = LARGEST_PAGE // 8
STATUS = {"request-time": 401, "too-many-questions": 429}
NONCES_SWEPT_EVERY = 1000  # requests: old nonces go away now and then


def for_peer(view: View[P]) -> Callable[..., HttpResponse]:
    """The view gets the peer that signed the request; everybody else gets the answer for what does not exist."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def known(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            peer = _authenticated(request)
            if not _within_rate(peer):
                return _answer(429, {"error": "too-many-requests"})
            return _signed(request, view(request, peer, *args, **kwargs))
        except NotFoundError:
            return nothing_here()
        except ComityError as error:
            return _answer(STATUS.get(error.code, 409), {"error": error.code})

    return known


def nothing_here() -> HttpResponse:
    """The one answer for everything that is not there, or not for whoever asks."""
    return _answer(404, {"error": "not-found"})


def _authenticated(request: HttpRequest) -> Peer:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise NotFoundError
    signed = _as_signed(request)
    keys = {VerifierKey.parse(one.public): one for one in _keys_that_count()}
    try:
        verified = verify_request(signed, list(keys), now=int(now().timestamp()))
    except VerificationError as error:
        if error.code == "request-time":
            raise  # said only to somebody who has signed with a key that we know
        raise NotFoundError from error
    key = keys[verified.key]
    _count_once(key, verified)
    Peer.objects.filter(pk=key.peer_id).update(heard_at=now())
    return key.peer


def _as_signed(request: HttpRequest) -> Request:
    headers = {name: value for name, value in request.headers.items() if value}
    return Request(request.method or "GET", request.build_absolute_uri(), headers, request.body)


def _keys_that_count() -> QuerySet[PeerKey]:
    """A key that was replaced counts for a little while: not every process of its node has the new one at once."""
    found = PeerKey.objects.filter(purpose=Purpose.REQUEST, compromised_at=None, peer__state=PeerState.CONFIRMED)
    lately = Q(until=None) | Q(until__gt=now() - FRESH_FOR)
    return found.filter(lately, peer__through=None).select_related("peer__party")


def _count_once(key: PeerKey, verified: VerifiedRequest) -> None:
    digest = hashlib.sha256(f"{key.pk} {verified.nonce}".encode()).hexdigest()
    try:
        with transaction.atomic():
            SeenNonce.objects.create(key=digest, until=now() + 2 * FRESH_FOR)
    except IntegrityError as error:
        raise NotFoundError from error
    if int(digest[:8], 16) % NONCES_SWEPT_EVERY == 0:
        SeenNonce.objects.filter(until__lt=now()).delete()


def _signed(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    answered = Answered(200, _as_signed(request))
    headers = sign_answer(answered, body, own_node().identity.requests, created=now())
    for name, value in headers.items():
        response[name] = value
    return response


def _answer(status: int, data: dict[str, str]) -> HttpResponse:
    response = HttpResponse(json.dumps(data), status=status, content_type="application/json")
    response["Date"] = http_date(now().timestamp())  # by which a peer finds out that its clock is wrong
    return response


_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}


def _within_rate(peer: Peer) -> bool:
    """A bucket per peer that refills evenly; one peer's haste slows nobody else down."""
    at, key = time.monotonic(), str(peer.pk)
    with _lock:
        left, seen = _buckets.get(key, (float(REQUESTS_PER_MINUTE), at))
        left = min(float(REQUESTS_PER_MINUTE), left + (at - seen) * REQUESTS_PER_MINUTE / 60)
        _buckets[key] = (left - 1 if left >= 1 else left, at)
    return left >= 1
