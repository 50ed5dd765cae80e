"""Asking a peer: one signed request, one signed answer, both bounded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError
from comity.base.messages import message
from comity.kernel.exchange.limits import CLOCKS_DIFFER, LARGEST_ANSWER, LARGEST_CARD, SECONDS_PER_REQUEST
from comity.kernel.exchange.models import OwnKey, Peer, PeerKey
from comity.kernel.exchange.own_node import OwnNode
from comity.kernel.exchange.rules import Purpose
from comity.kernel.exchange.signatures import Answered, verify_answer
from comity.kernel.exchange.transport import Answer, UnreachableError, check_address, fetch
from comity.kernel.ledger.identity import HANDOVER
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.requests import Request, sign_request

PREFIX = "/exchange/v1"
NONCE = 18  # random bytes
OK, UNAUTHORISED, NOT_FOUND = 200, 401, 404


def fetch_card(address: str) -> str:
    """The card that a node shows at its address; who stands behind it, people find out by the fingerprint."""
    parts = check_address(address.strip().partition("/exchange/")[0].rstrip("/"), private=settings.EXCHANGE_PRIVATE)
    url = f"{parts.scheme}://{parts.netloc}/exchange/card"
    answer = fetch("GET", url, largest=LARGEST_CARD, private=settings.EXCHANGE_PRIVATE)
    if answer.status != OK:
        what = message("exchange", "There is no card at this address.")
        raise UnreachableError(
            "no-card", what, remedy=message("exchange", "Ask the other side for its card as a file.")
        )
    return answer.body.decode("utf-8", errors="replace")


@dataclass
class Line:
    """The line to one peer. Where our clock and the peer's differ, requests bear the peer's time once it said so.

    A peer that has not taken our newest card yet knows only the key that we had: what it does not answer is asked once
    more with that. So two nodes that replaced their keys on the same day still find each other.
    """

    own: OwnNode
    peer: Peer
    shift: timedelta = field(default_factory=timedelta)
    key: SigningKey | None = None

    def get(self, path: str, *, largest: int = LARGEST_ANSWER, seconds: float = SECONDS_PER_REQUEST) -> Any:
        """What the peer answers, as JSON."""
        return self._ask("GET", path, b"", largest, seconds)

    def newer_cards(self, serial: int) -> list[str]:
        """The peer's cards behind a serial. They carry their own signatures; by which key the answer is signed, only
        they can tell us.
        """
        answer, _request = self._heard("GET", f"/cards?after={serial}", b"", LARGEST_ANSWER, SECONDS_PER_REQUEST)
        if answer.status != OK:
            raise self._refused(answer)
        data = parse_json(answer.body, LARGEST_ANSWER)
        given = data.get("cards") if isinstance(data, dict) else None
        return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []

    def post(self, path: str, data: Any, *, largest: int = LARGEST_ANSWER) -> Any:
        """Send JSON, and get JSON."""
        return self._ask("POST", path, canonical_json(data), largest, SECONDS_PER_REQUEST)

    def _ask(self, method: str, path: str, body: bytes, largest: int, seconds: float) -> Any:
        answer, request = self._heard(method, path, body, largest, seconds)
        if answer.status != OK:
            raise self._refused(answer)
        verify_answer(Answered(answer.status, request, dict(answer.headers)), answer.body, self._keys())
        return parse_json(answer.body, largest)

    def _heard(self, method: str, path: str, body: bytes, largest: int, seconds: float) -> tuple[Answer, Request]:
        """What the peer answers, asked again where it said why it could not know us."""
        answer, request = self._once(method, path, body, largest, seconds)
        if answer.status == NOT_FOUND and self._take_older_key():
            answer, request = self._once(method, path, body, largest, seconds)
        if answer.status == UNAUTHORISED and self._learn_clock(answer):
            answer, request = self._once(method, path, body, largest, seconds)
        return answer, request

    def _once(self, method: str, path: str, body: bytes, largest: int, seconds: float) -> tuple[Answer, Request]:
        if not self.peer.address:
            what = message("exchange", "The node {name} has no address.", name=self.peer.name)
            raise UnreachableError(
                "no-address", what, remedy=message("exchange", "It asks us instead, or a relay does.")
            )
        url = f"{self.peer.address.rstrip('/')}{PREFIX}{path}"
        request = Request(method, url, {"Content-Type": "application/json"} if body else {}, body)
        created = int((now() + self.shift).timestamp())
        sign_request(
            request, self.key or self.own.identity.requests, created=created, nonce=secrets.token_urlsafe(NONCE)
        )
        answer = fetch(
            method,
            url,
            headers=request.headers,
            body=body,
            largest=largest,
            private=settings.EXCHANGE_PRIVATE,
            seconds=seconds,
        )
        return answer, request

    def _take_older_key(self) -> bool:
        """Sign with the key before the present one, if it was replaced lately and not stolen."""
        lately = OwnKey.objects.filter(purpose=Purpose.REQUEST, compromised_at=None, until__gt=now() - HANDOVER)
        usable = set(lately.values_list("public", flat=True))
        older = [one for one in self.own.identity.requests_before if one.verifier.vkey in usable]
        if self.key is not None or not older:
            return False
        self.key = older[0]
        return True

    def _learn_clock(self, answer: Answer) -> bool:
        """Take the peer's time for what we sign, where that is why it refused; never further away than a few days."""
        try:
            theirs = parsedate_to_datetime(answer.header("Date"))
        except ValueError:
            return False
        shift = theirs - now()
        if self.shift or b"request-time" not in answer.body or abs(shift) > CLOCKS_DIFFER:
            return False
        self.shift = shift
        return True

    def _keys(self) -> list[VerifierKey]:
        """The keys with which the peer signs its answers."""
        keys = PeerKey.objects.filter(peer=self.peer, purpose=Purpose.REQUEST, compromised_at=None)
        return [VerifierKey.parse(public) for public in keys.values_list("public", flat=True)]

    def _refused(self, answer: Answer) -> ComityError:
        what = message(
            "exchange", "The node {name} answers with status {status}.", name=self.peer.name, status=answer.status
        )
        if answer.status == NOT_FOUND:
            remedy = message("exchange", "Perhaps its people have not confirmed this node yet, or have suspended it.")
            return ConflictError("not-known-there", what, remedy=remedy)
        return UnreachableError(f"status-{answer.status}", what, remedy=message("exchange", "It is tried again later."))
