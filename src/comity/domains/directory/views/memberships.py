"""Memberships of an entry: add, end. The verbs are those of the parties' room."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.directory import queries
from comity.domains.directory.forms import MembershipForm, WithdrawForm
from comity.domains.directory.views.conflicts import answer
from comity.domains.directory.views.entries import FORM_METHODS, form_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.queries import get_membership
from comity.kernel.parties.services import add_membership, end_membership
from comity.kernel.web.pages import add_error, for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """A party joins another."""
    party = queries.entry(actor, party_id).party
    parties = queries.joinable(actor, party)
    if not parties:
        actor.require("add member", party)
    form = MembershipForm(request.POST or None, parties=parties)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_membership(actor, party_id, UUID(given["of"]), role=given["role"], since=given["since"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The membership is added."))
            return redirect("directory:entry", party_id)
    return answer(request, form, [], **form_context(party, pgettext("directory", "Add a membership")))


@require_http_methods(FORM_METHODS)
@for_actor
def end(request: HttpRequest, actor: Actor, membership_id: UUID) -> HttpResponse:
    """A party leaves another."""
    membership = get_membership(actor, membership_id)
    party = queries.entry(actor, membership.member_id).party
    of = queries.entry(actor, membership.of_id).party
    if not actor.may("end membership", party):
        actor.require("end membership", of)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(actor, membership_id, on=form.cleaned_data["on"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The membership is ended; it stays in the history."))
            return redirect("directory:entry", party.pk)
    heading = pgettext("directory", "End the membership of %(of)s") % {"of": of}
    action = pgettext("directory", "End the membership")
    return answer(request, form, [], **form_context(party, heading) | {"action": action})
