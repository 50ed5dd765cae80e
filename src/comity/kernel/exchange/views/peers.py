"""Pages of peers: introduce, confirm, agree, suspend, end; what is wrong with one, and what it was refused."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.errors import ComityError
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.client import fetch_card
from comity.kernel.exchange.forms import AgreementForm, CardForm, FingerprintForm, ReasonForm, RouteForm
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.queries.peers import agreements, introductions
from comity.kernel.exchange.rules import in_groups
from comity.kernel.exchange.synchronising import synchronise
from comity.kernel.exchange.views.columns import REFUSED
from comity.kernel.exchange.words import standing_of
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import Crumbs, add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable

EXCHANGE = pgettext_lazy("exchange", "Exchange")
LONGEST_SYNCHRONISATION = 20.0  # seconds, from a page; the background has longer


@require_safe
@for_actor
def peer(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """One peer: how it stands, what was agreed, what passes."""
    found = queries.get_peer(actor, peer_id)
    agreed = list(agreements(actor, peer_id))
    context = {
        "peer": found,
        "stands": standing_of(found, agreed=bool(agreed)),
        "agreements": agreed,
        "keys": queries.peer_keys(actor, peer_id),
        "introductions": introductions(actor, peer_id),
        "fingerprint": in_groups(found.fingerprint),
        "waiting": found.queued - found.acknowledged,
        "refused": queries.list_refusals(actor, peer_id).count(),
        "may_change": actor.may("introduce peer"),
        "crumbs": _crumbs(found.name),
    }
    return render(request, "exchange/peer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Introduce another node."""
    actor.require("introduce peer")
    form = CardForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _attempt(form, lambda: services.add_peer(actor, _card(form), how="page"))
        if made is not None:
            messages.success(request, pgettext("exchange", "The node is introduced. Compare fingerprints now."))
            return redirect("exchange:confirm", made.pk)
    heading, action = pgettext("exchange", "Introduce a node"), pgettext("exchange", "Read the card")
    back = reverse("exchange:home")
    return render_form(request, form, heading=heading, action=action, back=back, crumbs=_crumbs(heading))


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def new_card(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Take a later card of a peer; people compare fingerprints again unless its known keys have signed it."""
    found = queries.get_peer(actor, peer_id)
    actor.require("take card")
    form = CardForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = _attempt(form, lambda: services.take_card(actor, peer_id, _card(form), how="page"))
        if taken is not None:
            messages.success(request, pgettext("exchange", "The card is taken."))
            return redirect("exchange:peer", peer_id)
    heading, action = pgettext("exchange", "A new card of this node"), pgettext("exchange", "Read the card")
    return _form(request, form, found, heading, action)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def confirm(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Say that the fingerprint was compared over another line."""
    found = queries.get_peer(actor, peer_id)
    actor.require("confirm peer")
    form = FingerprintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["fingerprint"]
        if _attempt(form, lambda: services.confirm_peer(actor, peer_id, typed)) is not None:
            messages.success(request, pgettext("exchange", "Confirmed. Now agree on what may pass."))
            return redirect("exchange:agree", peer_id)
    context = {"peer": found, "own": in_groups(queries.own_card(actor).fingerprint)}
    return render_form(request, form, "exchange/confirm.html", **context, crumbs=_crumbs(found.name, found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def agree(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Agree on one record type; `?type=` names one to change."""
    found = queries.get_peer(actor, peer_id)
    actor.require("set agreement")
    known = next((one for one in agreements(actor, peer_id) if one.record_type == request.GET.get("type")), None)
    start = {name: getattr(known, name) for name in AgreementForm.base_fields} if known else {}
    form = AgreementForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        agreed = _attempt(form, lambda: services.set_agreement(actor, peer_id, **form.cleaned_data))
        if agreed is not None:
            messages.success(request, pgettext("exchange", "The agreement holds from now on."))
            return redirect("exchange:peer", peer_id)
    heading = pgettext("exchange", "What may pass between us and %(name)s") % {"name": found.name}
    return _form(request, form, found, heading, pgettext("exchange", "Agree"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def route(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Who passes on to whom."""
    found = queries.get_peer(actor, peer_id)
    actor.require("introduce peer")
    others = queries.list_peers(actor).exclude(pk=peer_id).filter(through=None)
    start = {"relay": found.relay, "served": found.served, "through": found.through_id}
    form = RouteForm(request.POST or None, initial=start, peers=others)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        through = given["through"].pk if given["through"] else None
        changed = _attempt(
            form,
            lambda: services.change_route(
                actor, peer_id, relay=given["relay"], served=given["served"], through=through
            ),
        )
        if changed is not None:
            return redirect("exchange:peer", peer_id)
    return _form(request, form, found, pgettext("exchange", "How records are passed on"), pgettext("exchange", "Save"))


def _with_reason(
    verb: str, service: Callable[[Actor, UUID, str], Peer], heading: Text, said: Text
) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @for_actor
    def page(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
        found = queries.get_peer(actor, peer_id)
        actor.require(verb)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            changed = _attempt(form, lambda: service(actor, peer_id, form.cleaned_data["reason"]))
            if changed is not None:
                messages.success(request, str(said))
                return redirect("exchange:peer", peer_id)
        return _form(request, form, found, str(heading), str(heading))

    return page


suspend = _with_reason(
    "suspend peer",
    services.suspend_peer,
    pgettext_lazy("exchange", "Suspend this node"),
    pgettext_lazy("exchange", "Nothing passes until the node is resumed."),
)
resume = _with_reason(
    "resume peer",
    services.resume_peer,
    pgettext_lazy("exchange", "Resume this node"),
    pgettext_lazy("exchange", "What has waited passes again."),
)
end = _with_reason(
    "end peer",
    services.end_peer,
    pgettext_lazy("exchange", "End the exchange with this node"),
    pgettext_lazy("exchange", "Nothing passes any more."),
)


@require_POST
@for_actor
def synchronise_now(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Ask the peer now, and say what came."""
    queries.get_peer(actor, peer_id)
    done = synchronise(actor, peer_id, seconds=LONGEST_SYNCHRONISATION)
    said = pgettext("exchange", "%(taken)s taken in, %(refused)s refused.")
    messages.success(request, said % {"taken": done.taken, "refused": done.refused})
    return redirect("exchange:peer", peer_id)


@require_safe
@for_actor
def refused(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """What was not taken in, and why."""
    found = queries.get_peer(actor, peer_id)
    table = DataTable(
        request,
        queries.list_refusals(actor, peer_id),
        REFUSED,
        name="refused",
        caption=pgettext("exchange", "What was not taken in"),
        empty={"title": pgettext("exchange", "Everything that came was taken in.")},
    )
    heading = pgettext("exchange", "Not taken in")
    context = {"peer": found, "may_change": actor.may("synchronise"), "crumbs": _crumbs(heading, found)}
    return table.respond("exchange/refused.html", context)


@require_POST
@for_actor
def retry(request: HttpRequest, actor: Actor, peer_id: UUID) -> HttpResponse:
    """Look once more at what was refused."""
    outcome = services.retry_refused(actor, peer_id)
    said = pgettext("exchange", "%(taken)s taken in, %(refused)s refused.")
    messages.success(request, said % {"taken": outcome.taken, "refused": outcome.refused})
    return redirect("exchange:refused", peer_id)


def _card(form: Form) -> str:
    given = form.cleaned_data
    if given["file"]:
        try:
            return str(given["file"].read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValidationError("") from error
    return str(given["card"]) if given["card"] else fetch_card(given["address"])


def _attempt(form: Form, act: Callable[[], object]) -> Peer | None:
    """What the service answers, or nothing: then the form says why."""
    try:
        done = act()
    except ComityError as error:
        add_error(form, error)
        return None
    except ValidationError:
        form.add_error("file", pgettext("exchange", "This file is not a card."))
        return None
    return done  # type: ignore[return-value]  # a peer, or anything that is not None


def _form(request: HttpRequest, form: Form, found: Peer, heading: str, action: str) -> HttpResponse:
    back = reverse("exchange:peer", args=[found.pk])
    return render_form(
        request, form, heading=heading, lead=found.name, action=action, back=back, crumbs=_crumbs(heading, found)
    )


def _crumbs(heading: str, found: Peer | None = None) -> Crumbs:
    middle = [(found.name, reverse("exchange:peer", args=[found.pk]))] if found and found.name != heading else []
    return [(EXCHANGE, reverse("exchange:home")), *middle, (heading, "")]
