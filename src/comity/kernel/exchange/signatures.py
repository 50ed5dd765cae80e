"""Requests between nodes, signed as RFC 9421 says: method, authority, path, query and the digest of the body; when, for
how long, by which key, and a nonce that counts once. An answer is signed too, together with the signature of the one
request that it answers: it is fresh because that request was, whatever the clocks of the two nodes say.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import CLOCKS_DIFFER, FRESH_FOR
from comity.protocol.keys import SigningKey, VerifierKey

TAG = "comity-exchange"
REQUEST_COVERS = ("@method", "@authority", "@path", "@query", "content-digest")
ANSWER_COVERS = ("@status", "content-digest", '"signature";req')

FindKey = Callable[[str], VerifierKey | None]


@dataclass
class Request:
    """A request as the signature sees it."""

    method: str
    url: str
    headers: dict[str, str] = dataclass_field(default_factory=dict)


@dataclass
class Response:
    """An answer as the signature sees it."""

    status_code: int
    request: Request
    headers: dict[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verified:
    """Who signed, when, and with which nonce."""

    key_id: str
    created: datetime
    nonce: str


def sign_request(request: Request, body: bytes, key: SigningKey, *, created: datetime, nonce: str) -> dict[str, str]:
    """The headers that make a request a signed one."""
    return _sign(request, body, key, REQUEST_COVERS, created=created, nonce=nonce)


def sign_answer(response: Response, body: bytes, key: SigningKey, *, created: datetime) -> dict[str, str]:
    """The headers that make an answer a signed one, to this request."""
    return _sign(response, body, key, ANSWER_COVERS, created=created, nonce=None)


def verify_request(request: Request, body: bytes, find_key: FindKey) -> Verified:
    """Who signed this request, or an `InputError`. That the nonce is new, the caller looks after."""
    return _verify(request, body, find_key, REQUEST_COVERS, FRESH_FOR)


def verify_answer(response: Response, body: bytes, find_key: FindKey) -> Verified:
    """Who signed this answer to our request, or an `InputError`."""
    return _verify(response, body, find_key, ANSWER_COVERS, CLOCKS_DIFFER)


def digest_of(body: bytes) -> str:
    """The header Content-Digest, RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


class _Resolver(HTTPSignatureKeyResolver):
    def __init__(self, *, private: SigningKey | None = None, find: FindKey | None = None) -> None:
        self._private, self._find = private, find

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        if self._private is None:
            raise KeyError(key_id)
        return Ed25519PrivateKey.from_private_bytes(self._private.seed)

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        found = self._find(key_id) if self._find else None
        if found is None:
            raise KeyError(key_id)
        return Ed25519PublicKey.from_public_bytes(found.public)


def _sign(
    signed: Request | Response,
    body: bytes,
    key: SigningKey,
    covers: tuple[str, ...],
    *,
    created: datetime,
    nonce: str | None,
) -> dict[str, str]:
    before = set(signed.headers)
    signed.headers["Content-Digest"] = digest_of(body)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Resolver(private=key))
    signer.sign(
        signed,
        key_id=key.verifier.key_id.hex(),
        created=created,
        expires=created + FRESH_FOR,
        nonce=nonce,
        label="comity",
        tag=TAG,
        covered_component_ids=covers,
        use_existing_digest=True,
    )
    return {name: value for name, value in signed.headers.items() if name not in before}


def _verify(
    signed: Request | Response, body: bytes, find: FindKey, covers: tuple[str, ...], skew: timedelta
) -> Verified:
    given: Mapping[str, str] = {name.lower(): value for name, value in signed.headers.items()}
    if given.get("content-digest") != digest_of(body):
        raise _refused("digest-differs")
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=_Resolver(find=find))
    verifier.max_clock_skew = skew
    try:
        found = verifier.verify(signed, max_age=FRESH_FOR, expect_tag=TAG, require_components=covers)
    except HTTPMessageSignaturesException as error:
        raise _refused(_reason(error)) from error
    parameters = found[0].parameters
    created = datetime.fromtimestamp(int(parameters["created"]), tz=UTC)
    return Verified(str(parameters["keyid"]), created, str(parameters.get("nonce") or ""))


def _reason(error: Exception) -> str:
    """Only what a peer needs in order to correct itself: whether its clock is the reason."""
    told = str(error)
    return "clock-differs" if "time in the" in told or "maximum allowable age" in told else "signature-wrong"


def _refused(code: str) -> InputError:
    return InputError(code, message("exchange", "This message is not signed as it should be."))
