"""The audit trail of an organisation: what was done to it and its people, by whom, from where."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from comity.kernel.accounts import queries
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.views.columns import TRAIL
from comity.kernel.accounts.views.people import HEADING
from comity.kernel.parties.queries import get_party
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import DataTable


@require_safe
@for_actor
def trail(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Newest first."""
    party = get_party(actor, party_id)
    table = DataTable(
        request,
        queries.audit_trail(actor, party_id),
        TRAIL,
        name="trail",
        caption=pgettext("people", "What was done, newest first"),
        empty={"title": pgettext("people", "Nothing has been done yet.")},
    )
    crumbs = [(HEADING, reverse("accounts:people", args=[party_id])), (pgettext("people", "Audit trail"), "")]
    return table.respond("accounts/trail.html", {"party": party, "crumbs": crumbs})
