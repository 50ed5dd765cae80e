"""The laboratories of a round with their names, for the coordinator; inviting more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import npgettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.directory.forms import asked, filter_for
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.enrolments import EnrolmentFilter
from comity.domains.exercises.queries.candidates import MOST_OFFERED, candidates
from comity.domains.exercises.queries.overview import overview
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, round_context
from comity.domains.exercises.words import country, enrolment_badge, in_words
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import as_identifier
from comity.kernel.web.badges import Badge
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import Column, DataTable


def _submitted(row: Any) -> Badge | str:
    if row.state != "enrolled":
        return ""
    if row.has_submitted:
        return Badge(pgettext("exercises", "handed in"), "good", "✓")
    return Badge(pgettext("exercises", "not yet"), "neutral", "–")


def _menu(row: Any) -> str:
    if row.menu is None:
        return pgettext("exercises", "no bounds")
    return ", ".join(row.menu) or pgettext("exercises", "nothing")


COLUMNS = (
    Column(
        "laboratory",
        pgettext_lazy("column", "Laboratory"),
        lambda row: row.laboratory.name,
        order=("laboratory__name",),
        link=lambda row: reverse("exercises:enrolment", args=[row.pk]),
    ),
    Column(
        "country",
        pgettext_lazy("column", "Country"),
        lambda row: country(row.laboratory.country),
        order=("laboratory__country",),
    ),
    Column("state", pgettext_lazy("column", "State"), lambda row: enrolment_badge(row.state), order=("state",)),
    Column("menu", pgettext_lazy("column", "May receive"), _menu),
    Column("results", pgettext_lazy("column", "Results"), _submitted, order=("has_submitted",)),
    Column("changed", pgettext_lazy("column", "Since"), lambda row: row.changed_at, order=("changed_at",)),
)


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Who takes part, and who has handed in results: yes or no, never what or when."""
    rows = queries.enrolments(actor, round_id)
    round_ = queries.get_organised_round(actor, round_id)
    may_invite = actor.may("invite laboratories", round_.scheme.organiser) and round_.state in {"draft", "open"}
    empty = {"title": pgettext("exercises", "Nobody has been invited yet")}
    if may_invite:
        empty |= {
            "text": pgettext("exercises", "Choose laboratories from the directory."),
            "url": reverse("exercises:invite", args=[round_id]),
            "label": pgettext("exercises", "Invite laboratories"),
        }
    table = DataTable(
        request,
        rows,
        COLUMNS,
        name="laboratories",
        caption=pgettext("exercises", "Laboratories of the round"),
        filters=EnrolmentFilter,
        narrow=lambda _rows, wanted: queries.enrolments(
            actor, round_id, state=wanted.get("state", ""), text=wanted.get("q", "")
        ),
        sort="laboratory",
        empty=empty,
    )
    context = {"may_invite": may_invite, "progress": overview(actor, round_id)}
    return table.respond("exercises/enrolments.html", {**context, **round_context(actor, round_, "enrolments")})


@require_http_methods(FORM_METHODS)
@for_actor
def invite(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Choose laboratories from the directory; what was ticked stays ticked when something is refused."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("invite laboratories", round_.scheme.organiser)
    form = filter_for(actor)(request.GET)
    for name in ("ended", "area"):
        del form.fields[name]
    form.is_valid()
    offered = candidates(actor, round_id, asked(form.cleaned_data))[: MOST_OFFERED + 1]
    chosen = {key for text in request.POST.getlist("laboratory") if (key := as_identifier(text))}
    refusal = ""
    if request.method == "POST":
        if not chosen:
            refusal = pgettext("exercises", "Tick at least one laboratory.")
        else:
            try:
                made = services.invite_laboratories(actor, round_id, chosen)
            except ComityError as error:
                refusal = in_words(error)
            else:
                words = npgettext(
                    "exercises", "%(count)d laboratory is invited.", "%(count)d laboratories are invited.", len(made)
                )
                messages.success(request, words % {"count": len(made)})
                return redirect("exercises:enrolments", round_id)
    heading = pgettext("exercises", "Invite laboratories")
    laboratories = (TABS[3][1], reverse("exercises:enrolments", args=[round_id]))
    context = {
        "heading": heading,
        "filters": form,
        "offered": [(one, country(one.country), one.pk in chosen) for one in offered[:MOST_OFFERED]],
        "more": len(offered) > MOST_OFFERED,
        "most": MOST_OFFERED,
        "refusal": refusal,
        **round_context(actor, round_, "enrolments", laboratories, (heading, "")),
    }
    return render(request, "exercises/invite.html", context, status=422 if refusal else 200)
