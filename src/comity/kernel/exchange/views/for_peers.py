"""The addresses below /exchange/v1/, for peers: cards, the outbox, receipts, a hint that something waits, questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.base.errors import InputError, NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.delivering import page_for
from comity.kernel.exchange.incoming import LARGEST_BODY, for_peer, nothing_here
from comity.kernel.exchange.limits import RECORDS_PER_PAGE
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.queries.cards import cards_after
from comity.kernel.exchange.services.questions import answer_question
from comity.kernel.exchange.services.receipts import take_receipts
from comity.protocol.canonical import parse_json

CARDS_AT_ONCE = 20


@require_safe
@for_peer
def cards(request: HttpRequest, peer: Peer) -> bytes:  # noqa: ARG001 - every peer gets the same cards
    """Our cards behind a serial, oldest first."""
    found = cards_after(_whole(request, "after"), CARDS_AT_ONCE)
    return json.dumps({"cards": found}).encode()


@require_safe
@for_peer
def records(request: HttpRequest, peer: Peer) -> bytes:
    """The items in the outbox of this peer behind a number."""
    page = page_for(peer, _whole(request, "after"), _whole(request, "limit", RECORDS_PER_PAGE))
    if page is None:
        raise InputError("behind-the-end", _unreadable())
    return page


@require_POST
@for_peer
def receipts(request: HttpRequest, peer: Peer) -> bytes:
    """How far the peer has our outbox, and its receipts."""
    data = _body(request)
    through, digest, notes = data.get("through"), data.get("digest"), data.get("notes")
    if not isinstance(through, int) or not isinstance(digest, str) or not isinstance(notes, list):
        raise InputError("body-unusable", _unreadable())
    texts = [one for one in notes if isinstance(one, str)]
    taken = take_receipts(_system(peer), peer.pk, through=through, digest=digest, notes=texts)
    return json.dumps({"notes": taken.notes, "refused": list(taken.refused)}).encode()


@require_POST
@for_peer
def hint(request: HttpRequest, peer: Peer) -> bytes:  # noqa: ARG001 - that the peer has asked is all it says
    """Something waits for us there: we look soon."""
    from comity.kernel.exchange.tasks import synchronise_peer

    synchronise_peer.enqueue(str(peer.pk))
    return b"{}"


@require_POST
@for_peer
def query(request: HttpRequest, peer: Peer) -> bytes:
    """A question that some room answers, if that was agreed with this peer."""
    data = _body(request)
    name, asked = data.get("question"), data.get("asked")
    if not isinstance(name, str) or not isinstance(asked, Mapping):
        raise InputError("body-unusable", _unreadable())
    return json.dumps({"answer": answer_question(_system(peer), peer.pk, name, asked)}).encode()


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - whatever was asked, the answer is the same
    """Every other address below the prefix."""
    return nothing_here()


def _system(peer: Peer) -> Actor:
    return Actor.system(f"request of {peer.origin}")


def _body(request: HttpRequest) -> Mapping[str, Any]:
    data = parse_json(request.body, LARGEST_BODY)
    if not isinstance(data, Mapping):
        raise InputError("body-unusable", _unreadable())
    return data


def _whole(request: HttpRequest, name: str, usual: int = 0) -> int:
    given = request.GET.get(name, str(usual))
    if not given.isdecimal() or len(given) > 18:
        raise NotFoundError
    return int(given)


def _unreadable() -> Any:
    from comity.base.messages import message

    return message("exchange", "The request cannot be read.")
