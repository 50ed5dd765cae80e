"""The library for programs: spectra in and out, the search, unknowns, questions to other nodes."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.library import asking, naming, queries, services
from comity.domains.substances.library.curves import search_curves
from comity.domains.substances.library.mixing import explain_mixture
from comity.domains.substances.library.output import as_msp
from comity.domains.substances.library.peaks import unpacked
from comity.domains.substances.library.reading import LARGEST_FILE, checked_entries
from comity.domains.substances.library.records import publish_spectrum
from comity.domains.substances.library.schemas import (
    CurveIn,
    ExplainedOut,
    FoundCurvesOut,
    FoundSpectraOut,
    IdentityIn,
    MixtureIn,
    PurposeQuery,
    QuestionIn,
    QuestionOut,
    SearchIn,
    SpectraAddedOut,
    SpectraQuery,
    SpectrumLabelIn,
    SpectrumOut,
    SpectrumPeaksOut,
    SpectrumReasonIn,
    UnknownSpectrumIn,
)
from comity.domains.substances.library.searching import Found, Match, search_library
from comity.domains.substances.models import LibrarySpectrum, PeerAnswer
from comity.domains.substances.structures import inchikey_of
from comity.domains.substances.words import language
from comity.kernel.accounts.services import note_export
from comity.kernel.handling.label_data import from_data, to_data
from comity.kernel.handling.services import set_label
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, keyset_page

router = Router(tags=["spectra"])
LONGEST_LABEL = 100_000  # characters of a label as JSON


@router.get("/spectra", response=Page[SpectrumOut], operation_id="list_spectra")
def listing(request: HttpRequest, query: Query[SpectraQuery]) -> dict[str, Any]:
    """Spectra that the caller may see."""
    actor = acting(request)
    actor.require("search spectra")
    rows = (queries.unknowns if query.unknown else queries.library)(actor, purpose=query.purpose)
    rows = rows.select_related(*queries.RELATED)
    for name in ("inchikey", "splash"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    asked = f"spectra {query.unknown} {query.inchikey} {query.splash} {query.purpose}"
    page = keyset_page(rows, order=("-added_at",), limit=query.limit, cursor=query.cursor, asked=asked)
    return {"items": [spectrum_out(row) for row in page.items], "next": page.next}


@router.post("/spectra", response=SpectraAddedOut, operation_id="add_spectra")
def add(
    request: HttpRequest,
    file: File[UploadedFile],
    label: Form[str],
    country: Form[str] = "",
    provenance: Form[str] = "",
    licence: Form[str] = "",
) -> dict[str, Any]:
    """Add a file of spectra under one label (JSON); of each record that is not kept the answer says why."""
    actor = acting(request)
    actor.require("search spectra")
    name = file.name or "file"
    stream = io.BytesIO(file.read(LARGEST_FILE + 1))
    checked = list(checked_entries(stream, name, structure_key=inchikey_of))
    origin = services.Origin(provenance[:500] or name, country[:2], licence=licence[:120])
    return outcome_out(services.add_spectra(actor, checked, from_data(_label(label)), origin))


@router.post("/spectra/search", response=FoundSpectraOut, operation_id="search_spectra")
def search(request: HttpRequest, data: SearchIn, query: Query[PurposeQuery]) -> dict[str, Any]:
    """One spectrum against everything that the caller may see."""
    actor = acting(request)
    actor.require("search spectra")
    return found_out(search_library(actor, data.measured(), data.mode, top=data.top, purpose=query.purpose))


@router.post("/spectra/curves/search", response=FoundCurvesOut, operation_id="search_curves")
def search_among_curves(request: HttpRequest, data: CurveIn, query: Query[PurposeQuery]) -> dict[str, Any]:
    """An infrared or Raman curve against those that the caller may see, by correlation of slopes."""
    actor = acting(request)
    actor.require("search spectra")
    found = search_curves(actor, data.measured(), top=data.top, purpose=query.purpose)
    hits = [
        {"spectrum": spectrum_out(one.row), "correlation": round(one.correlation, 6), "overlap": one.overlap}
        for one in found.matches
    ]
    return {"technique": found.technique, "points": found.points, "library": found.library, "hits": hits}


@router.post("/spectra/mixture", response=ExplainedOut, operation_id="explain_mixture")
def mixture(request: HttpRequest, data: MixtureIn, query: Query[PurposeQuery]) -> dict[str, Any]:
    """Which substances of the library are in a mixture, from spectra at several in-source voltages."""
    actor = acting(request)
    actor.require("search spectra")
    found = explain_mixture(actor, data.measured(), purpose=query.purpose)
    parts = [
        {
            "spectrum": spectrum_out(one.row),
            "explained": round(one.explained, 6),
            "reverse": round(one.reverse, 6),
            "voltages": one.voltages,
        }
        for one in found.parts
    ]
    return {
        "explained": round(found.explained, 6),
        "voltages": list(found.voltages),
        "library": found.library,
        "parts": parts,
    }


@router.post("/spectra/unknown", response={201: SpectrumOut}, operation_id="save_unknown_spectrum")
@idempotent
def save_unknown(request: HttpRequest, data: UnknownSpectrumIn) -> Status[dict[str, Any]]:
    """Keep an unknown under a provisional code."""
    origin = services.Origin(data.provenance, data.country)
    row = services.save_unknown(acting(request), data.measured(), from_data(data.label), origin)
    return Status(201, spectrum_out(row))


@router.post("/spectra/questions", response={201: QuestionOut}, operation_id="ask_about_spectrum")
@idempotent
def ask(request: HttpRequest, data: QuestionIn) -> Status[dict[str, Any]]:
    """Has anyone else seen this? Asks every node that the label and the agreements allow."""
    actor = acting(request)
    question = asking.ask_around(actor, data.measured(), from_data(data.label))
    return Status(201, _question_out(question, queries.answers(actor, question)))


@router.get("/spectra/questions/{uuid:question}", response=QuestionOut, operation_id="get_spectrum_question")
def answers(request: HttpRequest, question: UUID) -> dict[str, Any]:
    """What the nodes have answered so far."""
    actor = acting(request)
    actor.require("search spectra")
    return _question_out(question, queries.answers(actor, question))


@router.get("/spectra/{uuid:spectrum_id}", response=SpectrumPeaksOut, operation_id="get_spectrum")
def show(request: HttpRequest, spectrum_id: UUID, query: Query[PurposeQuery]) -> dict[str, Any]:
    """One spectrum with its peaks."""
    actor = acting(request)
    actor.require("search spectra")
    row = queries.get_spectrum(actor, spectrum_id, purpose=query.purpose)
    mz, height = unpacked(row.peaks)
    return spectrum_out(row) | {"peaks": [list(pair) for pair in zip(mz.tolist(), height.tolist(), strict=True)]}


@router.get(
    "/spectra/{uuid:spectrum_id}/msp",
    operation_id="export_spectrum",
    openapi_extra={
        "responses": {
            200: {"description": "The file", "content": {"text/plain": {"schema": {"type": "string"}}}},
        }
    },
)
def export(request: HttpRequest, spectrum_id: UUID, query: Query[PurposeQuery]) -> HttpResponse:
    """One spectrum as MSP."""
    actor = acting(request)
    actor.require("search spectra")
    row = queries.get_spectrum(actor, spectrum_id, purpose=query.purpose)
    note_export(actor, "spectrum", rows=1, question=str(row.pk))
    return HttpResponse(as_msp(row), content_type="text/plain; charset=utf-8")


@router.post("/spectra/{uuid:spectrum_id}/label", response=SpectrumOut, operation_id="label_spectrum")
def label(request: HttpRequest, spectrum_id: UUID, data: SpectrumLabelIn) -> dict[str, Any]:
    """Change who may see a spectrum of one's own."""
    actor = acting(request)
    row = queries.get_spectrum(actor, spectrum_id)
    set_label(actor, row, from_data(data.label), data.reason)
    return spectrum_out(queries.get_spectrum(actor, spectrum_id))


