"""Alerts as their readers see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.domains.substances.models import Alert, AlertReceipt, AlertState
from comity.domains.substances.watch import queries, services
from comity.domains.substances.watch.words import level_badge, state_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.countries import country_name
from comity.kernel.web.pages import Crumbs, for_actor
from comity.kernel.web.tables import Column, DataTable

ALERTS = pgettext_lazy("alerts", "Alerts")
COLUMNS = (
    Column(
        "title",
        pgettext_lazy("alerts", "Alert"),
        lambda row: row.title,
        order=("title",),
        link=lambda row: reverse("watch:alert", args=[row.pk]),
    ),
    Column("level", pgettext_lazy("alerts", "Level"), level_badge, order=("level",)),
    Column("kind", pgettext_lazy("alerts", "Kind"), lambda row: row.get_kind_display(), order=("kind",)),
    Column("published", pgettext_lazy("alerts", "Published"), lambda row: row.published_at, order=("published_at",)),
    Column("state", pgettext_lazy("alerts", "State"), state_badge, order=("state",)),
    Column("label", pgettext_lazy("alerts", "Label"), lambda row: f"TLP:{row.label.tlp}"),
)


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Alerts that went out and that the reader may see."""
    actor.require("see alerts")
    empty = {"title": pgettext("alerts", "No alert has come to you yet.")}
    rows = queries.alerts(actor, purpose=purpose_of(request))
    table = DataTable(request, rows, COLUMNS, name="alerts", caption=ALERTS, sort="-published", empty=empty)
    context = {
        "may_draft": actor.may_in_own_party("draft alert"),
        "waiting": queries.drafts(actor).count() if actor.may_in_own_party("review alert") else 0,
    }
    return table.respond("substances/watch/alerts.html", context)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """One alert."""
    actor.require("see alerts")
    alert = queries.get_alert(actor, alert_id, purpose=purpose_of(request))
    own = str(actor.party_id) == alert.label.originator and not alert.from_node
    mine = AlertReceipt.objects.filter(alert=alert, user=actor.own_account, party=actor.party_id).first()
    context = {
        **shown(alert),
        "read_at": mine.read_at if mine else None,
        "receipts": queries.receipts(actor, alert),
        "may_review": own and alert.state == AlertState.DRAFTED and actor.may_in_own_party("review alert"),
        "may_retract": own and alert.state == AlertState.PUBLISHED and actor.may_in_own_party("retract alert"),
        "crumbs": crumbs(alert.title),
    }
    return render(request, "substances/watch/alert.html", context)


@require_POST
@for_actor
def read(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """Say that one has read it."""
    services.read_alert(actor, alert_id, purpose=purpose_of(request))
    return redirect("watch:alert", alert_id=alert_id)


def shown(alert: Alert) -> dict[str, Any]:
    """What every page about an alert shows."""
    country = country_name(alert.country) if alert.country else ""
    facts = (
        (pgettext("alerts", "Kind"), alert.get_kind_display()),
        (pgettext("alerts", "Substance"), alert.substance.name if alert.substance else ""),
        (pgettext("alerts", "Country"), country),
        (pgettext("alerts", "From node"), alert.from_node),
    )
    return {
        "alert": alert,
        "level": level_badge(alert),
        "state": state_badge(alert) if alert.state != AlertState.PUBLISHED else None,
        "facts": [(name, value) for name, value in facts if value],
    }


def crumbs(last: str) -> Crumbs:
    """Where a page about alerts stands."""
    return [(ALERTS, reverse("watch:alerts")), (last, "")]


def purpose_of(request: HttpRequest) -> str:
    """The purpose that the page states, for labels that ask for one."""
    return request.GET.get("purpose", "")[:40]
