"""Scores of a laboratory for rooms above, which show them only where the laboratory has consented."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from comity.domains.exercises.models import Score
from comity.domains.exercises.queries.outcome import holding_runs


def released_scores_of(laboratory_id: UUID) -> QuerySet[Score]:
    """What a laboratory was scored for in released rounds, by the evaluation that holds, the latest first."""
    found = Score.objects.filter(code__laboratory=laboratory_id, run__in=holding_runs()).exclude(substance="")
    return found.select_related("run__round__scheme").defer("run__round__plan").order_by("-run__released_at", "id")