@router.post("/spectra/{uuid:spectrum_id}/identify", response=SpectrumOut, operation_id="identify_spectrum")
def identify(request: HttpRequest, spectrum_id: UUID, data: IdentityIn) -> dict[str, Any]:
    """Say which substance of the register it is; nodes that have it get its next version."""
    return spectrum_out(naming.identify_spectrum(acting(request), spectrum_id, data.substance, data.reason))


@router.post("/spectra/{uuid:spectrum_id}/retract", response=SpectrumOut, operation_id="retract_spectrum")
def retract(request: HttpRequest, spectrum_id: UUID, data: SpectrumReasonIn) -> dict[str, Any]:
    """It is not what was said; it stands under its code again, here and at every node that has it."""
    return spectrum_out(naming.retract_spectrum(acting(request), spectrum_id, data.reason))


@router.post("/spectra/{uuid:spectrum_id}/withdraw", response=SpectrumOut, operation_id="withdraw_spectrum")
def withdraw(request: HttpRequest, spectrum_id: UUID, data: SpectrumReasonIn) -> dict[str, Any]:
    """It was wrong: no search finds it any more."""
    return spectrum_out(services.withdraw_spectrum(acting(request), spectrum_id, data.reason))


@router.post("/spectra/{uuid:spectrum_id}/publish", response=SpectrumOut, operation_id="publish_spectrum")
def publish(request: HttpRequest, spectrum_id: UUID) -> dict[str, Any]:
    """Send it to every node that its label and the agreements allow."""
    actor = acting(request)
    publish_spectrum(actor, spectrum_id)
    return spectrum_out(queries.get_spectrum(actor, spectrum_id))


