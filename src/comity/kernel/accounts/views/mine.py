"""My account: preferences, the assignment I act in, second factor, sessions, tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.clock import now
from comity.base.errors import ComityError, NotFoundError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import SESSION_KEY, as_identifier
from comity.kernel.accounts.forms import PreferencesForm
from comity.kernel.web.pages import Confirmation, add_error, confirm, for_actor, local_address, render_form


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything about my account on one page; the form changes preferences."""
    me = queries.myself(actor)
    start = {"name": me.person.name, "language": me.language, "time_zone": me.time_zone}
    form = PreferencesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_preferences(actor, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("account", "Your preferences are saved."))
            return redirect("accounts:mine")
    return render_form(
        request,
        form,
        "accounts/mine.html",
        me=me,
        actor=actor,
        assignments=queries.my_assignments(actor),
        factors=queries.second_factors(actor),
        sessions=queries.sessions(actor),
        session_key=request.session.session_key,
        tokens=queries.tokens(actor),
        may_create_token=actor.assignment_id is not None,
        now=now(),
    )


@require_POST
@for_actor
def switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Act with another of my assignments, then go on."""
    wanted = as_identifier(request.POST.get("assignment", ""))
    if wanted is None:
        raise NotFoundError
    changed = services.switch_assignment(actor, wanted)
    request.session[SESSION_KEY] = str(changed.assignment_id)
    return redirect(local_address(request, request.POST.get("next")))


@require_POST
@for_actor
def end_one(request: HttpRequest, actor: Actor, session_id: int) -> HttpResponse:
    """End one of my sessions."""
    services.end_session(actor, session_id)
    messages.success(request, pgettext("account", "That session is ended."))
    return redirect("accounts:mine")


@require_POST
@for_actor
def end_others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End all my sessions but this one."""
    question = Confirmation(
        question=pgettext("account", "Sign out everywhere else?"),
        consequences=[pgettext("account", "Every other browser in which you are signed in asks you to sign in again.")],
        action=pgettext("account", "Sign out everywhere else"),
        back="/account/",
    )
    if page := confirm(request, question):
        return page
    services.end_other_sessions(actor, but=request.session.session_key or "")
    messages.success(request, pgettext("account", "You are signed out everywhere else."))
    return redirect("accounts:mine")
