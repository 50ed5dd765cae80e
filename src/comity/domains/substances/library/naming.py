"""What a spectrum is of: said with a reason, renamed everywhere, and taken back; the history stays with the spectrum.

A spectrum that has left this node goes out again in the next version, under the label that it left with, in the same
transaction: who has it hears of its name, and of a retraction, without asking.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now, to_text
from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.substances.library.contents import content_of
from comity.domains.substances.library.services import LONGEST_REASON, hold_spectrum
from comity.domains.substances.models import LibrarySpectrum, Substance
from comity.domains.substances.queries.register import SHOWN
from comity.domains.substances.vocabularies import Confidence
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as audit
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.services.publishing import publish_record

SPECTRUM = "spectrum"
MOST_CHANGES = 200  # kept of one spectrum: the latest
SYSTEM = "a spectrum was identified, or that was retracted"


@transaction.atomic
def identify_spectrum(actor: Actor, key: UUID, substance_id: UUID, reason: str = "") -> LibrarySpectrum:
    """Say which substance of the register a spectrum is of. Its provisional code stays beside the name."""
    row = _own(actor, key)
    substance = Substance.objects.filter(pk=substance_id, merged_into=None, state__in=SHOWN).first()
    if substance is None:
        what = message("spectra", "There is no such substance in the register.")
        raise InputError("substance-unknown", what, where="substance")
    if row.substance_id != substance.pk:
        _rename(actor, row, substance, "identified", _reason(reason))
    return row


@transaction.atomic
def retract_spectrum(actor: Actor, key: UUID, reason: str) -> LibrarySpectrum:
    """It is not what was said: the spectrum stands without a substance again, under its code."""
    row, why = _own(actor, key), _reason(reason)
    if row.substance_id is None:
        raise ConflictError("not-identified", message("spectra", "Nobody has said what this spectrum is of."))
    if not why:
        raise InputError("reason-missing", message("spectra", "This needs a reason."), where="reason")
    _rename(actor, row, None, "retracted", why)
    return row


def _own(actor: Actor, key: UUID) -> LibrarySpectrum:
    row = hold_spectrum(actor, key, "add spectra")
    if row.from_node:
        what = message("spectra", "This spectrum is of another node: only its owner says what it is.")
        raise ConflictError("spectrum-elsewhere", what, remedy=message("spectra", "Write to its owner."))
    if row.withdrawn_at is not None:
        raise ConflictError("withdrawn-already", message("spectra", "This spectrum has been withdrawn already."))
    return row


def _rename(actor: Actor, row: LibrarySpectrum, substance: Substance | None, what: str, why: str) -> None:
    before = row.shown_name
    row.substance, row.confidence = substance, _confidence(row, substance)
    change = {"at": to_text(now()), "by": str(actor.party_id or ""), "what": what, "reason": why}
    change |= {"before": before, "after": row.shown_name}
    row.identity_changes = [*row.identity_changes, change][-MOST_CHANGES:]
    row.save(update_fields=["substance", "confidence", "identity_changes"])
    verb = "identify spectrum" if what == "identified" else "retract spectrum"
    detail = {"substance": str(row.substance_id or ""), "code": row.provisional_code, "reason": why}
    audit.record(actor, verb, party_id=row.owner, object_ref=row.reference, detail=detail)
    publish_again(row)


def _confidence(row: LibrarySpectrum, substance: Substance | None) -> str:
    """A named one is probable at least; nobody says that it was confirmed. An unknown is unknown."""
    if substance is None:
        return Confidence.UNKNOWN
    return Confidence.PROBABLE if row.confidence == Confidence.UNKNOWN else row.confidence


def publish_again(row: LibrarySpectrum) -> bool:
    """The next version of a spectrum that has left, under the label that it left with; the node does this itself."""
    sent = Record.objects.filter(pk=row.record_key).first() if row.record_key and not row.from_node else None
    if sent is None:
        return False
    made = publish_record(
        Actor.system(SYSTEM),
        SPECTRUM,
        content_of(row),
        sent.handling,
        field_labels=row.labels_of_fields(),
        supersedes=sent,
    )
    row.record_key, row.record_id = made.pk, made.record_id
    row.save(update_fields=["record_key", "record_id"])
    return True


def _reason(text: str) -> str:
    why = " ".join(text.split())
    if len(why) > LONGEST_REASON:
        what = message("spectra", "This needs a reason of at most {longest} characters.", longest=LONGEST_REASON)
        raise InputError("reason-missing", what, where="reason")
    return why
