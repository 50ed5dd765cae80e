"""What the rest of the house may know about parties. People are shown by `accounts.queries` only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from comity.base.clock import now
from comity.kernel.parties.models import Membership


def is_part_of(part: UUID, whole: UUID | None) -> bool:
    """Whether one party is, directly or further down, a part of the other today."""
    return whole is not None and whole in wholes_of(part, now().date())


def wholes_of(part: UUID, on: date) -> set[UUID]:
    """The parties that this one is, directly or further up, a part of on that day. One query per step up."""
    found: set[UUID] = set()
    here = {part}
    while here:
        above = (
            Membership.objects.filter(member_id__in=here, part=True, since__lte=on)
            .filter(Q(until__isnull=True) | Q(until__gt=on))
            .values_list("of_id", flat=True)
        )
        here = set(above) - found
        found |= here
    return found
