"""What the directory says about a party: one profile, with disciplines, scopes, contact points and sourced facts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from comity.domains.directory.disciplines import NAMES
from comity.kernel.parties.models import Party


class Profile(models.Model):
    """What a party is and does. `folded` is what searches look at; services keep it."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="profile")
    about = models.TextField(max_length=2000, blank=True)
    website = models.URLField(max_length=400, blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    listed = models.BooleanField(default=True)
    folded = models.TextField(default="", editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            # Without "is not null" half a place would pass: a comparison with nothing is not false.
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="profile_place_whole",
            ),
        )

    def __str__(self) -> str:
        return str(self.party)


class Discipline(models.Model):
    """A party works in a discipline of the vocabulary."""

    id = models.BigAutoField(primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="disciplines")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("profile", "code"), name="discipline_once"),)
        indexes = (models.Index(fields=("code", "profile"), name="discipline_code"),)

    def __str__(self) -> str:
        return str(NAMES.get(self.code, self.code))


class AccreditedScope(models.Model):
    """What a body has accredited, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="scopes")
    standard = models.CharField(max_length=80)
    body = models.CharField(max_length=120)
    number = models.CharField(max_length=80, blank=True)
    discipline = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("standard", "body", "number", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="scope_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard}, {self.body} {self.number}".strip()


class ContactPoint(models.Model):
    """A way to reach a party: a function; where a person is named, the data are that person's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="contacts")
    function = models.CharField(max_length=80)
    person = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    languages = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("function", "id")
        constraints = (models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="contact_can_be_reached"),)

    def __str__(self) -> str:
        return self.function


class Fact(models.Model):
    """Something that is known of a party from elsewhere: never without a source and the day it was looked up."""

    id = models.BigAutoField(primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=80)
    statement = models.TextField(max_length=1000)
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=400, blank=True)
    looked_up = models.CharField(max_length=10)  # a day, or a month where no more is known

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("profile", "key"), name="fact_once"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(looked_up=""), name="fact_has_source"),
        )

    def __str__(self) -> str:
        return self.key
