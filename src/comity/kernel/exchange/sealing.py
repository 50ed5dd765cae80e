"""Content that only named nodes can read: JWE (RFC 7516) for several recipients, X25519 key agreement (RFC 8037).

The one place that knows how this is done: a relay passes the text on unread.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.limits import LARGEST_CONTENT
from comity.protocol.canonical import canonical_json, parse_json

if TYPE_CHECKING:
    from joserfc.jwe import GeneralJSONSerialization

ALGORITHM, ENCRYPTION = "ECDH-ES+A256KW", "A256GCM"


def public_half(seed: bytes) -> str:
    """The public key that belongs to a secret one, as it stands on a card."""
    return _encoded(X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def seal(plain: str, recipients: Mapping[str, str]) -> str:
    """Encrypt for all recipients: the origin of each with its public key."""
    from joserfc import jwe
    from joserfc.jwk import OKPKey

    sealed = jwe.GeneralJSONEncryption({"enc": ENCRYPTION}, plain.encode())
    for name, public in recipients.items():
        key = OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": public})
        sealed.add_recipient({"alg": ALGORITHM, "kid": name}, key)
    return canonical_json(jwe.encrypt_json(sealed, None, algorithms=[ALGORITHM, ENCRYPTION])).decode()


def open_sealed(sealed: str, name: str, seed: bytes) -> str:
    """What was sealed for us, or an `InputError`."""
    from joserfc import jwe
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    if len(sealed) > 4 * LARGEST_CONTENT:
        raise _unopened()
    data = parse_json(sealed.encode())
    private: dict[str, str | list[str]] = {"kty": "OKP", "crv": "X25519", "x": public_half(seed), "d": _encoded(seed)}
    try:
        mine = [one for one in data["recipients"] if one["header"]["kid"] == name]
        key = OKPKey.import_key(private)
        for_us = cast("GeneralJSONSerialization", {**data, "recipients": mine})
        opened = jwe.decrypt_json(for_us, key, algorithms=[ALGORITHM, ENCRYPTION])
        return (opened.plaintext or b"").decode()
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise _unopened() from error


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unopened() -> InputError:
    what = message("exchange", "What is sealed here cannot be opened with the key of this node.")
    return InputError("not-opened", what, remedy=message("exchange", "Ask the originator to seal it once more."))
