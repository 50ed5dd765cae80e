"""What one wants to be told about."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.errors import ComityError
from comity.domains.substances.models import Subscription, Substance, Topic
from comity.domains.substances.watch import queries, services
from comity.domains.substances.watch.forms import SubscriptionForm, topics
from comity.domains.substances.watch.views.alerts import crumbs
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own subscriptions, and one more."""
    actor.require("see alerts")
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.subscribe(actor, *form.topic(), by_mail=form.cleaned_data["by_mail"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("alerts", "You will be told."))
            return redirect("watch:subscriptions")
    rows = queries.subscriptions(actor)
    title = pgettext("alerts", "What I am told about")
    context = {"form": form, "rows": [(one, name) for one, name in _named(rows)], "crumbs": crumbs(title)}
    return render(request, "substances/watch/subscriptions.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@for_actor
def end(request: HttpRequest, actor: Actor, subscription_id: UUID) -> HttpResponse:
    """No more of this."""
    services.unsubscribe(actor, subscription_id)
    messages.success(request, pgettext("alerts", "You will not be told of this any more."))
    return redirect("watch:subscriptions")


def _named(rows: list[Subscription]) -> list[tuple[Subscription, str]]:
    keys = [one.value for one in rows if one.topic == Topic.SUBSTANCE]
    names = {str(key): name for key, name in Substance.objects.filter(pk__in=keys).values_list("pk", "name")}
    for choice in topics():
        if isinstance(choice[1], list):
            names |= {str(value).partition(":")[2]: str(name) for value, name in choice[1]}
    return [(one, names.get(one.value, one.value) if one.value else "") for one in rows]
