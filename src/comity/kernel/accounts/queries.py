"""What the rest of the house may know about accounts."""

from __future__ import annotations

from uuid import UUID

from comity.base.clock import now
from comity.kernel.accounts.authentication import authenticate_token
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role

__all__ = ["authenticate_token", "has_administrator"]


def has_administrator(party_id: UUID) -> bool:
    """Whether somebody administers this party now."""
    return Assignment.objects.active(now()).filter(party_id=party_id, role=Role.ADMINISTRATOR).exists()
