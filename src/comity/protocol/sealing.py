"""Records for named recipients only: JWE (RFC 7516) in the general JSON serialisation.

ECDH-ES+A256KW over X25519 (RFC 8037) for each recipient, A256GCM for the content. A relay sees sizes and the key ids of
the recipients, nothing else. Sealing says nothing about the sender: what is sealed is a signed envelope that names its
recipients inside, so that a recipient cannot pass it on as if it had been meant for somebody else.

The ephemeral keys come from the operating system's generator by way of joserfc: the one randomness of this floor.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from nacl.bindings import crypto_scalarmult_base

from comity.base.messages import message
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.refusals import FormatError, VerificationError

SPECIFICATION = "RFC 7516 (JWE)"
WRAPPING, CONTENT = "ECDH-ES+A256KW", "A256GCM"
ALGORITHMS = (WRAPPING, CONTENT)
KEY_SIZE = 32
MAXIMUM_RECIPIENTS = 256
MAXIMUM_BYTES = 64 * 2**20
NOT_FOR_YOU = message("protocol", "This sealed record is not for this key.")
WILL_NOT_OPEN = message("protocol", "This sealed record does not open: it was altered, or sealed for another key.")


@dataclass(frozen=True)
class RecipientKey:
    """Public X25519 key of somebody for whom records are sealed."""

    public: bytes

    def __post_init__(self) -> None:
        if len(self.public) != KEY_SIZE:
            raise FormatError("recipient-key", SPECIFICATION)

    @property
    def key_id(self) -> str:
        """JWK thumbprint (RFC 7638)."""
        return self.jwk.thumbprint()

    @cached_property
    def jwk(self) -> OKPKey:
        """As a JSON Web Key."""
        return OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": _encoded(self.public)})


@dataclass(frozen=True)
class OpeningKey:
    """Secret X25519 key of a recipient; it never prints itself."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_SIZE:
            raise FormatError("opening-key", SPECIFICATION)

    @cached_property
    def recipient(self) -> RecipientKey:
        """The public half."""
        return RecipientKey(crypto_scalarmult_base(self.secret))

    @cached_property
    def jwk(self) -> OKPKey:
        """As a JSON Web Key."""
        public = _encoded(self.recipient.public)
        return OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": public, "d": _encoded(self.secret)})


def seal(payload: bytes, recipients: Iterable[RecipientKey], *, content_type: str = "") -> bytes:
    """Encrypt bytes so that each of the recipients, and nobody else, can read them.

    Parameters
    ----------
    payload : bytes
        At most 64 MiB; a signed envelope, by our convention.
    recipients : iterable of RecipientKey
        1 to 256 different keys.
    content_type : str
        Protected header `cty`: what the payload is.

    Returns
    -------
    bytes
        JWE in general JSON serialisation.

    Examples
    --------
    >>> mine, other = OpeningKey(b"1" * 32), OpeningKey(b"2" * 32)
    >>> sealed = seal(b"result", [mine.recipient, other.recipient], content_type="text/plain")
    >>> open_sealed(sealed, mine, content_type="text/plain")
    b'result'
    """
    keys = {key.key_id: key for key in recipients}
    if not 0 < len(keys) <= MAXIMUM_RECIPIENTS or len(payload) > MAXIMUM_BYTES:
        raise FormatError("seal-limits", SPECIFICATION)
    header = {"enc": CONTENT} | ({"cty": content_type} if content_type else {})
    made = jwe.GeneralJSONEncryption(header, payload)
    for key_id, key in keys.items():
        made.add_recipient({"alg": WRAPPING, "kid": key_id}, key.jwk)
    return canonical_json(jwe.encrypt_json(made, None, registry=_registry()))


def recipients_of(sealed: bytes) -> tuple[str, ...]:
    """Key ids that a sealed record names; a relay needs them to deliver. Not authenticated."""
    value = parse_json(sealed, 2 * MAXIMUM_BYTES)
    try:
        return tuple(str(one["header"]["kid"]) for one in value["recipients"])
    except (TypeError, KeyError) as error:
        raise FormatError("seal-recipients", SPECIFICATION) from error


def open_sealed(sealed: bytes, key: OpeningKey, *, content_type: str = "") -> bytes:
    """Decrypt a sealed record with one's own key.

    Raises
    ------
    FormatError
        Not such a JWE, or another algorithm than the two that are allowed.
    VerificationError
        `seal-not-for-key`, `seal-will-not-open`, or `seal-type` when it says to be something else.
    """
    value = parse_json(sealed, 2 * MAXIMUM_BYTES)
    if not isinstance(value, dict) or set(value) != {"protected", "iv", "ciphertext", "tag", "recipients"}:
        raise FormatError("seal-fields", SPECIFICATION)
    mine = _addressed_to(value["recipients"], key.recipient.key_id)
    flattened = {name: one for name, one in value.items() if name != "recipients"} | mine
    try:
        opened = jwe.decrypt_json(flattened, key.jwk, registry=_registry())  # type: ignore[arg-type]  # read from JSON
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise VerificationError("seal-will-not-open", WILL_NOT_OPEN) from error
    if opened.protected.get("cty", "") != content_type or opened.protected.get("enc") != CONTENT:
        raise VerificationError("seal-type", WILL_NOT_OPEN)
    return bytes(opened.plaintext or b"")


def _registry() -> jwe.JWERegistry:
    """Only our two algorithms, and contents up to our own bound: the library's is 64 KiB, and only for opening."""
    made = jwe.JWERegistry(algorithms=ALGORITHMS)
    made.max_ciphertext_length = 2 * MAXIMUM_BYTES  # in base64
    made.max_recipients = MAXIMUM_RECIPIENTS
    return made


def _addressed_to(recipients: object, key_id: str) -> dict[str, object]:
    """The one recipient's part; with it the general form becomes the flattened one, which says the same."""
    if not isinstance(recipients, list) or not 0 < len(recipients) <= MAXIMUM_RECIPIENTS:
        raise FormatError("seal-recipients", SPECIFICATION)
    for one in recipients:
        header = one.get("header") if isinstance(one, dict) else None
        if isinstance(header, dict) and header.get("kid") == key_id:
            return {"header": header, "encrypted_key": one.get("encrypted_key")}
    raise VerificationError("seal-not-for-key", NOT_FOR_YOU)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
