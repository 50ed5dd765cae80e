"""Chemical profiles of what was found."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, clean_profile
from comity.domains.substances.models import Profile
from comity.domains.substances.services.holding import hold_report
from comity.domains.substances.services.publishing import publish_profile
from comity.domains.substances.services.reports import confirmed_substance
from comity.domains.substances.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import Detail, record

MOST_PROFILES = 50  # of one report


@transaction.atomic
def record_profile(actor: Actor, report_id: UUID, values: ProfileValues) -> Profile:
    """Keep a profile with its report; it has the report's label, and follows it where it was released."""
    held = hold_report(actor, report_id, "correct report")
    cleaned = clean_profile(values)
    if held.profiles.count() >= MOST_PROFILES:
        what = message(CONTEXT, "A report has at most {count} profiles.", count=MOST_PROFILES)
        raise ConflictError("profiles-too-many", what)
    made = Profile.objects.create(
        report=held,
        substance=confirmed_substance(cleaned.substance),
        method=cleaned.method,
        compounds=dict(cleaned.compounds),
        measured_on=cleaned.measured_on,
    )
    detail: Detail = {"method": made.method, "compounds": len(made.compounds)}
    record(actor, "record profile", party_id=held.reporter_id, object_ref=held.reference, detail=detail)
    if held.released_at is not None:
        publish_profile(actor, made)
    return made
