"""The people of an organisation: who acts for it, whom it has invited; invite, give a role, end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, NotFoundError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.forms import InvitationForm, RoleForm
from comity.kernel.accounts.policy import grantable
from comity.kernel.accounts.views.columns import people_columns
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import get_party
from comity.kernel.web.pages import Confirmation, Crumbs, add_error, confirm, for_actor, render_form
from comity.kernel.web.tables import DataTable

HEADING = pgettext_lazy("people", "People")


@require_safe
@for_actor
def own(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - every view gets the request
    """The people of the organisation that I act for."""
    if actor.party_id is None:
        raise NotFoundError
    return redirect("accounts:people", actor.party_id)


@require_safe
@for_actor
def people(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Who acts for an organisation, and who has been invited."""
    party = get_party(actor, party_id)
    table = DataTable(
        request,
        queries.people(actor, party_id),
        people_columns(actor, may_assign=actor.may("assign role", party), endable=grantable(actor, party)),
        name="people",
        caption=pgettext("people", "Who acts for this organisation"),
        sort="name",
        empty={"title": pgettext("people", "Nobody acts for this organisation yet.")},
    )
    may_invite = actor.may("invite person", party)
    context = {
        "party": party,
        "may_invite": may_invite,
        "invitations": queries.invitations(actor, party_id) if may_invite else (),
        "may_see_trail": actor.may("see audit trail", party),
    }
    return table.respond("accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def invite(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Invite somebody by mail. The answer is the same whether or not the address has an account."""
    party = get_party(actor, party_id)
    actor.require("invite person", party)
    form = InvitationForm(request.POST or None, roles=grantable(actor, party))
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite_person(actor, party_id, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            said = pgettext("people", "An invitation is on its way to %(email)s.")
            messages.success(request, said % {"email": invited.invitation.email})
            return redirect("accounts:people", party_id)
    heading = pgettext("people", "Invite a person")
    action = pgettext("people", "Send the invitation")
    return render_form(request, form, heading=heading, action=action, back=_back(party), crumbs=_crumbs(party, heading))


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def assign(request: HttpRequest, actor: Actor, party_id: UUID, user_id: UUID) -> HttpResponse:
    """Give somebody who acts here already a further role."""
    party = get_party(actor, party_id)
    actor.require("assign role", party)
    user = queries.get_colleague(actor, party, user_id)
    form = RoleForm(request.POST or None, roles=grantable(actor, party))
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_role(actor, user_id, party_id, form.cleaned_data["role"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("people", "The role is given."))
            return redirect("accounts:people", party_id)
    heading = pgettext("people", "A further role for %(name)s") % {"name": user.person.name}
    action = pgettext("people", "Give the role")
    return render_form(request, form, heading=heading, action=action, back=_back(party), crumbs=_crumbs(party, heading))


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def end(request: HttpRequest, actor: Actor, assignment_id: UUID) -> HttpResponse:
    """End somebody's role, or one's own."""
    assignment = queries.get_assignment(actor, assignment_id)
    words = {"name": assignment.user.person.name, "role": assignment.get_role_display(), "party": assignment.party.name}
    mine = assignment.user_id == actor.user_id
    back = reverse("accounts:mine") if mine else _back(assignment.party)
    question = Confirmation(
        question=pgettext("people", "End the role of %(name)s as %(role)s?") % words,
        consequences=[
            pgettext("people", "%(name)s can no longer act for %(party)s in this role, from this moment on.") % words,
            pgettext("people", "Tokens made with this role stop working."),
            pgettext("people", "What was done in this role stays on record."),
        ],
        action=pgettext("people", "End the role"),
        back=back,
        final=True,
    )
    if page := confirm(request, question):
        return page
    services.end_assignment(actor, assignment_id)
    messages.success(request, pgettext("people", "The role is ended."))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """An invitation stops working."""
    invitation = queries.get_invitation(actor, invitation_id)
    question = Confirmation(
        question=pgettext("people", "Withdraw the invitation to %(email)s?") % {"email": invitation.email},
        consequences=[pgettext("people", "The link in the mail stops working.")],
        action=pgettext("people", "Withdraw"),
        back=_back(invitation.party),
    )
    if page := confirm(request, question):
        return page
    services.withdraw_invitation(actor, invitation_id)
    messages.success(request, pgettext("people", "The invitation is withdrawn."))
    return redirect("accounts:people", invitation.party_id)


def _back(party: Party) -> str:
    return reverse("accounts:people", args=[party.pk])


def _crumbs(party: Party, heading: str) -> Crumbs:
    return [(HEADING, _back(party)), (heading, "")]
