"""One laboratory's part in a round: as the coordinator sees it, and what either side can do with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.enrolments import DecisionForm, MenuForm
from comity.domains.exercises.forms.rounds import ReasonForm
from comity.domains.exercises.models import Enrolment
from comity.domains.exercises.queries.menus import round_menu
from comity.domains.exercises.services.holding import require_on_one_side
from comity.domains.exercises.views.framing import (
    FORM_METHODS,
    TABS,
    done,
    enrolment_address,
    enrolment_context,
    round_context,
)
from comity.domains.exercises.words import country, enrolment_badge, parcel_badge, permit_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import for_actor, render_form


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """For the coordinator: state, menu, permits, parcels. Neither code nor result is reachable from here."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    round_ = queries.get_organised_round(actor, enrolment.round_id)
    laboratories = (TABS[3][1], "")
    context = {
        **round_context(actor, round_, "enrolments", (enrolment.laboratory.name, "")),
        **enrolment_parts(actor, enrolment),
        "part": enrolment_badge(enrolment.state),
        "country": country(enrolment.laboratory.country),
        "laboratories": laboratories,
    }
    return render(request, "exercises/enrolment.html", context)


def enrolment_parts(actor: Actor, enrolment: Enrolment) -> dict[str, Any]:
    """What pages of both sides show of an enrolment: permits, parcels, and what the reader may do."""
    open_ = enrolment.round.state in {"draft", "open"}
    return {
        "enrolment": enrolment,
        "permits": [(one, permit_badge(one.state)) for one in queries.permits(actor, enrolment.pk)],
        "parcels": [(one, parcel_badge(one.state)) for one in queries.parcels_of(actor, enrolment.pk)],
        "may_decide": open_ and enrolment.state == "requested" and _may(actor, enrolment, "decide request"),
        "may_withdraw": open_
        and enrolment.state in {"invited", "requested", "enrolled"}
        and _may(actor, enrolment, "withdraw enrolment"),
        "may_set_menu": open_ and _may(actor, enrolment, "set menu"),
        "may_record_permit": _may(actor, enrolment, "record permit"),
    }


@require_http_methods(FORM_METHODS)
@for_actor
def decide(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Take a laboratory in that has asked, or refuse it with a reason."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    actor.require("decide request", enrolment.round.scheme.organiser)
    form = DecisionForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        services.decide_request(actor, enrolment_id, accept=given["answer"] == "yes", reason=given["reason"])

    words = pgettext("exercises", "The request is answered.")
    answer = done(request, form, act, words, enrolment_address(actor, enrolment))
    heading = pgettext("exercises", "Answer the request")
    context = enrolment_context(actor, enrolment, heading)
    context["note"] = enrolment.note
    action = pgettext("exercises", "Send the answer")
    return answer or render_form(request, form, "exercises/enrolment_form.html", **context, action=action)


@require_http_methods(FORM_METHODS)
@for_actor
def withdraw(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Leave the round, or take a laboratory out of it."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    require_on_one_side(actor, enrolment, "withdraw enrolment")
    form = ReasonForm(request.POST or None)

    def act() -> None:
        services.withdraw_enrolment(actor, enrolment_id, reason=form.cleaned_data["reason"])

    words = pgettext("exercises", "The laboratory takes part no more.")
    answer = done(request, form, act, words, enrolment_address(actor, enrolment))
    context = enrolment_context(actor, enrolment, pgettext("exercises", "Withdraw from the round"))
    return answer or render_form(
        request, form, "exercises/enrolment_form.html", **context, action=pgettext("exercises", "Withdraw")
    )


@require_http_methods(FORM_METHODS)
@for_actor
def menu(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Which substances the laboratory may lawfully receive."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    require_on_one_side(actor, enrolment, "set menu")
    known = round_menu(actor, enrolment_id)
    form = MenuForm(request.POST or None, menu=known, initial=menu_initial(enrolment, known))

    def act() -> None:
        services.set_menu(actor, enrolment_id, form.substances(), version=form.cleaned_data["version"])

    answer = done(request, form, act, pgettext("exercises", "Saved."), enrolment_address(actor, enrolment))
    context = enrolment_context(actor, enrolment, pgettext("exercises", "Substances the laboratory may receive"))
    return answer or render_form(
        request, form, "exercises/enrolment_form.html", **context, action=pgettext("exercises", "Save")
    )


def menu_initial(enrolment: Enrolment, known: tuple[str, ...]) -> dict[str, Any]:
    """A menu as the form holds it."""
    chosen = enrolment.menu
    return {
        "version": enrolment.version,
        "bounds": "none" if chosen is None else "some",
        "substances": (chosen or []) if known else "\n".join(chosen or []),
    }


def _may(actor: Actor, enrolment: Enrolment, verb: str) -> bool:
    return actor.may(verb, enrolment.round.scheme.organiser) or actor.may(verb, enrolment.laboratory)
