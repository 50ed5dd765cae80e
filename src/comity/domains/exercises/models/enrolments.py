"""Which laboratory takes part in a round, what it may lawfully receive, and its permits. Knows no code."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.fields import one_of
from comity.domains.exercises.models.rounds import Round
from comity.domains.exercises.states import EnrolmentState, PermitState
from comity.kernel.parties.models import Party

ENROLMENT_STATES = {
    EnrolmentState.INVITED: pgettext_lazy("state of an enrolment", "invited"),
    EnrolmentState.REQUESTED: pgettext_lazy("state of an enrolment", "requested"),
    EnrolmentState.ENROLLED: pgettext_lazy("state of an enrolment", "enrolled"),
    EnrolmentState.DECLINED: pgettext_lazy("state of an enrolment", "declined"),
    EnrolmentState.WITHDRAWN: pgettext_lazy("state of an enrolment", "withdrawn"),
    EnrolmentState.REFUSED: pgettext_lazy("state of an enrolment", "refused"),
}
PERMIT_STATES = {
    PermitState.NEEDED: pgettext_lazy("state of a permit", "needed"),
    PermitState.APPLIED: pgettext_lazy("state of a permit", "applied for"),
    PermitState.GRANTED: pgettext_lazy("state of a permit", "granted"),
    PermitState.REFUSED: pgettext_lazy("state of a permit", "refused"),
}
DIRECTIONS = {
    "import": pgettext_lazy("direction of a permit", "import"),
    "export": pgettext_lazy("direction of a permit", "export"),
}


class Enrolment(models.Model):
    """A laboratory in a round. `menu` lists the substances it may receive; null: it has not said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="enrolments")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=20, choices=[(s.value, n) for s, n in ENROLMENT_STATES.items()])
    menu = models.JSONField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)  # from the laboratory
    reason = models.CharField(max_length=1000, blank=True)  # of a refusal, a declining or a withdrawal
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            one_of(EnrolmentState, "enrolment_state_known"),
            models.UniqueConstraint(fields=("round", "laboratory"), name="enrolment_once"),
        )

    def __str__(self) -> str:
        return f"{self.laboratory} · {self.round}"


class Permit(models.Model):
    """A permit to import or export controlled substances for one laboratory in one round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="permits")
    direction = models.CharField(max_length=10, choices=list(DIRECTIONS.items()))
    state = models.CharField(max_length=20, choices=[(s.value, n) for s, n in PERMIT_STATES.items()])
    number = models.CharField(max_length=80, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    substances = models.JSONField(default=list)
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("direction", "recorded_at", "id")
        constraints = (
            one_of(PermitState, "permit_state_known"),
            models.CheckConstraint(condition=Q(direction__in=("import", "export")), name="permit_direction_known"),
            models.UniqueConstraint(
                fields=("enrolment", "direction", "number"), condition=~Q(number=""), name="permit_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=PermitState.GRANTED.value) | (~Q(number="") & Q(valid_until__isnull=False)),
                name="permit_granted_with_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.number}".strip()
