"""A laboratory's own part in a round: invitation, request, what is asked, its code and who looked it up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.domains.exercises import queries, services
from comity.domains.exercises.conduct.life import PUBLISHED
from comity.domains.exercises.forms.enrolments import AnswerForm, RequestForm
from comity.domains.exercises.models import Enrolment
from comity.domains.exercises.queries.across_nodes import home_of
from comity.domains.exercises.queries.menus import round_menu
from comity.domains.exercises.queries.standing import has_submission, own_laboratory_names
from comity.domains.exercises.views.enrolment import enrolment_parts, menu_initial
from comity.domains.exercises.views.framing import (
    EXERCISES,
    FORM_METHODS,
    done,
    enrolment_address,
    enrolment_context,
)
from comity.domains.exercises.words import enrolment_badge, in_zone, round_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import for_actor, render_form
from comity.kernel.web.tables import Column, DataTable


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """The round as the laboratory sees it, and the one thing to do next."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    actor.require("see own enrolment", enrolment.laboratory)
    seen = queries.get_laboratory_round(actor, enrolment.round_id, laboratory_id=enrolment.laboratory_id)
    parts = enrolment_parts(actor, enrolment)
    submitted = seen.enrolment_state == "enrolled" and has_submission(actor, enrolment)
    following = _following(actor, enrolment, parts, submitted=submitted)
    sheet = reverse("entry:sheet", args=[enrolment_id])
    taking = seen.enrolment_state == "enrolled" and seen.state == "open"
    context = {
        "may_enter": taking and (following or ("",))[0] != sheet and actor.may("save draft", enrolment.laboratory),
        "seen": seen,
        "state": round_badge(seen.state),
        "part": enrolment_badge(seen.enrolment_state),
        "deadline": in_zone(seen.deadline, seen.time_zone),
        "submitted": submitted,
        "following": following,
        "may_see_look_ups": bool(seen.own_code) and actor.may("see code look-ups", enrolment.laboratory),
        "items": [(item, [pair for pair in seen.plan.asked if pair[0] == item.code]) for item in seen.plan.items],
        "home": home_of(actor, enrolment.round_id),
        "titles": {one.code: one.title or one.code for one in seen.plan.measurands},
        "crumbs": [(EXERCISES, reverse("exercises:home")), (f"{seen.scheme} {seen.code}", "")],
        **parts,
    }
    return render(request, "exercises/part.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def answer(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Accept an invitation or decline it."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    actor.require("answer invitation", enrolment.laboratory)
    known = round_menu(actor, enrolment_id)
    form = AnswerForm(request.POST or None, menu=known, initial=menu_initial(enrolment, known))

    def act() -> None:
        accept = form.cleaned_data["answer"] == "yes"
        reason, menu = form.cleaned_data["reason"], form.substances() if accept else None
        services.answer_invitation(actor, enrolment_id, accept=accept, menu=menu, reason=reason)

    words = pgettext("exercises", "The organiser has your answer.")
    sent = done(request, form, act, words, enrolment_address(actor, enrolment))
    context = enrolment_context(actor, enrolment, pgettext("exercises", "Answer the invitation"))
    action = pgettext("exercises", "Send the answer")
    return sent or render_form(request, form, "exercises/enrolment_form.html", **context, action=action)


COLUMNS = (
    Column("at", pgettext_lazy("column", "When"), lambda row: row.at, order=("at",)),
    Column("who", pgettext_lazy("column", "Who"), lambda row: row.user.person.name if row.user_id else ""),
    Column("for", pgettext_lazy("column", "Acting for"), lambda row: row.acting_for.name if row.acting_for_id else ""),
    Column("why", pgettext_lazy("column", "Why"), lambda row: row.why),
)


@require_safe
@for_actor
def look_ups(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Everybody who learned which code the laboratory has."""
    enrolment = queries.get_enrolment(actor, enrolment_id)
    table = DataTable(
        request,
        queries.code_lookups(actor, enrolment.round_id, enrolment.laboratory_id),
        COLUMNS,
        name="look-ups",
        caption=pgettext("exercises", "Who looked up your code"),
        sort="-at",
        empty={
            "title": pgettext("exercises", "Nobody has looked up your code"),
            "text": pgettext("exercises", "Every look-up is kept on record and stands here, with its reason."),
        },
    )
    context = enrolment_context(actor, enrolment, pgettext("exercises", "Who looked up your code"))
    return table.respond("exercises/look_ups.html", context)


@require_safe
@for_actor
def announced(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """A round that any laboratory may ask to take part in."""
    seen = queries.get_laboratory_round(actor, round_id)
    if seen.enrolment_id is not None:
        return redirect("exercises:part", seen.enrolment_id)
    context = {
        "seen": seen,
        "state": round_badge(seen.state),
        "deadline": in_zone(seen.deadline, seen.time_zone),
        "may_request": bool(_may_request(actor)),
        "home": home_of(actor, round_id),
        "crumbs": [(EXERCISES, reverse("exercises:home")), (f"{seen.scheme} {seen.code}", "")],
    }
    return render(request, "exercises/announced.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def request_place(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Ask for a place."""
    seen = queries.get_laboratory_round(actor, round_id)
    choices = _may_request(actor)
    form = RequestForm(request.POST or None, menu=seen.plan.menu, laboratories=choices)

    def act() -> None:
        given = form.cleaned_data
        laboratory = UUID(given["laboratory"])
        services.request_enrolment(actor, round_id, laboratory, menu=form.substances(), note=given["note"])

    back = reverse("exercises:announced", args=[round_id])
    words = pgettext("exercises", "The organiser has your request.")
    sent = done(request, form, act, words, reverse("exercises:home"))
    heading = pgettext("exercises", "Ask to take part")
    name = f"{seen.scheme} {seen.code}"
    context: dict[str, Any] = {
        "heading": heading,
        "lead": name,
        "action": pgettext("exercises", "Send the request"),
        "back": back,
        "crumbs": [(EXERCISES, reverse("exercises:home")), (name, back), (heading, "")],
    }
    return sent or render_form(request, form, "exercises/enrolment_form.html", **context)


def _may_request(actor: Actor) -> list[tuple[str, str]]:
    if not actor.may_in_own_party("request enrolment"):
        return []
    return [(str(key), name) for key, name in own_laboratory_names(actor)]


def _following(
    actor: Actor, enrolment: Enrolment, parts: dict[str, Any], *, submitted: bool
) -> tuple[str, Text] | None:
    """What waits for the laboratory: an answer, a parcel, results."""
    if enrolment.state == "invited" and actor.may("answer invitation", enrolment.laboratory):
        return reverse("exercises:answer", args=[enrolment.pk]), pgettext("exercises", "Answer the invitation")
    on_its_way = next((parcel for parcel, _badge in parts["parcels"] if parcel.state == "dispatched"), None)
    if on_its_way is not None and actor.may("confirm delivery", enrolment.laboratory):
        return reverse("exercises:delivered", args=[on_its_way.pk]), pgettext("exercises", "Confirm the delivery")
    if enrolment.round.state in PUBLISHED and actor.may("see own report", enrolment.laboratory):
        return reverse("outcome:round", args=[enrolment.round_id]), pgettext("exercises", "Read the report")
    taking = enrolment.state == "enrolled" and enrolment.round.state == "open"
    if taking and not submitted and actor.may("save draft", enrolment.laboratory):
        return reverse("entry:sheet", args=[enrolment.pk]), pgettext("exercises", "Enter results")
    return None
