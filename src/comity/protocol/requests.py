"""Requests between nodes, signed: RFC 9421 HTTP message signatures with Ed25519, and RFC 9530 content digests.

Covered are method, authority, path, query, the digest of the body, and where there is a body its type. The signature
carries when it was made, until when it holds, a nonce and our tag. Whoever verifies keeps the nonce until `expires`
and refuses it a second time: that is state, and not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
    algorithms,
)

from comity.base.messages import message
from comity.protocol.keys import KeyKind, SigningKey, VerifierKey
from comity.protocol.refusals import FormatError, VerificationError

SPECIFICATION = "RFC 9421"
TAG = "comity-node"
LABEL = "comity"
LONGEST_LIFE = 300  # seconds between created and expires
CLOCK_SKEW = 60  # seconds by which two clocks may differ
LONGEST_NONCE = 128
COVERED = ("@method", "@authority", "@path", "@query", "content-digest")
NOT_SIGNED = message("protocol", "This request is not signed by a key that is known here, or it was altered.")
OUT_OF_TIME = message("protocol", "The signature of this request is too old, or from the future.")
SET_CLOCK = message("protocol", "Look whether the clocks of both machines are right, and send it again.")


@dataclass
class Request:
    """A request as it is signed: method in capitals, absolute URL, headers, body."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class VerifiedRequest:
    """Who has signed, when, and the nonce that must not come again before `expires`."""

    key: VerifierKey
    created: int
    expires: int
    nonce: str


def key_name(key: VerifierKey) -> str:
    """The `keyid` of a key: its name and note key id."""
    return f"{key.name}+{key.key_id.hex()}"


def sign_request(request: Request, key: SigningKey, *, created: int, nonce: str, life: int = LONGEST_LIFE) -> None:
    """Add Content-Digest, Signature-Input and Signature to the request's headers.

    Parameters
    ----------
    request : Request
        Is changed: three headers more.
    key : SigningKey
        Ed25519, type 01.
    created : int
        Now, in seconds since 1970.
    nonce : str
        Never used before with this key; from the operating system's generator.
    life : int
        Seconds for which the signature holds, at most 300.

    Examples
    --------
    >>> key = SigningKey("node.test", KeyKind.ED25519, bytes(32))
    >>> request = Request("POST", "https://peer.test/inbox?page=1", {"Content-Type": "application/json"}, b"{}")
    >>> sign_request(request, key, created=1_700_000_000, nonce="n1")
    >>> verify_request(request, [key.verifier], now=1_700_000_010).nonce
    'n1'
    """
    if key.kind is not KeyKind.ED25519 or not 0 < life <= LONGEST_LIFE or not 0 < len(nonce) <= LONGEST_NONCE:
        raise FormatError("request-signature-limits", SPECIFICATION)
    name = key_name(key.verifier)
    secret = Ed25519PrivateKey.from_private_bytes(key.seed)
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={name: secret}),
    )
    try:
        signer.sign(
            request,
            key_id=name,
            created=datetime.fromtimestamp(created, UTC),
            expires=datetime.fromtimestamp(created + life, UTC),
            nonce=nonce,
            label=LABEL,
            tag=TAG,
            covered_component_ids=_covered(request.headers),
            body=request.body,
        )
    except HTTPMessageSignaturesException as error:
        raise FormatError("request-not-signable", SPECIFICATION) from error


def verify_request(request: Request, keys: Any, *, now: int) -> VerifiedRequest:
    """Check who has signed a request, that nothing in it was changed, and that it is of now.

    Parameters
    ----------
    request : Request
        As it arrived; the body complete and as it was sent.
    keys : iterable of VerifierKey
        Keys of those who may ask.
    now : int
        Seconds since 1970.

    Raises
    ------
    VerificationError
        `request-signature` or `request-time`. The nonce is the caller's to remember.
    """
    known = {key_name(key): key for key in keys if key.kind is KeyKind.ED25519}
    public = {name: Ed25519PublicKey.from_public_bytes(key.public) for name, key in known.items()}
    verifier = _Timeless(
        signature_algorithm=algorithms.ED25519, key_resolver=MappingKeyResolver(public_keys=public, private_keys={})
    )
    try:
        (found,) = verifier.verify(
            request, expect_tag=TAG, max_age=None, require_components=_covered(request.headers), body=request.body
        )
    except (HTTPMessageSignaturesException, ValueError, TypeError) as error:
        raise VerificationError("request-signature", NOT_SIGNED) from error
    return _of_now(found.parameters, known, now)


class _Timeless(HTTPMessageVerifier):
    """Time is an argument here; the library would ask the machine's clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Left to `_of_now`."""


def _of_now(parameters: Mapping[str, Any], known: Mapping[str, VerifierKey], now: int) -> VerifiedRequest:
    created, expires, nonce = (parameters.get(name) for name in ("created", "expires", "nonce"))
    if not isinstance(created, int) or not isinstance(expires, int) or not isinstance(nonce, str):
        raise VerificationError("request-signature", NOT_SIGNED)
    lives = 0 < expires - created <= LONGEST_LIFE and 0 < len(nonce) <= LONGEST_NONCE
    if not lives or not created - CLOCK_SKEW <= now <= expires + CLOCK_SKEW:
        raise VerificationError("request-time", OUT_OF_TIME, remedy=SET_CLOCK)
    return VerifiedRequest(known[parameters["keyid"]], created, expires, nonce)


def _covered(headers: Mapping[str, str]) -> tuple[str, ...]:
    typed = any(name.lower() == "content-type" for name in headers)
    return (*COVERED, "content-type") if typed else COVERED
