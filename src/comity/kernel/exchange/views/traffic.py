"""The node and its peers on one page; what left, what came; one record with its proof and its receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.forms import ReasonForm, RecordFilter
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.queries.cards import newest_card, own_keys
from comity.kernel.exchange.queries.records import (
    notices,
    originator_of,
    outstanding,
    place_in_log,
    readable_content,
    versions,
)
from comity.kernel.exchange.rules import in_groups
from comity.kernel.exchange.views.columns import CAME, LEFT, PEERS
from comity.kernel.exchange.views.peers import EXCHANGE
from comity.kernel.exchange.words import state_badge, type_name
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable


@require_safe
@for_actor
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The node, its card and its peers."""
    actor.require("see exchange")
    card = newest_card()
    table = DataTable(
        request,
        queries.list_peers(actor),
        PEERS,
        name="peers",
        caption=pgettext("exchange", "Other nodes"),
        empty={
            "title": pgettext("exchange", "No other node is known here yet."),
            "text": pgettext("exchange", "Exchange cards with another node, then compare fingerprints."),
        },
    )
    context = {
        "card": card,
        "fingerprint": in_groups(card.fingerprint) if card else "",
        "link": request.build_absolute_uri(reverse("exchange:card")),
        "keys": own_keys(actor),
        "outstanding": list(outstanding(actor)[:20]),
        "may_introduce": actor.may("introduce peer"),
    }
    context["code"] = _code(f"{context['link']}#{card.fingerprint}") if card else ""
    return table.respond("exchange/home.html", context)


@require_safe
def card(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same card
    """The card of this node, for whoever wants to introduce it at theirs: what it says is public."""
    found = newest_card()
    if found is None:
        raise NotFoundError
    answer = HttpResponse(found.envelope + "\n", content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="node-card.json"'
    return answer


@require_http_methods(["POST"])
@for_actor
def issue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A card where there is none yet, or a new one after a change of name or address."""
    services.issue_card(actor)
    messages.success(request, pgettext("exchange", "The card is up to date."))
    return redirect("exchange:home")


@require_safe
@for_actor
def left(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What left this node."""
    actor.require("see exchange")
    return _records(request, queries.list_left(actor), LEFT, pgettext("exchange", "What left this node"), "left")


@require_safe
@for_actor
def came(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What came to this node."""
    actor.require("see exchange")
    return _records(request, queries.list_came(actor), CAME, pgettext("exchange", "What came to this node"), "came")


@require_safe
@for_actor
def record(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One version of a record: what it is, who may see it, its proof, its receipts."""
    purpose = request.GET.get("purpose", "")
    found = queries.get_record(actor, key, purpose=purpose)
    context = {
        "record": found,
        "name": type_name(found.type, found.type_version),
        "badge": state_badge(found),
        "label": found.label.value,
        "content": readable_content(actor, found, purpose=purpose),
        "versions": versions(actor, found),
        "notices": notices(actor, found),
        "acknowledgements": queries.acknowledgements(actor, found) if found.is_own else [],
        "index": place_in_log(found),
        "may_recall": found.is_own and found.state != "recalled" and actor.may("recall record"),
        "may_narrow": found.is_own and found.state != "recalled" and actor.may("narrow record", originator_of(found)),
        "crumbs": [(EXCHANGE, reverse("exchange:home")), (type_name(found.type, found.type_version), "")],
    }
    return render(request, "exchange/record.html", context)


def _said_later(service: Callable[[Actor, Record, str], Any], heading: Text, lead: Text) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @for_actor
    def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
        found = queries.get_record(actor, key)
        actor.require("recall record")
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                service(actor, found, form.cleaned_data["reason"])
            except ComityError as error:
                add_error(form, error)
            else:
                messages.success(request, pgettext("exchange", "Every node that holds it is told."))
                return redirect("exchange:record", key)
        back = reverse("exchange:record", args=[key])
        crumbs = [(EXCHANGE, reverse("exchange:home")), (str(heading), "")]
        words = {"heading": str(heading), "lead": str(lead), "action": str(heading)}
        return render_form(request, form, **words, back=back, crumbs=crumbs)

    return page


recall = _said_later(
    services.recall_record,
    pgettext_lazy("exchange", "Recall this record"),
    pgettext_lazy("exchange", "Whoever holds it erases its content and acknowledges that. It cannot be taken back."),
)
withdraw = _said_later(
    services.withdraw_record,
    pgettext_lazy("exchange", "Withdraw this record"),
    pgettext_lazy("exchange", "It counts no more. Whoever holds it keeps it, marked as withdrawn."),
)


def _records(request: HttpRequest, rows: QuerySet[Record], columns: Any, heading: str, name: str) -> HttpResponse:
    table = DataTable(
        request,
        rows,
        columns,
        name=name,
        caption=heading,
        filters=RecordFilter,
        narrow=_narrow,
        empty={"title": pgettext("exchange", "Nothing has passed yet.")},
    )
    crumbs = [(EXCHANGE, reverse("exchange:home")), (heading, "")]
    return table.respond("exchange/records.html", {"heading": heading, "crumbs": crumbs})


def _narrow(rows: QuerySet[Record], given: dict[str, Any]) -> QuerySet[Record]:
    if given.get("type"):
        rows = rows.filter(type=given["type"])
    if given.get("state"):
        rows = rows.filter(state=given["state"])
    return rows.filter(origin__icontains=given["origin"]) if given.get("origin") else rows


def _code(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=4, svgclass=None, lineclass=None, omitsize=True)
    return str(mark_safe(drawn))  # noqa: S308 - drawn here from an address and a hash, no text in it
