"""Labels: printing one gives it a new secret, so that only the sheet printed last opens anything."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.models import Parcel
from comity.domains.exercises.services.holding import held_round, write_down_for
from comity.domains.exercises.services.parcels import SECRET_BYTES, PreparedParcel
from comity.domains.exercises.states import ParcelState
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import digest

PRINTABLE = (ParcelState.PREPARED, ParcelState.DISPATCHED)


@transaction.atomic
def print_labels(
    actor: Actor, round_id: UUID, *, parcel_ids: Collection[UUID] | None = None
) -> tuple[PreparedParcel, ...]:
    """Labels for the named parcels, or for all that have not left yet; earlier labels of theirs open nothing more."""
    round_ = held_round(actor, round_id, "prepare parcels")
    found = Parcel.objects.select_for_update(of=("self",)).filter(enrolment__round=round_)
    found = found.select_related("enrolment__laboratory", "enrolment__round__scheme__organiser")
    if parcel_ids is None:
        found = found.filter(state=ParcelState.PREPARED)
    else:
        found = found.filter(pk__in=list(parcel_ids), state__in=PRINTABLE)
    printed = [PreparedParcel(parcel, secrets.token_urlsafe(SECRET_BYTES)) for parcel in found]
    if not printed:
        raise ConflictError(
            "no-labels",
            message("parcel", "There is no parcel that waits for a label."),
            remedy=message("parcel", "Prepare parcels first."),
        )
    for one in printed:
        one.parcel.secret_hash = digest(one.secret)
        one.parcel.version += 1
        write_down_for(
            actor, "prepare parcels", one.parcel.enrolment, {"parcel": one.parcel.reference, "label": "printed"}
        )
    Parcel.objects.bulk_update([one.parcel for one in printed], ["secret_hash", "version"])
    return tuple(sorted(printed, key=lambda one: one.parcel.enrolment.laboratory.name.casefold()))
