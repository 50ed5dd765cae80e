"""Parties and who is a member of whom. What an organisation is and does stands in `domains.directory`."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from comity.kernel.parties.rules import Kind

KIND_NAMES = {
    Kind.STATE: pgettext_lazy("kind of party", "state"),
    Kind.ORGANISATION: pgettext_lazy("kind of party", "organisation"),
    Kind.LABORATORY: pgettext_lazy("kind of party", "laboratory"),
    Kind.NETWORK: pgettext_lazy("kind of party", "network"),
    Kind.ALLIANCE: pgettext_lazy("kind of party", "alliance"),
    Kind.GROUP: pgettext_lazy("kind of party", "group"),
    Kind.PERSON: pgettext_lazy("kind of party", "person"),
}


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties, narrowed down."""

    def organised(self) -> PartyQuerySet:
        """All but people."""
        return self.exclude(kind=Kind.PERSON)

    def current(self, on: date) -> PartyQuerySet:
        """Those that have not ended on that day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


class Party(models.Model):
    """Whoever can act, receive or be denied."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    operates_node = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("kind", "name"), name="party_kind_name"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="party_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_name"),
            models.CheckConstraint(
                condition=Q(operates_node=False) | ~Q(kind=Kind.PERSON.value), name="party_operator_no_person"
            ),
            models.UniqueConstraint(
                fields=("operates_node",), condition=Q(operates_node=True), name="party_one_operator"
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name


class Membership(models.Model):
    """One party is a member of another, from a day on and until a day (that day no more)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    of = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=80, blank=True)
    part = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(member=F("of")), name="membership_not_of_itself"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("member", "of"), condition=Q(until__isnull=True), name="membership_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member} → {self.of}"
