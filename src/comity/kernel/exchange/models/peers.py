"""Other nodes: who they are, which keys they have and had, what was agreed with them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.rules import PeerState, Purpose
from comity.kernel.parties.models import Party

STATE_NAMES = {
    PeerState.INTRODUCED: pgettext_lazy("peer", "introduced"),
    PeerState.CONFIRMED: pgettext_lazy("peer", "confirmed"),
    PeerState.SUSPENDED: pgettext_lazy("peer", "suspended"),
    PeerState.ENDED: pgettext_lazy("peer", "ended"),
}
PURPOSE_NAMES = {
    Purpose.RECORD: pgettext_lazy("key", "signs records"),
    Purpose.REQUEST: pgettext_lazy("key", "signs requests"),
    Purpose.SEALING: pgettext_lazy("key", "opens sealed records"),
    Purpose.LOG: pgettext_lazy("key", "signs the log"),
    Purpose.WITNESS: pgettext_lazy("key", "witnesses logs"),
}


class Peer(models.Model):
    """Another node. Nothing goes to it, and nothing is taken from it, before people have confirmed its fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="nodes")
    state = models.CharField(max_length=12, choices=[(one.value, name) for one, name in STATE_NAMES.items()])
    relay = models.BooleanField(default=False, help_text="It passes on to us what others have signed.")
    served = models.BooleanField(default=False, help_text="We pass on to it what others have signed.")
    through = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="behind")
    card = models.TextField()
    serial = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=40, blank=True)
    fault_detail = models.CharField(max_length=300, blank=True)
    fault_at = models.DateTimeField(null=True)
    # What was put into its outbox, and how far it says that it has it.
    queued = models.PositiveBigIntegerField(default=0)
    queued_digest = models.CharField(max_length=64, blank=True)
    acknowledged = models.PositiveBigIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=[one.value for one in PeerState]), name="peer_state_known"),
            models.CheckConstraint(condition=Q(acknowledged__lte=F("queued")), name="peer_acknowledged_was_queued"),
            models.CheckConstraint(condition=Q(through=None) | ~Q(through=F("id")), name="peer_not_through_itself"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def exchanges(self) -> bool:
        """Whether records may pass now."""
        return self.state == PeerState.CONFIRMED


class OwnKey(models.Model):
    """A key that this node has or had; its secret half lies in a file. Keys are added and ended, never removed."""

    purpose = models.CharField(max_length=10, choices=[(one.value, name) for one, name in PURPOSE_NAMES.items()])
    public = models.TextField(unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("purpose", "since", "id")

    def __str__(self) -> str:
        return self.purpose


class OwnCard(models.Model):
    """The cards that this node has issued, byte for byte; the one with the highest serial counts."""

    serial = models.PositiveIntegerField(primary_key=True)
    envelope = models.TextField()
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-serial",)

    def __str__(self) -> str:
        return str(self.serial)


class PeerKey(models.Model):
    """A key that a peer has or had. Keys are added and ended, never removed: old signatures stay verifiable."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    purpose = models.CharField(max_length=10, choices=[(one.value, name) for one, name in PURPOSE_NAMES.items()])
    public = models.TextField()
    key_id = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("purpose", "since", "id")
        constraints = (
            models.UniqueConstraint(fields=("peer", "purpose", "public"), name="peer_key_once"),
            models.CheckConstraint(condition=Q(purpose__in=[one.value for one in Purpose]), name="peer_key_purpose"),
        )
        indexes = (models.Index(fields=("purpose", "key_id"), name="peer_key_found"),)

    def __str__(self) -> str:
        return f"{self.peer_id} {self.purpose} {self.key_id}"


class Agreement(models.Model):
    """What was agreed with a peer about one record type: which way it may go, for what, and whose work it is here.

    `roles` are those whose people may send it there or ask it; none means every role whose right it is. Who reads what
    comes, its label and the policy decide: a role never widens or narrows a label (`handling.rules`).
    """

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="agreements")
    record_type = models.CharField(max_length=80)
    may_send = models.BooleanField(default=False)
    may_receive = models.BooleanField(default=False)
    purposes = models.JSONField(default=list, blank=True)
    roles = models.JSONField(default=list, blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("record_type",)
        constraints = (models.UniqueConstraint(fields=("peer", "record_type"), name="agreement_once"),)

    def __str__(self) -> str:
        return f"{self.peer_id} {self.record_type}"

    def lets_send(self, actor: Actor) -> bool:
        """Whether it is this actor's work to send it or ask it; the node itself does what people have begun."""
        return not self.roles or actor.via == "system" or actor.role in self.roles


class Introduction(models.Model):
    """A card as it came, how, and when: how each key of a peer came to be known."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="introductions")
    card = models.TextField()
    serial = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    how = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.peer_id} {self.serial}"


class SeenNonce(models.Model):
    """A signed request that was answered; the same one is not answered again."""

    key = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
