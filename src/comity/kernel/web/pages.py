"""What views share: who acts, confirmation, forms, errors of services shown beside the field.

@for_actor
def rename(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse: …
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from comity.base.errors import ComityError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.web.badges import Text

P = ParamSpec("P")
Crumbs = Sequence[tuple[Text, str]]  # the last has no address: it is this page

UNPROCESSABLE = 422
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "login", "credential")
MOST_KEPT = 2000  # fields of a form that is offered for sending again


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question before something that cannot simply be undone, with its consequences in words."""

    question: Text
    action: Text
    back: str
    consequences: Sequence[Text] = ()
    final: bool = False


def for_actor(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets who acts as its second argument; others are asked to sign in, and lose nothing they typed."""

    @wraps(view)
    def signed_in(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor is not None:
            return view(request, actor, *args, **kwargs)
        if request.method == "POST" and sent_from_here(request):
            return render(request, "web/signed_out.html", {"kept": kept_fields(request)}, status=401)
        return redirect_to_login(request.get_full_path())

    return signed_in


def confirm(request: HttpRequest, confirmation: Confirmation, *, crumbs: Crumbs = ()) -> HttpResponse | None:
    """The page that asks, or nothing once the answer was yes: `if page := confirm(…): return page`."""
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        return None
    context = {"confirmation": confirmation, "kept": kept_fields(request), "crumbs": crumbs}
    return render(request, "web/confirm.html", context)


def render_form(
    request: HttpRequest, form: forms.Form, template: str = "web/page_form.html", /, **context: Any
) -> HttpResponse:
    """A page with a form; status 422 when it comes back with errors."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def add_error(form: forms.Form, error: ComityError) -> None:
    """What a service refused, in words, beside the field it names, or above the form."""
    language = get_language() or "en"
    words = [error.what.render(language), error.remedy.render(language) if error.remedy else ""]
    field = error.where if error.where in form.fields else None
    form.add_error(field, " ".join(word for word in words if word))


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, for sending again; never a password or a code."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in sent if not name.endswith(NEVER_KEPT) and name != "confirmed"][:MOST_KEPT]


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this; a foreign page gets nothing offered again."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}"


def local_address(request: HttpRequest, wanted: str | None, otherwise: str = "/") -> str:
    """An address of this site to go back to; a foreign one is not followed."""
    allowed = {request.get_host()}
    fits = wanted and url_has_allowed_host_and_scheme(wanted, allowed, require_https=request.is_secure())
    return str(wanted) if fits else otherwise
