"""Watching: what people want to be told about, alerts with their review, and who has read them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.substances.models.register import Substance
from comity.kernel.accounts.models import User
from comity.kernel.handling.models import Labelled, LabelledQuerySet
from comity.kernel.parties.models import Party


class AlertKind(models.TextChoices):
    """Which rule has drafted an alert, or that a person has."""

    FIRST = "first", pgettext_lazy("kind of an alert", "first detection")
    UNKNOWN = "unknown", pgettext_lazy("kind of an alert", "the same unknown in several countries")
    ANALOGUE = "analogue", pgettext_lazy("kind of an alert", "analogue of a controlled substance")
    HARM = "harm", pgettext_lazy("kind of an alert", "severe harm")
    TREND = "trend", pgettext_lazy("kind of an alert", "rising trend")
    OTHER = "other", pgettext_lazy("kind of an alert", "written by a person")


class AlertLevel(models.TextChoices):
    """How urgent it is. A rule proposes, a person decides."""

    NOTE = "note", pgettext_lazy("level of an alert", "for information")
    ADVISORY = "advisory", pgettext_lazy("level of an alert", "advisory")
    WARNING = "warning", pgettext_lazy("level of an alert", "warning")


class AlertState(models.TextChoices):
    """How far an alert is."""

    DRAFTED = "drafted", pgettext_lazy("state of an alert", "waits for review")
    DISMISSED = "dismissed", pgettext_lazy("state of an alert", "dismissed")
    PUBLISHED = "published", pgettext_lazy("state of an alert", "published")
    RETRACTED = "retracted", pgettext_lazy("state of an alert", "retracted")


class Topic(models.TextChoices):
    """What a subscription is about."""

    EVERYTHING = "everything", pgettext_lazy("topic of a subscription", "everything")
    SUBSTANCE = "substance", pgettext_lazy("topic of a subscription", "a substance")
    STRUCTURE = "structure", pgettext_lazy("topic of a subscription", "a structural group")
    EFFECT = "effect", pgettext_lazy("topic of a subscription", "an effect group")
    COUNTRY = "country", pgettext_lazy("topic of a subscription", "a country")
    KIND = "kind", pgettext_lazy("topic of a subscription", "a kind of alert")


class Subscription(models.Model):
    """One thing that a person wants to be told about, acting for a party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    value = models.CharField(max_length=40, blank=True, help_text="Key of the substance, group, country or kind.")
    by_mail = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("topic", "value")
        constraints = (
            models.UniqueConstraint(fields=("user", "party", "topic", "value"), name="subscription_once"),
            models.CheckConstraint(
                condition=Q(topic=Topic.EVERYTHING, value="") | (~Q(topic=Topic.EVERYTHING) & ~Q(value="")),
                name="subscription_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.value}".strip()


class AlertQuerySet(LabelledQuerySet["Alert"]):
    """Alerts, narrowed down."""

    def out(self) -> AlertQuerySet:
        """Those that went out, retracted ones too: who has read one must see that it was taken back."""
        return self.filter(state__in=(AlertState.PUBLISHED, AlertState.RETRACTED))


class Alert(Labelled):
    """Something that others should know soon. A rule drafts it, a person reviews it, only then does it go out."""

    kind = models.CharField(max_length=10, choices=AlertKind.choices)
    level = models.CharField(max_length=10, choices=AlertLevel.choices, default=AlertLevel.NOTE)
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.DRAFTED)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4000, blank=True)
    evidence = models.JSONField(default=list, help_text="What the rule saw: kind, reference, words.")
    rule_key = models.CharField(max_length=200, blank=True, help_text="One draft for one finding.")
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts")
    country = models.CharField(max_length=2, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True, help_text="The person; none: a rule.")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.UUIDField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was dismissed or retracted.")
    version = models.PositiveIntegerField(default=1)
    record_key = models.UUIDField(null=True, blank=True)
    record_id = models.UUIDField(null=True, blank=True)
    from_node = models.CharField(max_length=200, blank=True, help_text="Empty: drafted here.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-drafted_at", "id")
        indexes = (models.Index(fields=("state", "-published_at"), name="alert_state_published"),)
        constraints = (
            models.UniqueConstraint(fields=("rule_key",), condition=~Q(rule_key=""), name="alert_rule_key_once"),
            models.UniqueConstraint(
                fields=("from_node", "record_id"), condition=~Q(from_node=""), name="alert_received_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(AlertState.PUBLISHED, AlertState.RETRACTED)) | Q(published_at__isnull=False),
                name="alert_out_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.title


class AlertReceipt(models.Model):
    """Somebody has read an alert, acting for a party."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("alert", "user", "party"), name="alert_read_once"),)

    def __str__(self) -> str:
        return f"{self.alert_id} {self.party_id}"
