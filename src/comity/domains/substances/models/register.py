"""The register of substances: what a name stands for, and how that changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from comity.domains.substances.vocabularies import EffectGroup, IdentityState, NameKind, StructuralGroup


class Substance(models.Model):
    """One substance: an identified compound, a salt of one (`parent`), or an unknown under a provisional code.

    `id` never changes. What turns out to be another substance keeps its row and points at it (`merged_into`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="The name that pages show; all names stand in SubstanceName.")
    state = models.CharField(max_length=12, choices=IdentityState.choices, default=IdentityState.IDENTIFIED)
    provisional_code = models.CharField(max_length=40, blank=True, help_text="As in U-2026-3F9K2, from its node.")
    inchikey = models.CharField(max_length=27, blank=True)
    smiles = models.CharField(max_length=2000, blank=True)
    formula = models.CharField(max_length=120, blank=True)
    cas = models.CharField(max_length=12, blank=True)
    exact_mass = models.FloatField(null=True, blank=True)
    structural_group = models.CharField(max_length=20, choices=StructuralGroup.choices, blank=True)
    effect_group = models.CharField(max_length=20, choices=EffectGroup.choices, default=EffectGroup.NOT_ASSIGNED)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="salts")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    source = models.CharField(max_length=300, blank=True, help_text="Where these facts are from, with date.")
    from_node = models.CharField(max_length=200, blank=True, help_text="Empty: registered here.")
    record_key = models.UUIDField(null=True, blank=True, help_text="The exchanged record, when it was released.")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=("cas",), name="substance_cas"),
            models.Index(fields=("exact_mass",), name="substance_mass"),
        )
        constraints = (
            models.UniqueConstraint(fields=("inchikey",), condition=~Q(inchikey=""), name="substance_inchikey_once"),
            models.UniqueConstraint(
                fields=("provisional_code",), condition=~Q(provisional_code=""), name="substance_code_once"
            ),
            models.CheckConstraint(
                name="substance_merged_says_into",
                condition=Q(state=IdentityState.MERGED, merged_into__isnull=False)
                | (~Q(state=IdentityState.MERGED) & Q(merged_into__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SubstanceName(models.Model):
    """A name of a substance in a language."""

    id = models.BigAutoField(primary_key=True)
    substance = models.ForeignKey(Substance, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True, help_text="Without case, accents and punctuation.")
    loose = models.CharField(
        max_length=300, default="", db_index=True, help_text="By sound: one form in many spellings."
    )
    language = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=12, choices=NameKind.choices, default=NameKind.COMMON)

    class Meta:
        ordering = ("kind", "name")
        constraints = (models.UniqueConstraint(fields=("substance", "name", "language"), name="substance_name_once"),)

    def __str__(self) -> str:
        return self.name


class SubstanceElsewhere(models.Model):
    """Under which identifier another node knows a substance, so that what it says later finds the right one."""

    id = models.BigAutoField(primary_key=True)
    substance = models.ForeignKey(Substance, on_delete=models.CASCADE, related_name="elsewhere")
    from_node = models.CharField(max_length=200)
    foreign_id = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("from_node", "foreign_id"), name="substance_elsewhere_once"),)

    def __str__(self) -> str:
        return f"{self.from_node} {self.foreign_id}"


class ControlStatus(models.Model):
    """Under which convention or national law a substance is controlled, from when to when, and who says so."""

    id = models.BigAutoField(primary_key=True)
    substance = models.ForeignKey(Substance, on_delete=models.CASCADE, related_name="controls")
    instrument = models.CharField(max_length=120, help_text="As in 1961 Convention, or the name of a national law.")
    country = models.CharField(max_length=2, blank=True, help_text="Empty: international.")
    schedule = models.CharField(max_length=60)
    effective_from = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ("country", "instrument", "effective_from")
        constraints = (
            models.UniqueConstraint(
                fields=("substance", "instrument", "country", "effective_from"), name="control_status_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="control_status_has_source"),
        )

    def __str__(self) -> str:
        return f"{self.instrument} {self.schedule}"


class SubstanceChange(models.Model):
    """What changed in a substance's identity: renamed, identified, merged, retracted. Never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by_party = models.UUIDField(null=True)
    from_node = models.CharField(max_length=200, blank=True, help_text="Empty: decided here.")
    what = models.CharField(max_length=20)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000)
    moved = models.JSONField(default=dict, blank=True, help_text="Of a merger: the rows that followed, by table.")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"
