"""Accredited scopes: add, change, withdraw."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.directory import queries, services
from comity.domains.directory.forms import ScopeForm, WithdrawForm
from comity.domains.directory.values import ScopeValues
from comity.domains.directory.views.conflicts import Difference, answer, save
from comity.domains.directory.views.entries import FORM_METHODS, form_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import add_error, for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """A new scope."""
    party = queries.entry(actor, party_id).party
    actor.require("edit accredited scope", party)
    form = ScopeForm(request.POST or None)
    if request.method == "POST":
        found = save(form, form.values, lambda values: services.add_scope(actor, party_id, values))
        if found is None:
            messages.success(request, pgettext("directory", "The accredited scope is added."))
            return redirect("directory:entry", party_id)
    return answer(request, form, [], **form_context(party, pgettext("directory", "Add an accredited scope")))


@require_http_methods(FORM_METHODS)
@for_actor
def change(request: HttpRequest, actor: Actor, scope_id: UUID) -> HttpResponse:
    """Correct or prolong a scope."""
    scope = queries.known_scope(actor, scope_id)
    party = scope.profile.party
    actor.require("edit accredited scope", party)
    names = (*ScopeValues.__dataclass_fields__, "version")
    form = ScopeForm(request.POST or None, initial={name: getattr(scope, name) for name in names})
    differences: list[Difference] = []
    if request.method == "POST":
        found = save(
            form,
            form.values,
            lambda values: services.change_scope(actor, scope_id, values, version=form.cleaned_data["version"]),
        )
        if found is None:
            messages.success(request, pgettext("directory", "Saved."))
            return redirect("directory:entry", party.pk)
        differences = found
    return answer(
        request, form, differences, **form_context(party, pgettext("directory", "Change the accredited scope"))
    )


@require_http_methods(FORM_METHODS)
@for_actor
def withdraw(request: HttpRequest, actor: Actor, scope_id: UUID) -> HttpResponse:
    """Say that a scope holds no more."""
    scope = queries.known_scope(actor, scope_id)
    party = scope.profile.party
    actor.require("edit accredited scope", party)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_scope(actor, scope_id, on=form.cleaned_data["on"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("directory", "The scope is withdrawn; it stays readable."))
            return redirect("directory:entry", party.pk)
    heading = pgettext("directory", "Withdraw the scope %(scope)s") % {"scope": scope}
    return answer(request, form, [], **form_context(party, heading) | {"action": pgettext("directory", "Withdraw")})
