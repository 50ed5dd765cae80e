"""Schemes: a new one, and one with its rounds."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.rounds import SchemeForm
from comity.domains.exercises.queries.overview import organised_table, progress_of
from comity.domains.exercises.views.framing import EXERCISES, FORM_METHODS
from comity.domains.exercises.views.home import round_columns
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, scheme_id: UUID) -> HttpResponse:
    """One scheme."""
    scheme = queries.get_scheme(actor, scheme_id)
    rounds = organised_table(actor, scheme_id=scheme_id)
    may_create = actor.may("create round", scheme.organiser)
    empty = {"title": pgettext("exercises", "The scheme has no round yet")}
    if may_create:
        empty |= {
            "text": pgettext("exercises", "A round has test items, a plan and a deadline."),
            "url": reverse("exercises:round-new", args=[scheme_id]),
            "label": pgettext("exercises", "New round"),
        }
    table = DataTable(
        request,
        rounds,
        [column for column in round_columns(progress_of(actor, rounds)) if column.name != "scheme"],
        name="rounds",
        caption=pgettext("exercises", "Rounds of the scheme"),
        empty=empty,
    )
    crumbs = [(EXERCISES, reverse("exercises:home")), (scheme.title, "")]
    return table.respond("exercises/scheme.html", {"scheme": scheme, "may_create": may_create, "crumbs": crumbs})


@require_http_methods(FORM_METHODS)
@for_actor
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new scheme of one's own organisation."""
    heading, back = pgettext("exercises", "New scheme"), reverse("exercises:home")
    form = SchemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and actor.party_id is not None:
        try:
            scheme = services.create_scheme(actor, actor.party_id, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("exercises", "The scheme is there. Begin its first round."))
            return redirect("exercises:round-new", scheme.pk)
    crumbs = [(EXERCISES, back), (heading, "")]
    action = pgettext("exercises", "Create the scheme")
    return render_form(request, form, heading=heading, action=action, back=back, crumbs=crumbs)
