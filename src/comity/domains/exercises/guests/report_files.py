"""Files of reports between nodes: in parts, each a record, known by the digest of the whole."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from uuid import UUID

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.guests.early import TooEarlyError
from comity.domains.exercises.guests.parties import peer_of
from comity.domains.exercises.guests.publishing import between, for_node, newest, tell
from comity.domains.exercises.models import GuestRound, Round
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail
from comity.kernel.audit.services import record as write_down
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.records import ReceivedRecord

PART = 600_000
"""Bytes of one part: as text in a record it stays below the largest record."""

LARGEST = 100_000_000
"""Bytes of one file: far more than any report."""


def tell_file(actor: Actor, round_: Round, peer: Peer, digest: str) -> int:
    """Send a file to a node; how large it is. What was sent already is not sent again."""
    content = files.read(digest)
    parts = max(1, math.ceil(len(content) / PART))
    for number in range(1, parts + 1):
        data = {
            "round": str(round_.pk),
            "digest": digest,
            "size": len(content),
            "part": number,
            "parts": parts,
            "data": base64.b64encode(content[(number - 1) * PART : number * PART]).decode(),
        }
        key = between(round_.pk, peer, _name(digest, number))
        tell(actor, "exercise-file", key, data, originator=round_.scheme.organiser, peer=peer)
    return len(content)


def take_file(actor: Actor, record: ReceivedRecord) -> None:
    """A part of a file; with the last one the file is put together, and must be what its digest says."""
    content, peer = record.content, peer_of(record)
    guest = GuestRound.objects.select_related("round__scheme").filter(pk=UUID(content["round"])).first()
    if guest is None:
        raise TooEarlyError
    if guest.peer_id != peer.pk or guest.round.scheme.organiser_id != record.originator or content["size"] > LARGEST:
        raise _unusable()
    if record.record_id != _key(guest, content["digest"], content["part"]):
        raise _unusable()
    whole = _together(guest, content["digest"], content["parts"])
    if whole is None:
        return
    if hashlib.sha256(whole).hexdigest() != content["digest"]:
        raise _unusable()
    kept = files.keep(whole)
    detail: Detail = {"digest": kept.digest, "size": kept.size, "node": peer.origin}
    write_down(actor, "take in report file", party_id=record.originator, object_ref=f"round:{guest.pk}", detail=detail)


def require_files(digests: list[str]) -> None:
    """A report without its files is too early."""
    for digest in digests:
        if not files.has(digest):
            raise TooEarlyError


def _together(guest: GuestRound, digest: str, parts: int) -> bytes | None:
    """The parts in their order; nothing while one is missing."""
    found = [newest(guest.peer.origin, _key(guest, digest, number)) for number in range(1, parts + 1)]
    if any(one is None for one in found):
        return None
    try:
        return b"".join(base64.b64decode(one.content["data"], validate=True) for one in found if one is not None)
    except (KeyError, binascii.Error) as error:
        raise _unusable() from error


def _key(guest: GuestRound, digest: str, number: int) -> UUID:
    """As the organiser's node makes it for us."""
    return for_node(guest.pk, own_node().origin, _name(digest, number))


def _name(digest: str, number: int) -> str:
    return f"file {digest} {number}"


def _unusable() -> InputError:
    what = message("guest round", "This is no file of a report of that node.")
    return InputError("report-file-unusable", what, where="digest")
