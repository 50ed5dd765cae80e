"""Signed payloads: DSSE envelopes (Dead Simple Signing Envelope, v1).

What is signed is the payload's bytes together with its type (PAE), never a re-serialisation. The type names the kind of
record, so that a signature made for one kind of message is worthless for another.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.refusals import FormatError, VerificationError

SPECIFICATION = "DSSE v1"
MAXIMUM_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """One signature: whose key it claims to be by (`keyid` is the note key id in hexadecimal), and the bytes."""

    keyid: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type, and signatures; untrusted until `verify_envelope` has returned."""

    payload: bytes
    payload_type: str
    signatures: tuple[EnvelopeSignature, ...]

    @property
    def data(self) -> bytes:
        """The envelope as canonical JSON."""
        return canonical_json(self.to_json())

    def to_json(self) -> dict[str, object]:
        """The envelope as a JSON value."""
        signatures = [{"keyid": one.keyid, "sig": _encoded(one.signature)} for one in self.signatures]
        return {"payload": _encoded(self.payload), "payloadType": self.payload_type, "signatures": signatures}

    @classmethod
    def parse(cls, data: bytes) -> Envelope:
        """Read an envelope from JSON bytes."""
        return cls.from_json(parse_json(data))

    @classmethod
    def from_json(cls, value: object) -> Envelope:
        """Read an envelope from a JSON value; fields that DSSE does not know are ignored, as it asks."""
        try:
            payload, payload_type, signatures = (value[name] for name in ("payload", "payloadType", "signatures"))  # type: ignore[index]  # a TypeError is what we wait for
            lines = tuple(EnvelopeSignature(str(one.get("keyid", "")), _decoded(one["sig"])) for one in signatures)
            if not isinstance(payload_type, str) or not 0 < len(lines) <= MAXIMUM_SIGNATURES:
                raise FormatError("envelope-signatures", SPECIFICATION)
            return cls(_decoded(payload), payload_type, lines)
        except (TypeError, KeyError, AttributeError) as error:
            raise FormatError("envelope-fields", SPECIFICATION) from error


def pre_authentication(payload: bytes, payload_type: str) -> bytes:
    """The bytes that are signed: PAE(type, payload).

    References
    ----------
    DSSE v1 protocol, "Signature Definition".

    Examples
    --------
    >>> pre_authentication(b"hello world", "http://example.com/HelloWorld")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    named = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(payload), payload)


def sign_envelope(payload: bytes, payload_type: str, keys: Sequence[SigningKey]) -> Envelope:
    """Sign bytes of a stated type.

    Parameters
    ----------
    payload : bytes
        Signed as they are; usually canonical JSON.
    payload_type : str
        Media type that names the kind of record and its version.
    keys : sequence of SigningKey
        At least one; their key ids stand in the envelope.

    Examples
    --------
    >>> from comity.protocol.keys import KeyKind
    >>> key = SigningKey("lab.test", KeyKind.ED25519, bytes(32))
    >>> envelope = sign_envelope(b"{}", "application/vnd.example+json", [key])
    >>> verify_envelope(Envelope.parse(envelope.data), [key.verifier])[0].name
    'lab.test'
    """
    signed = pre_authentication(payload, payload_type)
    signatures = tuple(EnvelopeSignature(key.verifier.key_id.hex(), key.sign(signed)) for key in keys)
    if not 0 < len(signatures) <= MAXIMUM_SIGNATURES:
        raise FormatError("envelope-signatures", SPECIFICATION)
    return Envelope(payload, payload_type, signatures)


def verify_envelope(
    envelope: Envelope, verifiers: Iterable[VerifierKey], threshold: int = 1, *, payload_type: str = ""
) -> tuple[VerifierKey, ...]:
    """Check the signatures; the answer is who has signed, each key once, and only then may the payload be read.

    Parameters
    ----------
    envelope : Envelope
        From anywhere.
    verifiers : iterable of VerifierKey
        Keys that may sign. Key ids in the envelope are only hints: as DSSE asks, every key is tried.
    threshold : int
        How many different public keys must have signed, at least 1.
    payload_type : str
        The type that is expected; another one is refused, since it is another statement.

    Raises
    ------
    VerificationError
        `envelope-threshold` or `envelope-type`.
    """
    if payload_type and envelope.payload_type != payload_type:
        said = message("protocol", "This is a signed record of another type than the one expected here.")
        raise VerificationError("envelope-type", said, where=ascii(envelope.payload_type[:120]))
    signed = pre_authentication(envelope.payload, envelope.payload_type)
    found = {}
    for key in verifiers:
        if key.public not in found and any(key.verifies(signed, one.signature) for one in envelope.signatures):
            found[key.public] = key
    if len(found) < max(1, threshold):
        said = message(
            "protocol",
            "Only {found} of the {needed} signatures that are needed were verified.",
            found=len(found),
            needed=max(1, threshold),
        )
        raise VerificationError("envelope-threshold", said)
    return tuple(found.values())


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: object) -> bytes:
    """Base64, standard or URL-safe, as DSSE allows."""
    if not isinstance(text, str):
        raise FormatError("envelope-base64", SPECIFICATION)
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError("envelope-base64", SPECIFICATION) from error
