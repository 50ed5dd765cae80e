"""Who acts in a role with much power has a second factor (`COMITY_SECOND_FACTOR`), and sets it up before anything else.

Asked is about the role in which somebody acts now: the same person may look at a report as an analyst without one. The
way out of the room is always open: setting it up, signing out, language and display. Tokens are not concerned: each was
made by its owner, signed in, with scopes and an end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import pgettext

from comity.base.errors import NotAllowedError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.accounts.models import User
from comity.kernel.accounts.queries import second_factors
from comity.kernel.web.problem import for_programs, problem_for_error

SET_UP = "mfa_activate_totp"
PROVING = frozenset({"totp", "webauthn"})  # recovery codes alone are no second factor
OPEN = frozenset({"account_logout", "account_reauthenticate", "set_language", "web:display", "web:offline"})
OPEN_ALSO = ("mfa_", "web:service-worker")


class SecondFactorMiddleware:
    """Leads whoever must have a second factor, and has none, to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        """Before any page is made."""
        if not settings.SECOND_FACTOR_ROLES or not _signed_in(request) or _is_open(request.resolver_match):
            return None
        actor = actor_of(request)
        if actor is None or actor.role not in settings.SECOND_FACTOR_ROLES or PROVING & {*second_factors(actor)}:
            return None
        return _lead(request, actor)


def _signed_in(request: HttpRequest) -> bool:
    with_session = settings.SESSION_COOKIE_NAME in request.COOKIES and "Authorization" not in request.headers
    return with_session and isinstance(request.user, User)


def _is_open(match: ResolverMatch | None) -> bool:
    name = match.view_name if match else ""
    return name in OPEN or name.startswith(OPEN_ALSO)


def _lead(request: HttpRequest, actor: Actor) -> HttpResponse:
    if for_programs(request):
        error = NotAllowedError(
            "second-factor-needed",
            message("account", "Your role needs a second factor, and your account has none yet."),
            remedy=message("account", "Set it up on the page of your account."),
        )
        return problem_for_error(request, error)
    text = pgettext("account", "Your role needs a second factor. Set it up first; everything else waits for you.")
    if actor.user_id is not None and not any(str(one) == text for one in messages.get_messages(request)):
        messages.info(request, text)
    return redirect(SET_UP)