def spectrum_out(row: LibrarySpectrum) -> dict[str, Any]:
    """A spectrum as data."""
    names = set(SpectrumOut.model_fields) - {"name", "substance", "label"}
    known = {name: getattr(row, name) for name in names}
    return known | {"name": row.shown_name, "substance": row.substance_id, "label": to_data(row.handling)}


def found_out(found: Found) -> dict[str, Any]:
    """An answer as data; numbers that are not known are null."""
    absence = found.absence
    return {
        "mode": found.mode,
        "peaks": found.peaks,
        "without_mass": found.without_mass,
        "library": found.library,
        "absent": round(absence.probability, 4) if absence else None,
        "family": found.family,
        "nearest": found.nearest.pk if found.nearest else None,
        "same_peaks": found.same_peaks.pk if found.same_peaks else None,
        "hits": [_hit_out(match) for match in found.matches],
    }


def outcome_out(outcome: services.Outcome) -> dict[str, Any]:
    """What became of a file, as data."""
    words = language()
    return {
        "added": [row.pk for row in outcome.added],
        "known": [row.pk for row in outcome.known],
        "same_peaks": [(mine.pk, other.pk) for mine, other in outcome.same_peaks],
        "left_out": [
            {
                "record": one.record,
                "line": one.line,
                "identifier": one.identifier,
                "code": one.code,
                "reason": one.reason.render(words),
                "remedy": one.remedy.render(words) if one.remedy else "",
            }
            for one in outcome.refused
        ],
    }


def _hit_out(match: Match) -> dict[str, Any]:
    hit = match.hit
    names = ("near_tie", "mass_difference", "match_factor", "reverse_match_factor", "matched_peaks", "spectra")
    numbers = {"score": round(hit.score, 6), "probability": round(hit.probability, 4)}
    said = {"difference": str(hit.difference) if hit.difference else "", "spectrum": spectrum_out(match.row)}
    return {name: getattr(hit, name) for name in names} | numbers | said


def _question_out(question: UUID, rows: list[PeerAnswer]) -> dict[str, Any]:
    return {"question": question, "answers": rows}


def _label(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text) if len(text) <= LONGEST_LABEL else None
    except ValueError:
        data = None
    if not isinstance(data, dict):
        what = message("spectra", "The label is not JSON.")
        raise InputError("label-unusable", what, where="label")
    return data
