"""Writes on spectra. Each is one transaction: permission, label, rows, audit entry; the index follows the commit."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError
from comity.base.messages import Message, message
from comity.domains.substances.library import index
from comity.domains.substances.library.peaks import fields_of, number_of
from comity.domains.substances.library.queries import get_spectrum, library, of_splash
from comity.domains.substances.library.reading import Checked
from comity.domains.substances.models import LibrarySpectrum, Substance
from comity.domains.substances.rules import provisional_code
from comity.domains.substances.vocabularies import Confidence
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as audit
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.services import withdraw_record
from comity.kernel.handling.label import Label
from comity.kernel.handling.services import give_label
from comity.kernel.parties.models import Party
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.splash import splash
from comity.science.spectra.trace import Trace

LONGEST_REASON = 500  # characters
ROWS_AT_ONCE = 1_000
Measured = Spectrum | Trace


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known about spectra beside what stands in their file."""

    provenance: str = ""
    country: str = ""
    contributor: str = ""
    licence: str = ""
    confidence: str = Confidence.PROBABLE


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was not taken, with its place and the reason; the others were."""

    file: str
    record: int
    line: int | None
    identifier: str
    code: str
    reason: Message
    remedy: Message | None = None


@dataclass(slots=True)
class Outcome:
    """What became of the records of a submission."""

    added: list[LibrarySpectrum] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    known: list[LibrarySpectrum] = field(default_factory=list)
    same_peaks: list[tuple[LibrarySpectrum, LibrarySpectrum]] = field(default_factory=list)
    """Added ones, each with a visible one that has the very same peaks (SPLASH)."""


@transaction.atomic
def add_spectra(actor: Actor, checked: Iterable[Checked], label: Label, origin: Origin = Origin()) -> Outcome:
    """Add the good records of a submission to the library, all under one label; say of each other one why not."""
    _require(actor, "add spectra", label)
    outcome, rows = Outcome(), list[LibrarySpectrum]()
    owner = UUID(label.originator)
    for one in checked:
        if not isinstance(one.entry, Spectrum | Trace) or one.errors:
            outcome.refused.extend(_refused(one))
        else:
            rows.append(_row(one.entry, owner, origin))
    rows = _without_known(rows, owner, outcome)
    if rows:
        _tell_same_peaks(actor, rows, outcome)
        _keep(actor, rows, label, "add spectra")
        outcome.added = rows
    return outcome


@transaction.atomic
def save_unknown(actor: Actor, measured: Measured, label: Label, origin: Origin = Origin()) -> LibrarySpectrum:
    """Keep a spectrum that nobody could name, under a provisional code that stays for ever."""
    _require(actor, "add spectra", label)
    row = _row(measured, UUID(label.originator), origin)
    row.provisional_code = provisional_code(now().year, secrets.token_bytes(5))
    row.confidence = Confidence.UNKNOWN
    row.identifier = row.identifier or row.provisional_code
    if LibrarySpectrum.objects.filter(from_node="", owner=row.owner, identifier=row.identifier).exists():
        row.identifier = row.provisional_code
    row.name = row.inchikey = row.smiles = row.formula = row.cas = ""
    _keep(actor, [row], label, "save unknown")
    _look_for_signal(row)
    return row


@transaction.atomic
def withdraw_spectrum(actor: Actor, key: UUID, reason: str) -> LibrarySpectrum:
    """Take a spectrum out of every search, here and at every node that has it: it was wrong. The row stays."""
    row = hold_spectrum(actor, key, "add spectra")
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        what = message("spectra", "This needs a reason of at most {longest} characters.", longest=LONGEST_REASON)
        raise InputError("reason-missing", what, where="reason")
    if row.withdrawn_at is not None:
        raise ConflictError("withdrawn-already", message("spectra", "This spectrum has been withdrawn already."))
    row.withdrawn_at, row.withdrawn_because = now(), why
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(actor, "withdraw spectrum", party_id=row.owner, object_ref=row.reference, detail={"reason": why})
    sent = Record.objects.filter(pk=row.record_key).first() if row.record_key and not row.from_node else None
    if sent is not None:
        withdraw_record(actor, sent, why)
    return row


def keep_received(row: LibrarySpectrum) -> None:
    """Keep a spectrum that came from another node; in the transaction of its receipt."""
    row.number = number_of(row.pk)
    row.save(force_insert=True)
    transaction.on_commit(lambda: follow([row]))
    _look_for_signal(row)


def erase(row: LibrarySpectrum, reason: str) -> None:
    """Delete what was recalled: the peaks here, and the index without them as soon as a worker comes to it."""
    from comity.domains.substances.library.tasks import rebuild_index

    row.peaks, row.peak_count, row.erased = b"", 0, True
    row.name = row.inchikey = row.smiles = row.formula = row.cas = row.splash = row.provenance = ""
    row.withdrawn_at, row.withdrawn_because = now(), reason[:LONGEST_REASON]
    row.save()
    transaction.on_commit(rebuild_index.enqueue)


def follow(rows: Sequence[LibrarySpectrum]) -> None:
    """Bring committed rows into the index at once; where another writer is too slow, a task does it."""
    from comity.domains.substances.library.tasks import catch_up

    searched = [row for row in rows if row.technique in ("ei", "msms") and row.peak_count]
    if searched and not index.append(searched):
        catch_up.enqueue()


def _row(measured: Measured, owner: UUID, origin: Origin) -> LibrarySpectrum:
    key = uuid.uuid4()
    known: dict[str, Any] = fields_of(measured)
    known["splash"] = _splash(measured)
    known["contributor"] = known["contributor"] or origin.contributor
    known["licence"] = known["licence"] or origin.licence
    return LibrarySpectrum(
        id=key,
        number=number_of(key),
        identifier=measured.identifier[:120],
        provenance=origin.provenance[:500],
        country=origin.country,
        confidence=origin.confidence,
        owner=owner,
        added_at=now(),
        **known,
    )


def _splash(measured: Measured) -> str:
    if isinstance(measured, Trace) or measured.base_peak <= 0:
        return ""
    return splash(measured.mz, measured.intensity)


def _without_known(rows: list[LibrarySpectrum], owner: UUID, outcome: Outcome) -> list[LibrarySpectrum]:
    """New ones only: one's own identifier with the same peaks is known already, with other peaks it is an error."""
    held = {row.identifier: row for row in LibrarySpectrum.objects.filter(from_node="", owner=owner)}
    new: list[LibrarySpectrum] = []
    for row in rows:
        row.identifier = row.identifier or f"{row.splash or 'spectrum'}-{row.pk.hex[:8]}"[:120]
        before = held.setdefault(row.identifier, row)
        if before is row:
            new.append(row)
        elif before.splash == row.splash:
            outcome.known.append(before)
        else:
            outcome.refused.append(_identifier_taken(row))
    return new


