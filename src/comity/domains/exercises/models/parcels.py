"""Parcels with test items. A label names the parcel by a reference that has nothing to do with the code."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.enrolments import Enrolment
from comity.domains.exercises.models.fields import AppendOnly, one_of
from comity.domains.exercises.states import ParcelState

PARCEL_STATES = {
    ParcelState.PREPARED: pgettext_lazy("state of a parcel", "prepared"),
    ParcelState.DISPATCHED: pgettext_lazy("state of a parcel", "dispatched"),
    ParcelState.DELIVERED: pgettext_lazy("state of a parcel", "delivered"),
    ParcelState.DAMAGED: pgettext_lazy("state of a parcel", "damaged or lost"),
    ParcelState.REPLACED: pgettext_lazy("state of a parcel", "replaced"),
}


class Parcel(models.Model):
    """What one laboratory is sent. The secret of its label is stored as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="parcels")
    reference = models.CharField(max_length=24, unique=True)
    items = models.JSONField(default=list)
    secret_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=20, choices=[(s.value, n) for s, n in PARCEL_STATES.items()], default=ParcelState.PREPARED.value
    )
    carrier = models.CharField(max_length=80, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    prepared_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    damaged_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=120, blank=True)
    confirmed_via = models.CharField(max_length=20, blank=True)  # label | page | token | command line
    condition_note = models.CharField(max_length=1000, blank=True)
    replacement_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("prepared_at", "reference")
        constraints = (
            one_of(ParcelState, "parcel_state_known"),
            models.CheckConstraint(
                condition=Q(replacement_of__isnull=True) | ~Q(replacement_of=models.F("id")),
                name="parcel_not_replacing_itself",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class ParcelEvent(AppendOnly):
    """What happened to a parcel, in order."""

    id = models.BigAutoField(primary_key=True)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=20)
    via = models.CharField(max_length=20)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.state}"
