"""Answers to signed requests, signed themselves (RFC 9421, section 2.4): status, digest of the body, and the signature
of the one request that is answered. So an answer is fresh because its request was, whatever the clocks of the nodes
say, and nobody on the way can leave something out of it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, MappingKeyResolver, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import CLOCKS_DIFFER
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.requests import Request, key_name

TAG = "comity-answer"
COVERED = ("@status", "content-digest", '"signature";req')


@dataclass
class Answered:
    """An answer as it is signed."""

    status_code: int
    request: Request
    headers: dict[str, str] = field(default_factory=dict)


def sign_answer(answer: Answered, body: bytes, key: SigningKey, *, created: datetime) -> dict[str, str]:
    """The headers that make an answer a signed one."""
    before = set(answer.headers)
    answer.headers["Content-Digest"] = digest_of(body)
    secret = Ed25519PrivateKey.from_private_bytes(key.seed)
    keys = MappingKeyResolver(public_keys={}, private_keys={key_name(key.verifier): secret})
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys).sign(
        answer,
        key_id=key_name(key.verifier),
        created=created,
        label="comity",
        tag=TAG,
        covered_component_ids=COVERED,
        use_existing_digest=True,
    )
    return {name: value for name, value in answer.headers.items() if name not in before}


def verify_answer(answer: Answered, body: bytes, keys: Iterable[VerifierKey]) -> None:
    """Raise `InputError` unless one of these keys has signed this answer to our request."""
    given = {name.lower(): value for name, value in answer.headers.items()}
    public = {key_name(key): Ed25519PublicKey.from_public_bytes(key.public) for key in keys}
    resolver = MappingKeyResolver(public_keys=public, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    verifier.max_clock_skew = CLOCKS_DIFFER
    try:
        verifier.verify(answer, max_age=CLOCKS_DIFFER, expect_tag=TAG, require_components=COVERED)
    except HTTPMessageSignaturesException as error:
        raise _refused() from error
    if given.get("content-digest") != digest_of(body):
        raise _refused()


def digest_of(body: bytes) -> str:
    """The header Content-Digest, RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _refused() -> InputError:
    what = message("exchange", "The answer is not signed by the other node, or was changed on the way.")
    return InputError("answer-not-signed", what, remedy=message("exchange", "Nothing of it was taken in."))
