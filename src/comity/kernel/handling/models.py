"""Labels in the database, and `visible_to`: the rule of `rules.py` as one query.

A label is kept once, under the digest of its data, however many records carry it; it is never changed, a record is
pointed at another one. What the query asks of a label stands in columns and in `LabelName`, so that a list of records
costs one query, with indices, on SQLite and on PostgreSQL alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from comity.base.clock import now
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.label_data import from_data
from comity.kernel.handling.redaction import covering
from comity.kernel.handling.rules import Viewer, names_that_count
from comity.kernel.handling.viewers import viewer_of

Reader = Actor | Viewer | None


class Relation(models.TextChoices):
    """What a name on a label is there for. Never shown."""

    TO = "to", "to"
    NOT_TO = "not", "not"
    FOR = "for", "for"


class StoredLabelQuerySet(models.QuerySet["StoredLabel"]):
    """Labels, narrowed down."""

    def readable(self, viewer: Viewer, at: datetime) -> StoredLabelQuerySet:
        """Those whose records this reader sees at that moment: `rules.decides`, as a query."""
        if viewer.is_node:
            return self.all()
        shown = (
            (Q(expires_at__isnull=True) | Q(expires_at__gt=at))
            & _not_denied(viewer)
            & (Q(limits_purpose=False) | _named(Relation.FOR, [viewer.purpose]))
            & _reached(viewer)
        )
        return self.filter(shown | Q(originator=viewer.party) if viewer.party else shown)


class StoredLabel(models.Model):
    """A label, once."""

    digest = models.CharField(max_length=64, unique=True)
    tlp = models.CharField(max_length=12)
    originator = models.CharField(max_length=36, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    limits_release = models.BooleanField()
    limits_purpose = models.BooleanField()
    denies = models.BooleanField()
    data = models.JSONField()

    objects = StoredLabelQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tlp__in=[value.value for value in Tlp]), name="label_tlp_known"),
        )

    def __str__(self) -> str:
        return f"TLP:{self.tlp}"

    @property
    def value(self) -> Label:
        """The label itself."""
        return from_data(self.data)


class LabelName(models.Model):
    """A party, a country or a purpose on a label."""

    label = models.ForeignKey(StoredLabel, on_delete=models.CASCADE, related_name="names")
    relation = models.CharField(max_length=3, choices=Relation.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("label", "relation", "name"), name="label_name_once"),)
        indexes = (models.Index(fields=("name", "relation", "label"), name="label_name_of_whom"),)

    def __str__(self) -> str:
        return f"{self.relation} {self.name}"


Record = TypeVar("Record", bound="Labelled")


class LabelledQuerySet(models.QuerySet[Record]):
    """Records that carry labels. A room's own QuerySet inherits from this one."""

    def visible_to(self, reader: Reader, *, purpose: str = "", at: datetime | None = None) -> LabelledQuerySet[Record]:
        """Those that this reader may see. Everything that shows, counts, searches or exports begins here."""
        viewer = as_viewer(reader, purpose)
        return self.filter(label__in=StoredLabel.objects.readable(viewer, at or now()).values("pk"))

    def searchable(self, reader: Reader, pointer: str, *, purpose: str = "") -> LabelledQuerySet[Record]:
        """Those visible in which this field has no label of its own: a search must not find what is withheld."""
        viewer = as_viewer(reader, purpose)
        found = self.visible_to(viewer)
        if viewer.is_node:
            return found
        open_to_all = ~Q(field_labels__has_any_keys=list(covering(pointer)))
        return found.filter(open_to_all | Q(label__originator=viewer.party) if viewer.party else open_to_all)


class Labelled(models.Model):
    """A record with a label. A room's model inherits from this; its writes go through `handling.services`.

    `floor` is the combination of the labels of what the record was made from: nothing weaker without the decision of
    every contributor. `field_labels` maps JSON Pointers to labels as data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.ForeignKey(StoredLabel, on_delete=models.PROTECT, related_name="+")
    floor = models.ForeignKey(StoredLabel, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    field_labels = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def handling(self) -> Label:
        """The record's label."""
        label: Label = self.label.value
        return label

    @property
    def reference(self) -> str:
        """How the audit trail names this record."""
        return f"{self._meta.model_name}:{self.pk}"

    def labels_of_fields(self) -> dict[str, Label]:
        """Labels of single fields, by JSON Pointer."""
        return {pointer: from_data(data) for pointer, data in self.field_labels.items()}


class LabelChange(models.Model):
    """A record's audience was changed: an event that everybody who sees the record sees."""

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField()
    by_party = models.UUIDField(null=True)
    before = models.ForeignKey(StoredLabel, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(StoredLabel, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.reference}: {self.before} → {self.after}"


class ReleaseDecision(models.Model):
    """A contributor allows one label, exactly this one, for one record made from theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=120)
    party = models.CharField(max_length=36)
    label = models.ForeignKey(StoredLabel, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reference", "party", "label"), name="release_decided_once"),)

    def __str__(self) -> str:
        return f"{self.party}: {self.reference} as {self.label}"


def as_viewer(reader: Reader, purpose: str = "") -> Viewer:
    """The viewer that a reader is. A page with several lists makes it once and hands it on."""
    return reader if isinstance(reader, Viewer) else viewer_of(reader, purpose=purpose)


def _named(relation: Relation, names: Iterable[str]) -> Q:
    found = LabelName.objects.filter(label=OuterRef("pk"), relation=relation, name__in=sorted(names))
    return Q(Exists(found))


def _not_denied(viewer: Viewer) -> Q:
    open_to_all = Q(denies=False)
    return open_to_all | ~_named(Relation.NOT_TO, viewer.deniable) if viewer.party else open_to_all


def _reached(viewer: Viewer) -> Q:
    """By a release list, under each TLP value; else by the TLP value alone."""
    listed = Q()
    for tlps, names in _by_names(viewer).items():
        listed |= Q(tlp__in=tlps) & _named(Relation.TO, names)
    without_list = [Tlp.CLEAR, Tlp.GREEN] if viewer.party else [Tlp.CLEAR]
    unlisted = Q(limits_release=False, tlp__in=without_list)
    return listed | unlisted


def _by_names(viewer: Viewer) -> dict[tuple[str, ...], frozenset[str]]:
    """TLP values that count the same names, together: fewer subqueries."""
    by_names: dict[frozenset[str], list[str]] = {}
    for tlp in Tlp:
        by_names.setdefault(names_that_count(tlp, viewer), []).append(tlp.value)
    return {tuple(tlps): names for names, tlps in by_names.items() if names}


__all__ = [
    "LabelChange",
    "LabelName",
    "Labelled",
    "LabelledQuerySet",
    "Reader",
    "ReleaseDecision",
    "StoredLabel",
    "as_viewer",
]
