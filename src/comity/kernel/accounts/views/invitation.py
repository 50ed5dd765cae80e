"""Accepting an invitation. The secret leaves the address bar at once: it waits in the session."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import SESSION_KEY, actor_of, origin_of
from comity.kernel.accounts.forms import NewAccountForm
from comity.kernel.accounts.models import Invitation, User
from comity.kernel.accounts.services.invitations import usable_invitation
from comity.kernel.web.pages import add_error, render_form

WAITING = "invitation"


@require_safe
@never_cache
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address; looking at a link, as mail scanners do, uses nothing up."""
    try:
        usable_invitation(secret)
    except ComityError as error:
        return _closed(request, error)
    request.session[WAITING] = secret
    return redirect("accounts:accept_invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """Say what the invitation is for; accept it, with a new account or as the person signed in."""
    secret = str(request.session.get(WAITING, ""))
    try:
        invitation = usable_invitation(secret)
    except ComityError as error:
        return _closed(request, error)
    actor = actor_of(request) or Actor.visitor(origin_of(request))
    known = queries.has_account(invitation)
    if known or actor.user_id is not None:
        return _accept_as_person(request, actor, invitation, secret)
    form = NewAccountForm(request.POST or None, initial={"language": invitation.language or get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept_invitation(actor, secret, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            return _welcome(request, user, secret)
    return render_form(request, form, "accounts/accept.html", invitation=invitation, stage="new")


def _accept_as_person(request: HttpRequest, actor: Actor, invitation: Invitation, secret: str) -> HttpResponse:
    context: dict[str, Any] = {"invitation": invitation, "stage": "sign in"}
    if actor.user_id is not None:
        mine = queries.myself(actor).email == invitation.email
        context["stage"] = "accept" if mine else "somebody else"
        if mine and request.method == "POST":
            services.accept_invitation(actor, secret)
            del request.session[WAITING]
            given = queries.my_assignments(actor).filter(party=invitation.party, role=invitation.role).first()
            request.session[SESSION_KEY] = str(given.pk) if given else ""
            messages.success(request, pgettext("account", "Welcome. You act in this role now."))
            return redirect("home")
    return render(request, "accounts/accept.html", context)


def _welcome(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    """Sign the new person in; the session gets a fresh key."""
    if request.session.get(WAITING) == secret:
        del request.session[WAITING]
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("mfa_index"))
    return response


def _closed(request: HttpRequest, error: ComityError) -> HttpResponse:
    request.session.pop(WAITING, None)
    language = get_language() or "en"
    words = {"what": error.what.render(language), "remedy": error.remedy.render(language) if error.remedy else ""}
    return render(request, "accounts/invitation_closed.html", words, status=404)
