"""The key store: which laboratory has which code in a round, and everybody who ever looked."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from comity.domains.exercises.models.fields import AppendOnly
from comity.domains.exercises.models.rounds import Round
from comity.kernel.accounts.models import User
from comity.kernel.parties.models import Party


class ParticipantCode(models.Model):
    """The name under which a laboratory's results go through one round. `id` is as random as the code.

    Never follow `laboratory` from a result: `services.look_up_code` does, and writes it down.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="codes")
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="participant_codes")
    code = models.CharField(max_length=16)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("round", "code"), name="participant_code_once"),
            models.UniqueConstraint(fields=("round", "laboratory"), name="participant_code_one_each"),
        )

    def __str__(self) -> str:
        return self.code


class CodeLookup(AppendOnly):
    """Somebody learned which laboratory a code stands for. The laboratory can see it."""

    id = models.BigAutoField(primary_key=True)
    code = models.ForeignKey(ParticipantCode, on_delete=models.PROTECT, related_name="lookups")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    why = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="code_lookup_has_reason"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
