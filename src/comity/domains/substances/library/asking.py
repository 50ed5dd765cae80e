"""Has anyone else seen this? One question to the nodes that may get it, and what this node answers to theirs.

Rules
-----
1. The question is labelled, and goes only to nodes that the label and the agreements allow; who asked what stands in
   the audit trail here, what was disclosed to whom stands in the one there.
2. The answer follows each owner's label (`rules.disclosure`). It has one form, whatever there is. What may not be told
   takes no part in the search; of what may only be hinted at, one hit for each owner is told, the best, coarsely.
3. The question is not kept by the node that answers.
4. A node asks a bounded number of times in an hour: whoever sends many spectra to learn what is here learns little.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ComityError, ConflictError, InputError
from comity.base.messages import message
from comity.domains.directory.models import ContactPoint
from comity.domains.substances.library.contents import content_of
from comity.domains.substances.library.rules import Disclosure, coarse, disclosure, is_worth_telling
from comity.domains.substances.library.searching import Match, search_among
from comity.domains.substances.models import LibrarySpectrum, PeerAnswer, QuestionsHeard
from comity.domains.substances.models.library import SpectrumQuerySet
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit import services as audit
from comity.kernel.exchange.asking import ask_peer
from comity.kernel.exchange.audience import Audience
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.records import Asker
from comity.kernel.exchange.rules import QUESTION
from comity.kernel.handling.belonging import viewer_in
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import from_data, to_data
from comity.kernel.handling.models import StoredLabel
from comity.kernel.handling.queries import redacted
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import everything
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import parts_of
from comity.science.spectra.spectrum import Spectrum

NAME = "spectrum"
MOST_PEAKS = 2_000  # of a question
MOST_TOLD = 10
MOST_AN_HOUR = 300  # questions of one node: a laboratory asks some dozens a day
WORDS = ("technique", "precursor_type", "polarity")
ASKED, ANSWERED, FAILED = "asked", "answered", "failed"


@dataclass(frozen=True, slots=True)
class Reached:
    """A node that a question will go to."""

    origin: str
    name: str
    peer: UUID


def reached_by(actor: Actor, label: Label) -> list[Reached]:
    """The nodes that a question with this label goes to."""
    actor.require("ask other nodes", _party(label))
    audience, about = Audience(actor=actor), f"{QUESTION}{NAME}"
    return [
        Reached(peer.origin, peer.name, peer.pk) for peer in audience.peers if _may_ask(audience, peer, about, label)
    ]


@transaction.atomic
def ask_around(actor: Actor, spectrum: Spectrum, label: Label) -> UUID:
    """Ask every node that may get the question; the answers come in the background."""
    from comity.domains.substances.library.tasks import ask_node

    reached = reached_by(actor, label)
    if not reached:
        what = message("spectra", "No node may get this question: neither its label nor the agreements allow it.")
        remedy = message(
            "spectra", "Let the label reach other organisations, and agree with their nodes on this question."
        )
        raise InputError("nobody-reached", what, where="releasable_to", remedy=remedy)
    question, asked = uuid.uuid4(), question_of(spectrum, label)
    for one in reached:
        made = PeerAnswer.objects.create(
            question=question,
            asked_by=UUID(label.originator),
            asked_at=now(),
            asked=asked,
            peer=one.peer,
            node=one.origin,
            state=ASKED,
        )
        transaction.on_commit(partial(ask_node.enqueue, made.pk))
    detail: audit.Detail = {
        "nodes": [one.origin for one in reached],
        "tlp": label.tlp.value,
        "peaks": int(spectrum.mz.size),
    }
    audit.record(actor, "ask other nodes", party_id=actor.party_id, object_ref=f"question:{question}", detail=detail)
    return question


def ask(actor: Actor, key: int) -> None:
    """Ask one node, and keep what it answers. Not inside a transaction: it uses the network."""
    row = PeerAnswer.objects.filter(pk=key, state=ASKED).first()
    if row is None:
        return
    try:
        hits = _checked(ask_peer(actor, row.peer, NAME, row.asked))
    except ComityError as error:
        PeerAnswer.objects.filter(pk=key).update(state=FAILED, fault=error.what.render()[:200])
        return
    with transaction.atomic():
        PeerAnswer.objects.filter(pk=key).update(state=ANSWERED, hits=hits)
        told: audit.Detail = {"node": row.node, "hits": len(hits), "records": sum("record" in one for one in hits)}
        ref = f"question:{row.question}"
        audit.record(actor, "hear of spectrum", party_id=row.asked_by, object_ref=ref, detail=told)


def answer(actor: Actor, asker: Asker, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """What this node tells another one about a spectrum; in the transaction of the answer."""
    _count(asker)
    spectrum, viewers = _asked_spectrum(asked), _viewers(asker)
    open_to, hinted = _by_disclosure(viewers)
    records, hits = _best(spectrum, open_to), _best(spectrum, hinted)
    told = [*_records(records, viewers), *_hits(hits)]
    for one in told:
        detail = {"peer": asker.origin, "disclosed": one["disclosed"]}
        ref = f"libraryspectrum:{one['reference']}"
        audit.record(actor, "disclose spectrum", party_id=asker.party_id, object_ref=ref, detail=detail)
    return {"hits": told}


def _count(asker: Asker) -> None:
    """One more in this hour, or a `ConflictError`; what is refused is not counted, so the hour ends it."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    QuestionsHeard.objects.filter(origin=asker.origin, hour__lt=hour).delete()
    heard, _ = QuestionsHeard.objects.select_for_update().get_or_create(origin=asker.origin, hour=hour)
    if heard.count >= MOST_AN_HOUR:
        what = message("spectra", "This node has answered {count} questions of yours in this hour.", count=heard.count)
        raise ConflictError("too-many-questions", what, remedy=message("spectra", "Ask again in the next hour."))
    heard.count += 1
    heard.save(update_fields=["count"])


