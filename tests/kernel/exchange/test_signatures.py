"""Answers: signed for one request, whatever the clocks say."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.signatures import Answered, sign_answer, verify_answer
from comity.protocol.requests import Request, sign_request
from tests.federation.simulator import key


def answered(body=b"{}", *, hours=0, nonce="n"):
    ours, theirs = key("a/requests"), key("b/requests")
    request = Request("GET", "https://b.test/exchange/v1/records?after=0")
    sign_request(request, ours, created=int(datetime.now(UTC).timestamp()), nonce=nonce)
    created = datetime.now(UTC) + timedelta(hours=hours)
    headers = sign_answer(Answered(200, request), body, theirs, created=created)
    return request, headers, theirs


@pytest.mark.parametrize("hours", [-24, 0, 24])
def test_an_answer_is_accepted_whatever_the_clock_of_the_peer(hours):
    request, headers, theirs = answered(hours=hours)
    verify_answer(Answered(200, request, headers), b"{}", [theirs.verifier])


def test_another_body_status_request_or_key_is_refused():
    request, headers, theirs = answered()
    other, _, _ = answered(nonce="m")
    for answer, body, signer in (
        (Answered(200, request, headers), b"[]", theirs),
        (Answered(404, request, headers), b"{}", theirs),
        (Answered(200, other, headers), b"{}", theirs),
        (Answered(200, request, headers), b"{}", key("c/requests")),
        (Answered(200, request, {}), b"{}", theirs),
    ):
        with pytest.raises(InputError):
            verify_answer(answer, body, [signer.verifier])
