"""Codes of a round for those who work with them, and the look-up that is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.enrolments import LookUpForm
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, round_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.forms import SearchField
from comity.kernel.web.pages import add_error, for_actor, render_form
from comity.kernel.web.tables import Column, DataTable


class CodeFilter(forms.Form):
    """What the list of codes can be narrowed by: nothing about who they are."""

    q = SearchField(label=pgettext_lazy("filter", "Code"))


def _submitted(row: Any) -> Badge:
    if row.submitted:
        return Badge(pgettext("exercises", "handed in"), "good", "✓")
    return Badge(pgettext("exercises", "not yet"), "neutral", "–")


COLUMNS = (
    Column("code", pgettext_lazy("column", "Code"), lambda row: row.code, order=("code",)),
    Column("results", pgettext_lazy("column", "Results"), _submitted),
)


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The codes, in their own order."""
    rows = queries.participants(actor, round_id)
    round_ = queries.get_organised_round(actor, round_id)
    table = DataTable(
        request,
        rows,
        COLUMNS,
        name="codes",
        caption=pgettext("exercises", "Codes of the round"),
        filters=CodeFilter,
        narrow=lambda found, wanted: [row for row in found if wanted.get("q", "").strip().upper() in row.code],
        sort="code",
        empty={
            "title": pgettext("exercises", "There is no code yet"),
            "text": pgettext("exercises", "Each laboratory gets one when it is enrolled."),
        },
    )
    context = {"may_look_up": actor.may("look up code", round_.scheme.organiser)}
    return table.respond("exercises/codes.html", {**context, **round_context(actor, round_, "participants")})


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@for_actor
def look_up(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Learn whose code it is. The answer is shown once, on this page; the look-up stays on record."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("look up code", round_.scheme.organiser)
    form = LookUpForm(request.POST or None)
    heading = pgettext("exercises", "Look up a code")
    context = round_context(actor, round_, "participants", (TABS[5][1], _codes(round_id)), (heading, ""))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.look_up_code(actor, round_id, form.cleaned_data["code"], form.cleaned_data["why"])
        except NotFoundError:
            form.add_error("code", pgettext("exercises", "There is no such code in this round."))
        except ComityError as error:
            add_error(form, error)
        else:
            messages.info(request, pgettext("exercises", "The look-up is on record, and the laboratory sees it."))
            return render(request, "exercises/looked_up.html", {**context, "found": found, "heading": heading})
    lead = pgettext("exercises", "Only when it cannot be done without the name. Every look-up is kept on record.")
    action = pgettext("exercises", "Look up, on record")
    return render_form(
        request, form, **{**context, "heading": heading, "lead": lead, "action": action, "back": _codes(round_id)}
    )


def _codes(round_id: UUID) -> str:
    return reverse("exercises:participants", args=[round_id])
