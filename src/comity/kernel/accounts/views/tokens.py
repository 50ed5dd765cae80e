"""Pages for my tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.forms import TokenForm
from comity.kernel.accounts.policy import scopes_of
from comity.kernel.web.pages import Confirmation, add_error, confirm, for_actor, render_form

MY_ACCOUNT = pgettext_lazy("account", "My account")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_actor
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a token; its secret is on the answer to this request and nowhere else."""
    form = TokenForm(request.POST or None, scopes=scopes_of(actor.role))
    heading = pgettext("account", "New token")
    crumbs = [(MY_ACCOUNT, reverse("accounts:mine")), (heading, "")]
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.create_token(actor, **form.cleaned_data)
        except ComityError as error:
            add_error(form, error)
        else:
            return render(request, "accounts/token.html", {"issued": issued, "crumbs": crumbs})
    action, back = pgettext("account", "Make the token"), reverse("accounts:mine")
    return render_form(request, form, heading=heading, action=action, back=back, crumbs=crumbs)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def revoke(request: HttpRequest, actor: Actor, token_id: UUID) -> HttpResponse:
    """A token stops working."""
    token = queries.get_token(actor, token_id)
    question = Confirmation(
        question=pgettext("account", "Revoke the token “%(name)s”?") % {"name": token.name},
        consequences=[pgettext("account", "Every program that carries it is refused from now on.")],
        action=pgettext("account", "Revoke"),
        back=reverse("accounts:mine"),
        final=True,
    )
    if page := confirm(request, question):
        return page
    services.revoke_token(actor, token_id)
    messages.success(request, pgettext("account", "The token works no more."))
    return redirect("accounts:mine")
