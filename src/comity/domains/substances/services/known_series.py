"""Writes of known series: which seizures come from one source, and why that is known."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances.models import KnownSeries, Report
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record
from comity.kernel.handling.label import Label
from comity.kernel.handling.queries import get_visible
from comity.kernel.handling.services import give_label
from comity.kernel.parties.models import Party

CONTEXT = "linkage"
MOST_MEMBERS = 200
LONGEST = {"name": 120, "reason": 500}


@transaction.atomic
def state_series(
    actor: Actor, reports: Sequence[UUID], *, name: str, reason: str, label: Label, purpose: str = ""
) -> KnownSeries:
    """State that these seizures come from one source. Comparisons learn from it; nobody sees more reports by it."""
    party = Party.objects.filter(pk=actor.party_id).first() if actor.party_id else None
    actor.require("state known series", party)
    wanted = list(dict.fromkeys(reports))
    found = list(Report.objects.visible_to(actor, purpose=purpose).filter(pk__in=wanted).select_related("label"))
    if len(found) != len(wanted):
        raise NotFoundError
    if not 2 <= len(wanted) <= MOST_MEMBERS:
        what = message(CONTEXT, "A series has between 2 and {most} seizures.", most=MOST_MEMBERS)
        raise InputError("linkage.count", what, where="report")
    made = KnownSeries(
        name=_text(name, "name"), reason=_text(reason, "reason"), stated_at=now(), by_party=actor.party_id
    )
    give_label(actor, made, label, sources=found, purpose=purpose)
    made.save()
    made.reports.set(found)
    detail: Detail = {"name": made.name, "reason": made.reason, "reports": [str(key) for key in wanted]}
    record(actor, "state known series", party_id=actor.party_id, object_ref=made.reference, detail=detail)
    return made


@transaction.atomic
def withdraw_series(actor: Actor, series_id: UUID, reason: str, *, purpose: str = "") -> KnownSeries:
    """Take the statement back: nothing learns from it any more."""
    found = get_visible(KnownSeries.objects.all(), actor, series_id, purpose=purpose)
    actor.require("withdraw known series", Party.objects.filter(pk=found.by_party).first() if found.by_party else None)
    if found.withdrawn_at is not None:
        raise ConflictError("linkage.withdrawn", message(CONTEXT, "This series has been withdrawn before."))
    found.withdrawn_at, found.withdrawn_because = now(), _text(reason, "reason")
    found.save(update_fields=["withdrawn_at", "withdrawn_because"])
    detail = {"reason": found.withdrawn_because}
    record(actor, "withdraw known series", party_id=found.by_party, object_ref=found.reference, detail=detail)
    return found


def _text(typed: str, where: str) -> str:
    text = " ".join(typed.split())
    if not text or len(text) > LONGEST[where]:
        what = message(CONTEXT, "This needs a text of at most {longest} characters.", longest=LONGEST[where])
        raise InputError("linkage.text", what, where=where)
    return text
