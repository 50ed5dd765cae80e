"""Series of seizures of which somebody knows that they come from one source: what comparisons are learned from."""

from __future__ import annotations

from django.db import models

from comity.domains.substances.models.reports import Report
from comity.kernel.handling.models import Labelled, LabelledQuerySet


class KnownSeriesQuerySet(LabelledQuerySet["KnownSeries"]):
    """Known series, narrowed down."""


class KnownSeries(Labelled):
    """Seizures of one source, and why that is known. Its label is never weaker than those of the reports."""

    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    reports = models.ManyToManyField(Report, related_name="known_series")
    stated_at = models.DateTimeField()
    by_party = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = KnownSeriesQuerySet.as_manager()

    class Meta:
        ordering = ("-stated_at", "id")
        verbose_name_plural = "known series"

    def __str__(self) -> str:
        return self.name
