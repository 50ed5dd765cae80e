"""What an origin says later about its records, as it is signed and committed to. Steps of services."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.base.clock import now
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.exchange.models import Notice, Record
from comity.kernel.exchange.own_node import OwnNode
from comity.kernel.exchange.rules import What, hash_text
from comity.kernel.exchange.statements import NOTICE, NoticeStatement, read_envelope, sign_statement
from comity.kernel.handling.combine import weakenings
from comity.kernel.handling.label import Label
from comity.kernel.ledger.services import append
from comity.kernel.parties.models import Party


def originator_party(originator: str) -> Party:
    """The party whose record it is, or an `InputError`: what leaves this node names one that is known here."""
    party = Party.objects.filter(pk=UUID(originator)).first() if originator else None
    if party is None:
        what = message("exchange", "A record that leaves this node names its originator.")
        raise InputError("originator-missing", what, where="label")
    return party


def make_notice(
    own: OwnNode, record: Record, what: What, *, reason: str = "", label: Mapping[str, Any] | None = None
) -> Notice:
    """Sign what is said about a record of ours, and commit to it in the log."""
    statement = NoticeStatement(record.record_id, record.version, own.origin, what, now(), reason, label)
    envelope = sign_statement(NOTICE, statement.to_data(), [own.identity.records])
    entry = append(notice_digest(envelope))
    return Notice.objects.create(
        origin=own.origin,
        record_id=record.record_id,
        version=record.version,
        what=what,
        label=dict(label) if label is not None else None,
        reason=reason,
        issued=statement.issued,
        envelope=envelope,
        envelope_hash=hash_text(envelope),
        log_entry=entry.pk,
        at=statement.issued,
    )


def refuse_wider(held: Record, label: Label) -> None:
    """Raise `InputError` unless the label is stricter than what the record has now: somebody may have narrowed it since
    the reader looked.
    """
    weaker = weakenings(label, held.handling)
    if label.originator != str(held.originator) or weaker:
        what = message("exchange", "A record that has left can only be narrowed: this label allows more somewhere.")
        remedy = message("exchange", "Publish a new version to widen who may see it.")
        raise InputError("not-narrower", what, where=weaker[0] if weaker else "label", remedy=remedy)
    if label == held.handling:
        raise InputError("not-narrower", message("exchange", "This is the label that it has already."), where="label")


def notice_digest(envelope: str) -> bytes:
    """What stands in the log for a notice; the record's random identifier in it hides the rest."""
    return hashlib.sha256(read_envelope(envelope).payload).digest()
