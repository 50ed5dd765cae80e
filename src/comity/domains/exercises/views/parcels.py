"""Parcels of a round for the coordinator; one parcel for both sides; what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.parcels import DamageForm, DeliveryForm, ParcelFilter
from comity.domains.exercises.models import Parcel
from comity.domains.exercises.models.parcels import PARCEL_STATES
from comity.domains.exercises.queries.overview import overview
from comity.domains.exercises.services.holding import require_on_one_side
from comity.domains.exercises.states import ParcelState
from comity.domains.exercises.views.framing import FORM_METHODS, done, enrolment_crumbs, round_context
from comity.domains.exercises.words import parcel_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import for_actor, render_form
from comity.kernel.web.tables import Column, DataTable

VIA = {
    "label": pgettext_lazy("way of confirming", "label, without signing in"),
    "page": pgettext_lazy("way of confirming", "page"),
    "token": pgettext_lazy("way of confirming", "programming interface"),
    "command line": pgettext_lazy("way of confirming", "command line"),
    "system": pgettext_lazy("way of confirming", "the node itself"),
}
COLUMNS = (
    Column(
        "reference",
        pgettext_lazy("column", "Parcel"),
        lambda row: row.reference,
        order=("reference",),
        link=lambda row: reverse("exercises:parcel", args=[row.pk]),
    ),
    Column(
        "laboratory",
        pgettext_lazy("column", "Laboratory"),
        lambda row: row.enrolment.laboratory.name,
        order=("enrolment__laboratory__name",),
    ),
    Column("items", pgettext_lazy("column", "Items"), lambda row: ", ".join(row.items)),
    Column("state", pgettext_lazy("column", "State"), lambda row: parcel_badge(row.state), order=("state",)),
    Column(
        "dispatched", pgettext_lazy("column", "Dispatched"), lambda row: row.dispatched_at, order=("dispatched_at",)
    ),
    Column("delivered", pgettext_lazy("column", "Delivered"), lambda row: row.delivered_at, order=("delivered_at",)),
)


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """All parcels with their laboratories."""
    rows = queries.parcels(actor, round_id)
    round_ = queries.get_organised_round(actor, round_id)
    open_ = round_.state in {"draft", "open"}
    may_prepare = open_ and actor.may("prepare parcels", round_.scheme.organiser)
    empty = {"title": pgettext("exercises", "There are no parcels yet")}
    if may_prepare:
        empty |= {
            "text": pgettext("exercises", "One is prepared for each enrolled laboratory, with what it may receive."),
            "url": reverse("exercises:prepare-parcels", args=[round_id]),
            "label": pgettext("exercises", "Prepare parcels"),
        }
    table = DataTable(
        request,
        rows,
        COLUMNS,
        name="parcels",
        caption=pgettext("exercises", "Parcels of the round"),
        filters=ParcelFilter,
        narrow=lambda _rows, wanted: queries.parcels(actor, round_id, state=wanted.get("state", "")),
        sort="laboratory",
        empty=empty,
    )
    context = {"may_prepare": may_prepare, "progress": overview(actor, round_id)}
    return table.respond("exercises/parcels.html", {**context, **round_context(actor, round_, "parcels")})


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, parcel_id: UUID) -> HttpResponse:
    """One parcel and what happened to it."""
    parcel = queries.get_parcel(actor, parcel_id)
    state = parcel.state
    organiser = parcel.enrolment.round.scheme.organiser
    coordinates = actor.may("see enrolments", organiser)
    context = {
        "parcel": parcel,
        "badge": parcel_badge(state),
        "events": [
            (one, PARCEL_STATES[ParcelState(one.state)], VIA.get(one.via, one.via))
            for one in queries.parcel_events(actor, parcel_id)
        ],
        "may_dispatch": state == "prepared" and actor.may("dispatch parcel", organiser),
        "may_label": state in {"prepared", "dispatched"} and actor.may("prepare parcels", organiser),
        "may_confirm": state == "dispatched" and _may(actor, parcel, "confirm delivery"),
        "may_report": state in {"dispatched", "delivered"} and _may(actor, parcel, "report damage"),
        "may_replace": state == "damaged" and actor.may("replace parcel", organiser),
        "coordinates": coordinates,
        "crumbs": enrolment_crumbs(actor, parcel.enrolment, (parcel.reference, "")),
    }
    return render(request, "exercises/parcel.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def delivered(request: HttpRequest, actor: Actor, parcel_id: UUID) -> HttpResponse:
    """It has arrived whole."""
    parcel = queries.get_parcel(actor, parcel_id)
    require_on_one_side(actor, parcel.enrolment, "confirm delivery")
    form = DeliveryForm(request.POST or None)

    def act() -> None:
        services.confirm_delivery(actor, parcel_id, **form.cleaned_data)

    answer = done(request, form, act, pgettext("exercises", "The delivery is confirmed."), _address(parcel))
    heading = pgettext("exercises", "Confirm the delivery")
    return answer or render_form(request, form, **parcel_context(actor, parcel, heading))


@require_http_methods(FORM_METHODS)
@for_actor
def damaged(request: HttpRequest, actor: Actor, parcel_id: UUID) -> HttpResponse:
    """It, or something in it, is damaged or lost."""
    parcel = queries.get_parcel(actor, parcel_id)
    require_on_one_side(actor, parcel.enrolment, "report damage")
    form = DamageForm(request.POST or None)

    def act() -> None:
        services.report_damage(actor, parcel_id, note=form.cleaned_data["note"])

    answer = done(request, form, act, pgettext("exercises", "The organiser sees what you reported."), _address(parcel))
    heading = pgettext("exercises", "Report damage or loss")
    return answer or render_form(request, form, **parcel_context(actor, parcel, heading))


def parcel_context(actor: Actor, parcel: Parcel, heading: str) -> dict[str, Any]:
    """What a page with a form about a parcel needs."""
    return {
        "heading": heading,
        "lead": f"{parcel.reference} · {parcel.enrolment.laboratory.name}",
        "action": heading,
        "back": _address(parcel),
        "crumbs": enrolment_crumbs(actor, parcel.enrolment, (parcel.reference, _address(parcel)), (heading, "")),
    }


def _address(parcel: Parcel) -> str:
    return reverse("exercises:parcel", args=[parcel.pk])


def _may(actor: Actor, parcel: Parcel, verb: str) -> bool:
    enrolment = parcel.enrolment
    return actor.may(verb, enrolment.round.scheme.organiser) or actor.may(verb, enrolment.laboratory)