def question_of(spectrum: Spectrum, label: Label) -> dict[str, Any]:
    """A spectrum as it is asked about: peaks and how they were measured, no name and no origin."""
    strongest = np.sort(np.argsort(-spectrum.intensity, kind="stable")[:MOST_PEAKS])
    peaks = np.column_stack([spectrum.mz[strongest], spectrum.intensity[strongest]]).tolist()
    known: dict[str, Any] = {name: getattr(spectrum, name) for name in WORDS}
    return known | {"peaks": peaks, "precursor_mz": spectrum.precursor_mz, "label": to_data(label)}


def _may_ask(audience: Audience, peer: Peer, about: str, label: Label) -> bool:
    agreed = audience.agreement(peer, about)
    exactly = agreed is not None and agreed.record_type == about and agreed.may_send
    return exactly and audience.sees(peer, label, about)


def _asked_spectrum(asked: Mapping[str, Any]) -> Spectrum:
    peaks = asked.get("peaks")
    if not isinstance(peaks, list) or not 0 < len(peaks) <= MOST_PEAKS:
        raise _unusable()
    try:
        from_data(asked["label"])
        known = {name: str(asked.get(name) or "")[:60] for name in WORDS}
        return Spectrum.from_peaks(peaks, precursor_mz=asked.get("precursor_mz"), **known)
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable() from error


def _viewers(asker: Asker) -> list[Viewer]:
    """Whoever is behind the asking node: its organisation and the parts of it, for each purpose agreed."""
    today = now().date()
    known = everything(today)
    parties = [asker.party_id, *sorted(parts_of(asker.party_id, today), key=str)]
    plain = [viewer_in(known, str(party)) for party in parties]
    return [replace(viewer, purpose=purpose) for viewer in plain for purpose in ("", *sorted(asker.purposes))]


def _by_disclosure(viewers: list[Viewer]) -> tuple[list[int], list[int]]:
    """The labels under which an asker gets records, and those under which it gets a hit."""
    at, open_to, hinted = now(), [], []
    counted = SpectrumQuerySet(LibrarySpectrum).current().searched().order_by().values("label").distinct()
    for row in StoredLabel.objects.filter(pk__in=counted):
        found = {disclosure(row.value, viewer, at) for viewer in viewers}
        if Disclosure.RECORD in found:
            open_to.append(row.pk)
        elif Disclosure.HIT in found:
            hinted.append(row.pk)
    return open_to, hinted


def _best(spectrum: Spectrum, labels: list[int]) -> list[Match]:
    # Searched also where nothing may be told: the work, and with it the time, is the same.
    rows = SpectrumQuerySet(LibrarySpectrum).current().searched().filter(label__in=labels)
    numbers = np.fromiter(rows.values_list("number", flat=True), np.int64)
    mode = "identity" if spectrum.technique == "ei" or spectrum.precursor_mz else "open"
    node = Actor.system("question of another node")
    found = search_among(node, numbers, spectrum, mode, top=50)  # type: ignore[arg-type]  # one of two modes
    return [match for match in found.matches if is_worth_telling(match.hit.score)]


def _records(matches: list[Match], viewers: list[Viewer]) -> Iterator[dict[str, Any]]:
    at = now()
    for match in matches[:MOST_TOLD]:
        seen = next(one for one in viewers if disclosure(match.row.handling, one, at) is Disclosure.RECORD)
        shown = redacted(match.row, content_of(match.row), seen)
        yield {
            "disclosed": Disclosure.RECORD.value,
            "reference": str(match.row.pk),
            "score": round(match.hit.score, 4),
            "matched_peaks": match.hit.matched_peaks,
            "label": to_data(match.row.handling),
            "record": shown.visible,
            "withheld": shown.withheld,
        }


def _hits(matches: list[Match]) -> Iterator[dict[str, Any]]:
    owners: set[UUID] = set()
    for match in matches:
        if match.row.owner in owners or len(owners) == MOST_TOLD:
            continue
        owners.add(match.row.owner)
        yield {
            "disclosed": Disclosure.HIT.value,
            "reference": str(match.row.pk),
            "score": coarse(match.hit.score),
            "contact": _contact(match.row.owner),
        }


def _contact(owner: UUID) -> dict[str, str]:
    """Whom to ask: an organisation and a function of it, never a person."""
    party = Party.objects.filter(pk=owner).first()
    found = ContactPoint.objects.filter(profile=owner, person="").exclude(email="").order_by("function").first()
    return {"party": str(owner), "name": party.name if party else "", "email": found.email if found else ""}


def _checked(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What another node answered, as far as it has the form that it must have."""
    hits = answer.get("hits")
    if not isinstance(hits, list) or len(hits) > 2 * MOST_TOLD or not all(isinstance(one, dict) for one in hits):
        raise _unusable()
    for one in hits:
        score = one.get("score")
        if one.get("disclosed") not in ("record", "hit") or not isinstance(score, int | float) or not 0 <= score <= 1:
            raise _unusable()
    return hits


def _party(label: Label) -> Party | None:
    return Party.objects.filter(pk=label.originator).first() if label.originator else None


def _unusable() -> InputError:
    return InputError(
        "spectrum-unusable", message("spectra", "The question or the answer cannot be read."), where="peaks"
    )
