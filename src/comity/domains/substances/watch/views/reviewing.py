"""Drafts: written by a rule or a person, looked at by a person, published or dismissed; and retraction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.substances.models import Alert
from comity.domains.substances.watch import queries, services
from comity.domains.substances.watch.forms import AlertForm, ReasonForm
from comity.domains.substances.watch.views.alerts import crumbs, purpose_of, shown
from comity.domains.substances.watch.words import level_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.queries import who_will_receive
from comity.kernel.handling.audience import audience
from comity.kernel.handling.forms import LabelForm
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor, render_form

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@for_actor
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Drafts of one's own organisation."""
    actor.require("see alerts")
    rows = [(one, level_badge(one)) for one in queries.drafts(actor, purpose=purpose_of(request))]
    may = actor.may_in_own_party("review alert")
    title = pgettext("alerts", "Drafts")
    context = {"rows": rows, "may_review": may, "crumbs": crumbs(title)}
    return render(request, "substances/watch/drafts.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def write(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A person drafts an alert."""
    actor.require("see alerts")
    form, label = AlertForm(request.POST or None), LabelForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid() and label.is_valid():
        try:
            made = services.draft_alert(actor, form.values(), label.to_label())
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("alerts", "Drafted. It goes out when somebody has reviewed it."))
            return redirect("watch:alert", alert_id=made.pk)
    title = pgettext("alerts", "Write an alert")
    context = {"form": form, "label": label, "heading": title, "crumbs": crumbs(title)}
    status = UNPROCESSABLE if form.errors or label.errors else 200
    return render(request, "substances/watch/write.html", context, status=status)


@require_http_methods(FORM_METHODS)
@for_actor
def review(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """Look at what it says and whom it reaches, then let it go."""
    alert = queries.get_alert(actor, alert_id, purpose=purpose_of(request))
    form = AlertForm(request.POST or None, initial=_initial(alert))
    label = LabelForm(request.POST or None, actor=actor, label=alert.handling)
    context: dict[str, Any] = {**shown(alert), "form": form, "label": label, "crumbs": crumbs(alert.title)}
    if request.method == "POST" and form.is_valid() and label.is_valid():
        try:
            if request.POST.get("step") == "publish":
                text = form.values(alert.kind, alert.substance_id)
                services.publish_alert(actor, alert.pk, text, label.to_label(), version=form.cleaned_data["version"])
                messages.success(request, pgettext("alerts", "The alert is published."))
                return redirect("watch:alert", alert_id=alert.pk)
            context["audience"] = audience(actor, label.to_label())
            context["nodes"] = who_will_receive(actor, services.ALERT, label.to_label())
        except ComityError as error:
            add_error(form, error)
    status = UNPROCESSABLE if form.errors or label.errors else 200
    return render(request, "substances/watch/review.html", context, status=status)


@require_http_methods(FORM_METHODS)
@for_actor
def dismiss(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """It does not go out."""
    return _with_reason(request, actor, alert_id, services.dismiss_alert, pgettext("alerts", "Dismiss this draft"))


@require_http_methods(FORM_METHODS)
@for_actor
def retract(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """It was wrong, or is over."""
    return _with_reason(request, actor, alert_id, services.retract_alert, pgettext("alerts", "Retract this alert"))


def _with_reason(
    request: HttpRequest, actor: Actor, key: UUID, decide: Callable[..., Alert], heading: str
) -> HttpResponse:
    alert = queries.get_alert(actor, key, purpose=purpose_of(request))
    form = ReasonForm(request.POST or None, initial={"version": alert.version})
    if request.method == "POST" and form.is_valid():
        try:
            decide(actor, key, form.cleaned_data["reason"], version=form.cleaned_data["version"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("alerts", "Done, and written down."))
            return redirect("watch:alert", alert_id=key)
    lead = pgettext("alerts", "Whoever has read it sees the reason.")
    back = reverse("watch:alert", args=[key])
    return render_form(request, form, heading=heading, lead=lead, action=heading, back=back, crumbs=crumbs(alert.title))


def _initial(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in ("title", "level", "country", "text", "version")}
