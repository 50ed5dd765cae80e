"""Reports of what was found and how it was analysed. They carry labels; their analyses and profiles are parts of them.

No field can hold a procedure: an illicit laboratory is told by its type, scale, place and hazards for responders.
A toxicology case holds no age, no sex and no place finer than the country.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from comity.domains.substances.models.register import Substance
from comity.domains.substances.vocabularies import Confidence, DatePrecision, Form, ReportKind
from comity.kernel.handling.models import Labelled, LabelledQuerySet
from comity.kernel.parties.models import Party


class ReportQuerySet(LabelledQuerySet["Report"]):
    """Reports, narrowed down."""


class Report(Labelled):
    """One seizure, sample, toxicology case, precursor or illicit laboratory, as its reporter typed it."""

    kind = models.CharField(max_length=12, choices=ReportKind.choices)
    reporter = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reporter_name = models.CharField(
        max_length=200, blank=True, help_text="Of a reporter that this node does not know."
    )
    own_reference = models.CharField(max_length=80, help_text="The reporter's own number.")
    happened_on = models.DateField()
    precision = models.CharField(max_length=6, choices=DatePrecision.choices, default=DatePrecision.DAY)
    country = models.CharField(max_length=2)
    place = models.CharField(max_length=120, blank=True, help_text="First administrative level; never an address.")
    authority = models.CharField(max_length=60, blank=True, help_text="Police, customs, prison, border guard, …")
    form = models.CharField(max_length=10, choices=Form.choices, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_mass = models.FloatField(null=True, blank=True, help_text="Of one tablet, blotter …, in milligrams.")
    kilograms = models.FloatField(null=True, blank=True, help_text="Equivalent, by the factors named beside it.")
    factors = models.CharField(max_length=40, blank=True, help_text="Version of the factor table.")
    packaging = models.CharField(max_length=200, blank=True)
    logo = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=60, blank=True)
    origin_country = models.CharField(max_length=2, blank=True)
    transit_countries = models.JSONField(default=list, blank=True)
    destination_country = models.CharField(max_length=2, blank=True)
    transport = models.CharField(max_length=80, blank=True)
    claimed_as = models.CharField(max_length=200, blank=True)
    severe_harm = models.BooleanField(default=False)
    toxicology = models.JSONField(default=dict, blank=True, help_text="matrix, concentration, unit, causality, type")
    laboratory = models.JSONField(default=dict, blank=True, help_text="type, scale, hazards")
    photographs = models.JSONField(default=list, blank=True, help_text="digest, type, size, caption")
    remarks = models.TextField(max_length=4000, blank=True)
    reported_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    released_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    record_key = models.UUIDField(null=True, blank=True, help_text="The exchanged record, when it left or came.")
    record_id = models.UUIDField(null=True, blank=True, help_text="The same at every node, for all versions.")
    from_node = models.CharField(max_length=200, blank=True, help_text="Empty: reported here.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "id")
        indexes = (
            models.Index(fields=("happened_on",), name="report_when"),
            models.Index(fields=("country", "happened_on"), name="report_where_when"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("reporter", "own_reference", "kind"), condition=Q(from_node=""), name="report_reference_once"
            ),
            models.UniqueConstraint(
                fields=("from_node", "record_id"), condition=~Q(from_node=""), name="report_received_once"
            ),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gte=0), name="report_quantity"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | ~Q(unit=""), name="report_quantity_has_unit"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.own_reference}"


class ComparabilityConsent(models.Model):
    """A laboratory lets its performance in released rounds stand beside its results."""

    laboratory = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.laboratory_id)


class Analysis(models.Model):
    """What a laboratory found in it: one substance, with how, how sure and how pure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="analyses")
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, related_name="analyses")
    filed_under = models.ForeignKey(
        Substance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Before two entries of the register were found to be one.",
    )
    laboratory = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    as_reported = models.CharField(max_length=300, help_text="The name that the laboratory typed.")
    is_main = models.BooleanField(default=True, help_text="Not a cutting agent or a by-product.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="As typed: the first main one counts for the weight."
    )
    techniques = models.JSONField(default=list)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    reference_standard = models.BooleanField(default=False)
    purity = models.FloatField(null=True, blank=True, help_text="Mass fraction, 0 to 1.")
    purity_uncertainty = models.FloatField(null=True, blank=True, help_text="Expanded, same unit.")
    coverage_factor = models.FloatField(null=True, blank=True)
    salt_form = models.CharField(max_length=60, blank=True)
    spectrum_id = models.UUIDField(null=True, blank=True)
    analysed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-is_main", "position", "as_reported")
        constraints = (
            models.CheckConstraint(
                condition=Q(purity__isnull=True) | Q(purity__gte=0, purity__lte=1), name="analysis_purity_fraction"
            ),
            models.CheckConstraint(
                condition=Q(purity_uncertainty__isnull=True) | Q(purity__isnull=False, coverage_factor__gt=0),
                name="analysis_uncertainty_has_factor",
            ),
        )

    def __str__(self) -> str:
        return self.as_reported


class Profile(models.Model):
    """A chemical profile of a seizure: amounts of marker compounds by one harmonised method."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="profiles")
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=80)
    compounds = models.JSONField(help_text="Name of the compound to its amount, at least 0.")
    measured_on = models.DateField(null=True, blank=True)
    record_key = models.UUIDField(null=True, blank=True)
    record_id = models.UUIDField(null=True, blank=True)
    from_node = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("method", "id")

    def __str__(self) -> str:
        return f"{self.method}"
