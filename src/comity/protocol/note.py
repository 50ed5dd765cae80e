"""Signed text: C2SP signed-note.

Text, an empty line, then lines `— name base64(key id ‖ signature)`. Signatures of unknown keys are ignored; a signature
of a known key that fails makes the whole note worthless; without one that verifies the text must not be looked at.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.cosignature import payload_time, payload_verifies, sign_payload
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.keys.verifier import KEY_ID_SIZE, refuse_name
from comity.protocol.refusals import FormatError, VerificationError

SPECIFICATION = "C2SP signed-note"
MAXIMUM_BYTES = 1_000_000  # of a whole note; Go's note package has the same limit
MAXIMUM_SIGNATURES = 100  # likewise; the specification asks for at least 16
DASH = "\u2014 "

BAD_SIGNATURE = message("protocol", "A signature of a known key does not fit this text: it was altered or forged.")
NO_KNOWN_SIGNATURE = message("protocol", "None of the signatures is from a key that is trusted here.")
ASK_FOR_KEY = message("protocol", "Get the verifier key from its owner by a way that you trust, and name it.")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line."""

    name: str
    key_id: bytes
    payload: bytes

    @property
    def line(self) -> bytes:
        """The line as it stands in a note."""
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.payload).decode()}\n".encode()

    def is_of(self, key: VerifierKey) -> bool:
        """Whether the line claims to be of this key: name and id, both."""
        return self.name == key.name and self.key_id == key.key_id

    @classmethod
    def parse(cls, line: str) -> NoteSignature:
        """Read one line without its newline."""
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        try:
            refuse_name(name)
            content = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError("note-signature", SPECIFICATION) from error
        canonical = base64.b64encode(content).decode() == encoded
        if not line.startswith(DASH) or len(content) <= KEY_ID_SIZE or not canonical:
            raise FormatError("note-signature", SPECIFICATION)
        return cls(name, content[:KEY_ID_SIZE], content[KEY_ID_SIZE:])


@dataclass(frozen=True, slots=True)
class Note:
    """Text and signature lines; nothing in it is trusted until `verify_note` has returned."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    @property
    def data(self) -> bytes:
        """The note as it is stored and sent."""
        return self.text + b"\n" + b"".join(one.line for one in self.signatures)

    def with_signatures(self, more: Iterable[NoteSignature]) -> Note:
        """The same text with more lines; a newer signature of the same key takes the place of its older one."""
        lines = {(one.name, one.key_id): one for one in (*self.signatures, *more)}
        return Note(self.text, tuple(lines.values()))


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """A signature that was checked: whose, and at what time it says it was made (cosignatures only)."""

    key: VerifierKey
    signature: NoteSignature
    time: int | None


def parse_note(data: bytes) -> Note:
    r"""Split a note into text and signature lines, and refuse what is no note.

    Raises
    ------
    FormatError
        Not UTF-8, control characters, no text, no signatures, a line that is no signature, over a limit.

    Examples
    --------
    >>> parse_note("text\n\n— a.test AAAAAAA=\n".encode()).signatures[0].name
    'a.test'
    """
    if len(data) > MAXIMUM_BYTES:
        raise FormatError("note-size", SPECIFICATION)
    try:
        written = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("note-encoding", SPECIFICATION) from error
    if any(one < "\x20" and one != "\n" for one in written):
        raise FormatError("note-control-character", SPECIFICATION)
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise FormatError("note-parts", SPECIFICATION)
    signature_lines = lines[:-1].split("\n")
    if len(signature_lines) > MAXIMUM_SIGNATURES:
        raise FormatError("note-signatures", SPECIFICATION)
    return Note((text + "\n").encode(), tuple(NoteSignature.parse(line) for line in signature_lines))


def sign_text(text: bytes, keys: Sequence[SigningKey], *, time: int = 0) -> Note:
    r"""A note over `text`, one line for each key in order.

    Parameters
    ----------
    text : bytes
        UTF-8 that ends in a newline and holds no other control character.
    keys : sequence of SigningKey
        Cosignature kinds need a text that is a checkpoint.
    time : int
        Seconds since 1970, for cosignature kinds.

    Examples
    --------
    >>> from comity.protocol.keys import KeyKind, SigningKey
    >>> key = SigningKey("a.test", KeyKind.ED25519, bytes(32))
    >>> note = sign_text(b"hello\n", [key])
    >>> verify_note(parse_note(note.data), [key.verifier])[0].key.name
    'a.test'
    """
    lines = [NoteSignature(key.name, key.verifier.key_id, sign_payload(text, key, time)) for key in keys]
    return parse_note(Note(text, tuple(lines)).data)


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifiedSignature, ...]:
    """Check every signature of a known key; return them, in the order of the note.

    Raises
    ------
    VerificationError
        `note-bad-signature` when a known key's signature fails; `note-unknown-signers` when no known key signed.
    """
    known = {(key.name, key.key_id): key for key in keys}
    verified = []
    for one in note.signatures:
        key = known.pop((one.name, one.key_id), None)  # a second line of one key adds nothing
        if key is None:
            continue
        if not payload_verifies(note.text, one.payload, key):
            raise VerificationError("note-bad-signature", BAD_SIGNATURE, where=one.name)
        verified.append(VerifiedSignature(key, one, payload_time(one.payload, key.kind)))
    if not verified:
        raise VerificationError("note-unknown-signers", NO_KNOWN_SIGNATURE, remedy=ASK_FOR_KEY)
    return tuple(verified)
