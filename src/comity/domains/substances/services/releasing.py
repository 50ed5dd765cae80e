"""An entry of the register is told to other nodes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.domains.substances.models import Substance
from comity.domains.substances.services.holding import hold_substance
from comity.domains.substances.services.publishing import publish_substance
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.handling.label import Label


@transaction.atomic
def release_substance(actor: Actor, substance_id: UUID, label: Label) -> Substance:
    """Let other nodes know what this substance is; later changes of its identity follow by themselves."""
    held = hold_substance(actor, substance_id, "release substance")
    detail = {"name": held.name, "tlp": label.tlp.value}
    record(actor, "release substance", party_id=actor.party_id, object_ref=f"substance:{held.pk}", detail=detail)
    publish_substance(actor, held, label)
    return held
