"""A laboratory lets its performance in released rounds stand beside its results, or no more."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.domains.substances.models import ComparabilityConsent
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.parties.queries import get_party


@transaction.atomic
def consent_to_comparability(actor: Actor, laboratory_id: UUID, *, consents: bool) -> bool:
    """Say yes or no for a laboratory; a person does this, never a program. Gives whether anything changed."""
    laboratory = get_party(actor, laboratory_id)
    actor.require("consent to comparability", laboratory)
    held = ComparabilityConsent.objects.select_for_update().filter(laboratory=laboratory).first()
    holds = held is not None and held.withdrawn_at is None
    if holds == consents:
        return False
    if held is None:
        ComparabilityConsent.objects.create(laboratory=laboratory, given_at=now())
    elif consents:
        held.given_at, held.withdrawn_at = now(), None
        held.save()
    else:
        held.withdrawn_at = now()
        held.save(update_fields=["withdrawn_at"])
    verb = "consent to comparability" if consents else "withdraw consent to comparability"
    record(actor, verb, party_id=laboratory.pk, object_ref=f"party:{laboratory.pk}")
    return True