def _identifier_taken(row: LibrarySpectrum) -> Refused:
    what = message(
        "spectra", "Your organisation has another spectrum under the identifier {name}.", name=row.identifier
    )
    remedy = message("spectra", "Give this one an identifier of its own.")
    return Refused("", 0, None, row.identifier, "identifier-taken", what, remedy)


def _tell_same_peaks(actor: Actor, rows: list[LibrarySpectrum], outcome: Outcome) -> None:
    """Only of spectra that the actor may see: a notice must not tell of others."""
    found = of_splash(library(actor), {row.splash for row in rows if row.peak_count > 1})
    outcome.same_peaks = [(row, found[row.splash]) for row in rows if row.splash in found]


def _keep(actor: Actor, rows: list[LibrarySpectrum], label: Label, verb: str) -> None:
    first = give_label(actor, rows[0], label)
    _link_substances(rows)
    for row in rows:
        row.label, row.floor = first.label, first.floor
    LibrarySpectrum.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    detail = {"spectra": len(rows), "tlp": label.tlp.value, "first": str(first.pk)}
    audit.record(actor, verb, party_id=rows[0].owner, object_ref=first.reference, detail=detail)
    transaction.on_commit(lambda: follow(rows))


def _link_substances(rows: list[LibrarySpectrum]) -> None:
    """By the whole InChIKey only: a person confirms anything less."""
    keys = {row.inchikey for row in rows if row.inchikey}
    known = {one.inchikey: one for one in Substance.objects.filter(inchikey__in=keys, merged_into=None)} if keys else {}
    for row in rows:
        row.substance = known.get(row.inchikey)


def _refused(one: Checked) -> list[Refused]:
    return [
        Refused(one.file, one.record, flaw.line, one.identifier, flaw.flaw.code, flaw.flaw.reason, flaw.flaw.remedy)
        for flaw in one.errors[:1]
    ]


def hold_spectrum(actor: Actor, key: UUID, verb: str) -> LibrarySpectrum:
    """A spectrum of one's own organisation, kept from others until the transaction ends."""
    seen = get_spectrum(actor, key)
    row = LibrarySpectrum.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    _require(actor, verb, row.handling)
    return row


def _require(actor: Actor, verb: str, label: Label) -> None:
    actor.require(verb, Party.objects.filter(pk=label.originator).first() if label.originator else None)


def _look_for_signal(row: LibrarySpectrum) -> None:
    """After the commit, in the background: has another country the same unknown?"""
    from comity.domains.substances.library.tasks import look_for_signal

    transaction.on_commit(lambda: look_for_signal.enqueue(str(row.pk)))
