"""A log's signed head: a checkpoint in a note, signed by the log and, it may be, cosigned by witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import SigningKey, VerifierKey
from comity.protocol.note import Note, VerifiedSignature, parse_note, sign_text, verify_note
from comity.protocol.refusals import VerificationError

NOT_THIS_LOG = message("protocol", "This head belongs to another log than the one asked for.")
NOT_BY_THE_LOG = message("protocol", "No key of the log has signed this head.")


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint whose signatures were checked.

    Parameters
    ----------
    checkpoint : Checkpoint
        What the log says.
    note : Note
        The note as it came, with all its lines; `note.data` are the bytes to keep and to pass on.
    log_signatures, cosignatures : tuple of VerifiedSignature
        Those that were verified: of the log's keys (at least one), and of the witnesses asked about.
    """

    checkpoint: Checkpoint
    note: Note
    log_signatures: tuple[VerifiedSignature, ...]
    cosignatures: tuple[VerifiedSignature, ...] = ()


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey], *, time: int = 0) -> Note:
    r"""The signed head of a log.

    Parameters
    ----------
    checkpoint : Checkpoint
        Must continue everything that these keys have signed for this origin: the caller has made sure.
    keys : sequence of SigningKey
        The log's keys, whose names are the origin.
    time : int
        For ML-DSA-44 keys, whose log signatures are cosignatures.

    Examples
    --------
    >>> from comity.protocol.keys import KeyKind, SigningKey
    >>> from comity.protocol.tree import EMPTY_ROOT
    >>> key = SigningKey("example.com/log", KeyKind.ED25519, bytes(32))
    >>> note = sign_checkpoint(Checkpoint("example.com/log", 0, EMPTY_ROOT), [key])
    >>> open_checkpoint(note.data, [key.verifier]).checkpoint.size
    0
    """
    return sign_text(checkpoint.text, keys, time=time)


def open_checkpoint(
    data: bytes, log_keys: Iterable[VerifierKey], witness_keys: Iterable[VerifierKey] = (), *, origin: str = ""
) -> SignedHead:
    """Read a signed head and check the signatures of the log and of the witnesses that are known.

    Parameters
    ----------
    data : bytes
        The note, from anywhere.
    log_keys : iterable of VerifierKey
        Keys that may speak for the log; one of them must have signed, and its name must be the origin.
    witness_keys : iterable of VerifierKey
        Keys whose cosignatures are wanted; how many are enough is the affair of the policy.
    origin : str
        The log that was asked for; otherwise the names of the log's keys decide.

    Raises
    ------
    FormatError, VerificationError
        No note, no checkpoint, a known key whose signature fails, no signature of the log, another log.
    """
    note = parse_note(data)
    of_log, of_witnesses = set(log_keys), set(witness_keys)
    verified = verify_note(note, of_log | of_witnesses)
    checkpoint = Checkpoint.parse(note.text)
    if origin and checkpoint.origin != origin:
        raise VerificationError("checkpoint-origin", NOT_THIS_LOG, where=checkpoint.origin)
    by_log = tuple(one for one in verified if one.key in of_log and one.key.name == checkpoint.origin)
    if not by_log:
        raise VerificationError("checkpoint-not-by-log", NOT_BY_THE_LOG, where=checkpoint.origin)
    return SignedHead(checkpoint, note, by_log, tuple(one for one in verified if one.key in of_witnesses))
