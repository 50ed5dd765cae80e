"""What laboratories are told of, as far as the node itself must know."""

from __future__ import annotations

from uuid import UUID

from comity.domains.exercises.models import Notice


def unmailed(round_id: UUID) -> int:
    """How many notices about a round no mail server has taken yet; for the task that tries again."""
    return Notice.objects.filter(round_id=round_id, mailed_at__isnull=True).count()
