"""What the library exchanges: spectra as records, and the question whether anybody has seen one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import pgettext_lazy

from comity.base.clock import now, to_text
from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.library import asking, services
from comity.domains.substances.library.contents import content_of
from comity.domains.substances.library.naming import MOST_CHANGES, SPECTRUM
from comity.domains.substances.library.peaks import OF_BOTH, OF_SPECTRA, fields_of, number_of
from comity.domains.substances.library.queries import get_spectrum
from comity.domains.substances.models import LibrarySpectrum, Substance
from comity.domains.substances.vocabularies import Confidence
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.records import Question, ReceivedRecord, RecordType, schema_of
from comity.kernel.exchange.rules import What
from comity.kernel.exchange.services.publishing import publish_record
from comity.kernel.handling.storing import stored
from comity.kernel.parties.countries import country_codes
from comity.kernel.parties.models import Party
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import ORDINATES, TRACE_TECHNIQUES, Trace


def record_types() -> Iterator[RecordType]:
    """What the library exchanges."""
    yield RecordType(
        SPECTRUM, 1, pgettext_lazy("record type", "Spectrum"), schema_of(SPECTRUM, 1), receive=take, hear=heard
    )


def questions() -> Iterator[Question]:
    """What other nodes may ask here."""
    yield Question(asking.NAME, pgettext_lazy("question", "Has anyone seen this spectrum?"), asking.answer)


@transaction.atomic
def publish_spectrum(actor: Actor, key: UUID) -> Record:
    """Send a spectrum, under its label, to every node that the label and the agreements allow."""
    row = get_spectrum(actor, key)
    actor.require("release spectrum", Party.objects.filter(pk=row.owner).first())
    before = Record.objects.filter(pk=row.record_key).first() if row.record_key else None
    made = publish_record(
        actor, SPECTRUM, content_of(row), row.handling, field_labels=row.labels_of_fields(), supersedes=before
    )
    row.record_key, row.record_id = made.pk, made.record_id
    row.save(update_fields=["record_key", "record_id"])
    return made


def take(actor: Actor, record: ReceivedRecord) -> None:  # noqa: ARG001 - the exchange hands it to every room
    """Keep a spectrum of another node; a later version replaces what is known of it."""
    content = dict(record.content)
    known = fields_of(_measured(content))
    country = str(content.get("country") or "")
    confidence = str(content.get("confidence") or Confidence.PROBABLE)
    known |= {
        "identifier": str(content.get("identifier") or record.record_id)[:120],
        "provisional_code": "",
        "provenance": str(content.get("provenance") or content.get("provisional_code") or "")[:500],
        "country": country if country in country_codes() else "",
        "confidence": confidence if confidence in Confidence.values else Confidence.PROBABLE,
        "label": stored(record.label),
        "record_key": record.key,
    }
    known |= _named(content, known["inchikey"])
    code = str(content.get("provisional_code") or "")[:40]
    if code and not LibrarySpectrum.objects.filter(provisional_code=code).exclude(record_id=record.record_id).exists():
        known["provisional_code"] = code
    held = LibrarySpectrum.objects.filter(from_node=record.origin, record_id=record.record_id).first()
    if held is None:
        row = LibrarySpectrum(id=uuid4(), owner=record.originator, added_at=now(), from_node=record.origin, **known)
        row.record_id = record.record_id
        services.keep_received(row)
        return
    before = held.shown_name
    if bytes(held.peaks) != known["peaks"]:  # the index never changes what it holds: other peaks get another number
        held.number = number_of(uuid4())
        transaction.on_commit(lambda: services.follow([held]))
    for name, value in known.items():
        setattr(held, name, value)
    if held.shown_name != before:
        held.identity_changes = [*held.identity_changes, _change(record, before, held.shown_name)][-MOST_CHANGES:]
    held.save()


def _named(content: dict[str, object], inchikey: str) -> dict[str, object]:
    """Whatever its owner calls it; it is an entry of our register only where the whole InChIKey is the same."""
    substance = Substance.objects.filter(inchikey=inchikey, merged_into=None).first() if inchikey else None
    said = str(content.get("substance") or content.get("name") or "")[:300]
    return {"substance": substance, "name": said}


def _change(record: ReceivedRecord, before: str, after: str) -> dict[str, str]:
    change = {"at": to_text(now()), "by": record.origin, "what": "said elsewhere", "reason": ""}
    return change | {"before": before, "after": after}


def heard(actor: Actor, record: ReceivedRecord, what: What) -> None:  # noqa: ARG001 - as above
    """Withdrawn, recalled or narrowed by its origin."""
    row = LibrarySpectrum.objects.filter(from_node=record.origin, record_id=record.record_id).first()
    if row is None:
        return
    if what is What.RECALLED or record.is_out_of_sight(what):
        services.erase(row, "recalled" if what is What.RECALLED else "narrowed")
    elif what is What.WITHDRAWN:
        row.withdrawn_at, row.withdrawn_because = now(), "withdrawn"
        row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    else:
        row.label = stored(record.label)
        row.save(update_fields=["label"])


def _measured(content: dict[str, object]) -> Spectrum | Trace:
    peaks = content.get("peaks")
    if not isinstance(peaks, list):
        what = message("spectra", "The peaks of this spectrum were withheld: nothing can be searched.")
        raise InputError("peaks-withheld", what, where="peaks")
    names = {name: content[name] for name in (*OF_BOTH, *OF_SPECTRA) if name in content}
    technique = str(content.get("technique") or "msms")
    if technique in TRACE_TECHNIQUES:
        of_both = {name: value for name, value in names.items() if name in OF_BOTH}
        ordinate = str(content.get("ordinate") or "")
        known = of_both | {"ordinate": ordinate if ordinate in ORDINATES else ""}
        return Trace.from_points(peaks, technique=technique, **known)
    other = (("family", str(content["family"])),) if content.get("family") else ()
    return Spectrum.from_peaks(peaks, technique=technique, other=other, **names)
