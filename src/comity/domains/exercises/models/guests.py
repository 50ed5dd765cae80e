"""Rounds across nodes.

At the laboratory's node a round of another node stands in the ordinary tables, under the identifiers that it has there;
`GuestRound` says whose it is. At the organiser's node `Announcement` says which nodes know of a round. A laboratory or
an organiser that acts at another node has a row in `PartyElsewhere`: nobody else speaks for it here.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models.enrolments import Enrolment
from comity.domains.exercises.models.fields import AppendOnly, one_of
from comity.domains.exercises.models.rounds import Round
from comity.domains.exercises.states import CrossingState
from comity.kernel.accounts.models import User
from comity.kernel.exchange.models import Peer
from comity.kernel.parties.models import Party

CROSSING_STATES = {
    CrossingState.WAITING: pgettext_lazy("state of a crossing", "not sent yet"),
    CrossingState.SENT: pgettext_lazy("state of a crossing", "sent, not yet acknowledged"),
    CrossingState.TAKEN: pgettext_lazy("state of a crossing", "reached the organiser"),
    CrossingState.REFUSED: pgettext_lazy("state of a crossing", "not taken by the organiser"),
}
BASES = ("", "arrival", "log")


class PartyElsewhere(models.Model):
    """A party that acts at another node. The first node that named it is the only one that speaks for it here."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="elsewhere")
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="exercise_parties")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.party} at {self.peer}"


class Announcement(models.Model):
    """A round of ours that another node knows of; whatever changes in it goes there too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="announcements")
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="announced_rounds")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("peer__name", "id")
        constraints = (models.UniqueConstraint(fields=("round", "peer"), name="announcement_once"),)

    def __str__(self) -> str:
        return f"{self.round} → {self.peer}"


class GuestRound(models.Model):
    """A round of another node. `revision` is the organiser's own count of changes: an older state never wins."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, primary_key=True, related_name="guest")
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="guest_rounds")
    record = models.UUIDField(help_text="The newest announcement that counts, in kernel.exchange.")
    revision = models.PositiveIntegerField()
    plan_revision = models.PositiveIntegerField()
    commitment = models.JSONField(null=True, blank=True, help_text="Place in the organiser's log, and what it opens.")
    announced_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.round} of {self.peer}"


class Crossing(models.Model):
    """A submission between two nodes; at both of them there is a row under the identifier of the submission.

    `nomination` grows with every choice that the laboratory makes; `basis` says what decided about lateness.
    """

    submission = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="crossings")
    version = models.PositiveIntegerField()
    receipt_digest = models.CharField(max_length=64)
    claimed_at = models.DateTimeField()
    nomination = models.PositiveIntegerField(default=0)
    by_hand = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=[(one.value, name) for one, name in CROSSING_STATES.items()])
    arrived_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    basis = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("version",)
        constraints = (
            one_of(CrossingState, "crossing_state_known"),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="crossing_basis_known"),
            models.UniqueConstraint(fields=("enrolment", "version"), name="crossing_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.enrolment} {self.version}"


class EarlyRecord(models.Model):
    """A record that came before what it builds on; it is taken up when that is there."""

    record = models.UUIDField(primary_key=True)
    round = models.UUIDField(db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record}"


class PlanCommitment(AppendOnly):
    """The digest of a frozen plan, committed to in the node's log, with what opens the commitment."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="commitments")
    digest = models.CharField(max_length=64)
    log_entry = models.PositiveBigIntegerField()
    commitment = models.TextField()
    disclosed = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.digest
