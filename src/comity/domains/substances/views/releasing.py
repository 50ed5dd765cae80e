"""An entry of the register is told to other nodes: to whom is shown first."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.domains.substances import queries, services
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.services.publishing import SUBSTANCE
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.domains.substances.views.sending import Sending, send
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.handling.forms import LabelForm
from comity.kernel.web.pages import for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def release(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """Tell other nodes what a substance is; they hear of later changes by themselves."""
    found = queries.seen_substance(actor, substance_id)
    actor.require("release substance", keeper())
    sent = Record.objects.filter(pk=found.record_key).first() if found.record_key else None
    label = LabelForm(request.POST or None, actor=actor, label=sent.handling if sent else None)
    heading, back = (
        pgettext("substances", "Tell other nodes what it is"),
        reverse("substances:substance", args=[found.pk]),
    )
    page = Sending(
        heading=heading,
        lead=found.name,
        action=pgettext("substances", "Tell them"),
        done=pgettext("substances", "Told. They hear of every later change of its identity."),
        back=back,
        crumbs=[(SUBSTANCES, reverse("substances:register")), (found.name, back), (heading, "")],
        record_type=SUBSTANCE,
    )
    return send(request, actor, page, label, lambda chosen: services.release_substance(actor, found.pk, chosen))
