"""Preparing parcels, printing their labels, dispatching and replacing them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, npgettext, pgettext
from django.views.decorators.http import require_http_methods

from comity.base.clock import now
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.parcels import DispatchForm
from comity.domains.exercises.queries.overview import overview
from comity.domains.exercises.services.in_bulk import dispatch_parcels
from comity.domains.exercises.services.labels import print_labels
from comity.domains.exercises.services.parcels import PreparedParcel
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, done, round_crumbs
from comity.domains.exercises.views.parcels import parcel_context
from comity.domains.exercises.words import in_words
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import as_identifier
from comity.kernel.web.pages import Confirmation, Crumbs, confirm, for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def prepare(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """One parcel for each laboratory that has none."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("prepare parcels", round_.scheme.organiser)
    missing = overview(actor, round_id).without_parcel
    question = Confirmation(
        question=npgettext(
            "exercises",
            "Prepare a parcel for %(count)d laboratory?",
            "Prepare parcels for %(count)d laboratories?",
            missing,
        )
        % {"count": missing},
        action=pgettext("exercises", "Prepare parcels"),
        back=_parcels(round_id),
        consequences=[
            pgettext("exercises", "Each holds the items that the laboratory may lawfully receive."),
            pgettext("exercises", "Laboratories see that a parcel is being prepared for them."),
        ],
    )
    if page := confirm(request, question, crumbs=_crumbs(actor, round_id, pgettext("exercises", "Prepare"))):
        return page
    made = services.prepare_parcels(actor, round_id)
    words = npgettext(
        "exercises", "%(count)d parcel is prepared.", "%(count)d parcels are prepared.", len(made.prepared)
    )
    messages.success(request, words % {"count": len(made.prepared)})
    for enrolment in made.left_out:
        words = pgettext("exercises", "%(name)s may receive none of the items; no parcel was prepared for it.")
        messages.warning(request, words % {"name": enrolment.laboratory.name})
    return redirect(_parcels(round_id))


@require_http_methods(FORM_METHODS)
@for_actor
def labels(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """A sheet of labels as PDF: for all parcels that have not left, or for one."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("prepare parcels", round_.scheme.organiser)
    one = as_identifier(request.POST.get("parcel") or request.GET.get("parcel") or "")
    question = Confirmation(
        question=pgettext("exercises", "Print labels?"),
        action=pgettext("exercises", "Make the sheet (PDF)"),
        back=reverse("exercises:parcel", args=[one]) if one else _parcels(round_id),
        consequences=[
            pgettext("exercises", "One label for the parcel.")
            if one
            else pgettext("exercises", "One label for each parcel that has not left yet."),
            pgettext("exercises", "Labels printed earlier for these parcels open nothing any more: throw them away."),
        ],
    )
    if page := confirm(request, question, crumbs=_crumbs(actor, round_id, pgettext("exercises", "Labels"))):
        return page
    printed = print_labels(actor, round_id, parcel_ids=[one] if one else None)
    return label_sheet(printed, round_.code)


def label_sheet(printed: tuple[PreparedParcel, ...], name: str) -> HttpResponse:
    """The sheet; shown in the browser, never kept."""
    from comity.domains.exercises.labels import label_of, sheet_as_pdf  # loads the typesetter

    sheet = sheet_as_pdf(
        [label_of(one, label_address) for one in printed], issued=now(), language=get_language() or "en"
    )
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="labels-{name.replace("/", "-")}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def label_address(secret: str) -> str:
    """Where the QR code of a label leads."""
    return settings.ADDRESS + reverse("exercises:label", args=[secret])


@require_http_methods(FORM_METHODS)
@for_actor
def dispatch(request: HttpRequest, actor: Actor, parcel_id: UUID) -> HttpResponse:
    """Hand one to the carrier."""
    parcel = queries.get_parcel(actor, parcel_id)
    actor.require("dispatch parcel", parcel.enrolment.round.scheme.organiser)
    form = DispatchForm(request.POST or None)

    def act() -> None:
        services.dispatch_parcel(actor, parcel_id, **form.cleaned_data)

    address = reverse("exercises:parcel", args=[parcel_id])
    answer = done(request, form, act, pgettext("exercises", "The parcel is on its way."), address)
    heading = pgettext("exercises", "Dispatch the parcel")
    return answer or render_form(request, form, **parcel_context(actor, parcel, heading))


@require_http_methods(FORM_METHODS)
@for_actor
def dispatch_all(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Hand all prepared ones to one carrier; those that may not leave stay, each with its reason."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("dispatch parcel", round_.scheme.organiser)
    form = DispatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done_with = dispatch_parcels(actor, round_id, carrier=form.cleaned_data["carrier"])
        for parcel, error in done_with.stayed:
            messages.warning(request, f"{parcel.enrolment.laboratory.name}: {in_words(error)}")
        sent = len(done_with.sent)
        words = npgettext("exercises", "%(count)d parcel is on its way.", "%(count)d parcels are on their way.", sent)
        if sent:
            messages.success(request, words % {"count": sent})
        return redirect(_parcels(round_id))
    del form.fields["tracking"]
    heading = pgettext("exercises", "Dispatch all prepared parcels")
    crumbs = _crumbs(actor, round_id, heading)
    lead = pgettext("exercises", "Tracking numbers can be added on the page of each parcel before that.")
    return render_form(
        request, form, heading=heading, lead=lead, action=heading, back=_parcels(round_id), crumbs=crumbs
    )


@require_http_methods(FORM_METHODS)
@for_actor
def replace(request: HttpRequest, actor: Actor, parcel_id: UUID) -> HttpResponse:
    """The same items again."""
    parcel = queries.get_parcel(actor, parcel_id)
    actor.require("replace parcel", parcel.enrolment.round.scheme.organiser)
    question = Confirmation(
        question=pgettext("exercises", "Replace the parcel?"),
        action=pgettext("exercises", "Prepare a replacement"),
        back=reverse("exercises:parcel", args=[parcel_id]),
        consequences=[pgettext("exercises", "A new parcel with the same items is prepared; it gets its own label.")],
    )
    heading = pgettext("exercises", "Replace")
    if page := confirm(request, question, crumbs=parcel_context(actor, parcel, heading)["crumbs"]):
        return page
    made = services.replace_parcel(actor, parcel_id)
    messages.success(request, pgettext("exercises", "The replacement is prepared. Print its label."))
    return redirect("exercises:parcel", made.parcel.pk)


def _parcels(round_id: UUID) -> str:
    return reverse("exercises:parcels", args=[round_id])


def _crumbs(actor: Actor, round_id: UUID, heading: str) -> Crumbs:
    round_ = queries.get_organised_round(actor, round_id)
    return round_crumbs(round_, (TABS[4][1], _parcels(round_id)), (heading, ""))
