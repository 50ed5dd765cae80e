"""Spectra of the library: measured, labelled, searched by the index in `COMITY_DATA/spectra`.

The rows are the truth; the index is made from them and can be made again (`spectra_index.py`). A spectrum that was
recalled keeps its row without peaks, so that nothing in the index stands for a row that is not there.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comity.domains.substances.models.register import Substance
from comity.domains.substances.vocabularies import Confidence
from comity.kernel.handling.models import Labelled, LabelledQuerySet


class SpectrumTechnique(models.TextChoices):
    """How a spectrum was measured."""

    EI = "ei", pgettext_lazy("kind of a spectrum", "electron ionisation")
    MSMS = "msms", pgettext_lazy("kind of a spectrum", "tandem mass spectrum")
    MS1 = "ms1", pgettext_lazy("kind of a spectrum", "mass spectrum without fragmentation")
    INFRARED = "infrared", pgettext_lazy("kind of a spectrum", "infrared")
    RAMAN = "raman", pgettext_lazy("kind of a spectrum", "Raman")


SEARCHED = (SpectrumTechnique.EI, SpectrumTechnique.MSMS)


class SpectrumQuerySet(LabelledQuerySet["LibrarySpectrum"]):
    """Spectra, narrowed down."""

    def current(self) -> SpectrumQuerySet:
        """Those that nobody has withdrawn or recalled."""
        return self.filter(withdrawn_at=None)

    def searched(self) -> SpectrumQuerySet:
        """Those that stand in the index: product ions and electron ionisation, with peaks."""
        return self.filter(technique__in=SEARCHED, peak_count__gt=0, erased=False)


class LibrarySpectrum(Labelled):
    """One spectrum. Without a substance it is an unknown, under its provisional code."""

    number = models.BigIntegerField(unique=True, editable=False, help_text="By which the index names it.")
    identifier = models.CharField(max_length=120, help_text="Accession, or the laboratory's own number.")
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, null=True, blank=True, related_name="spectra")
    provisional_code = models.CharField(max_length=40, blank=True, help_text="Of an unknown; it stays for ever.")
    name = models.CharField(max_length=300, blank=True, help_text="As in the file.")
    technique = models.CharField(max_length=10, choices=SpectrumTechnique.choices)
    peaks = models.BinaryField(help_text="m/z and intensity as measured, as little-endian doubles.")
    peak_count = models.PositiveIntegerField()
    ordinate = models.CharField(
        max_length=14, blank=True, help_text="Of a curve: absorbance, transmittance or intensity."
    )
    inchikey = models.CharField(max_length=27, blank=True, db_index=True)
    smiles = models.CharField(max_length=2000, blank=True)
    formula = models.CharField(max_length=120, blank=True)
    cas = models.CharField(max_length=12, blank=True)
    exact_mass = models.FloatField(null=True, blank=True)
    precursor_mz = models.FloatField(null=True, blank=True)
    precursor_type = models.CharField(max_length=60, blank=True)
    polarity = models.CharField(max_length=8, blank=True)
    collision_energy = models.CharField(max_length=120, blank=True)
    instrument = models.CharField(max_length=200, blank=True)
    instrument_type = models.CharField(max_length=120, blank=True)
    retention_index = models.FloatField(null=True, blank=True)
    retention_time = models.FloatField(null=True, blank=True, help_text="In seconds.")
    splash = models.CharField(max_length=60, blank=True, db_index=True)
    family = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    contributor = models.CharField(max_length=200, blank=True)
    provenance = models.CharField(max_length=500, blank=True, help_text="From which file, case or library it is.")
    country = models.CharField(max_length=2, blank=True, help_text="Where the sample was found, if it was.")
    confidence = models.CharField(max_length=10, choices=Confidence.choices, default=Confidence.PROBABLE)
    added_at = models.DateTimeField()
    owner = models.UUIDField(help_text="The party whose spectrum it is: the originator of its label.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    erased = models.BooleanField(default=False)
    identity_changes = models.JSONField(
        default=list, blank=True, help_text="Who said what it is, when and why, oldest first; retractions too."
    )
    record_key = models.UUIDField(null=True, blank=True, help_text="The exchanged record, when it left or came.")
    record_id = models.UUIDField(null=True, blank=True, help_text="The same at every node, for all versions.")
    from_node = models.CharField(max_length=200, blank=True, help_text="Empty: added here.")

    objects = SpectrumQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "id")
        indexes = (models.Index(fields=("technique", "added_at"), name="spectrum_technique_added"),)
        constraints = (
            models.UniqueConstraint(fields=("from_node", "owner", "identifier"), name="spectrum_identifier_once"),
            models.UniqueConstraint(
                fields=("provisional_code",), condition=~Q(provisional_code=""), name="spectrum_code_once"
            ),
            models.UniqueConstraint(
                fields=("from_node", "record_id"), condition=~Q(from_node=""), name="spectrum_received_once"
            ),
        )

    def __str__(self) -> str:
        return self.identifier

    @property
    def standing(self) -> Substance | None:
        """The entry of the register under which it stands today."""
        return self.substance.merged_into or self.substance if self.substance else None

    @property
    def shown_name(self) -> str:
        """What pages call it: the substance as it is named now, else the file's name, else the code."""
        standing = self.standing
        return standing.name if standing else self.name or self.provisional_code or self.identifier

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has said yet what it is."""
        return self.substance_id is None and bool(self.provisional_code) and not self.name


class PeerAnswer(models.Model):
    """What a peer answered when one of its readers, here, asked whether anybody else has seen a spectrum."""

    id = models.BigAutoField(primary_key=True)
    question = models.UUIDField(db_index=True, help_text="The same for all peers that were asked at once.")
    asked_by = models.UUIDField(help_text="The party that asked.")
    asked_at = models.DateTimeField()
    asked = models.JSONField(default=dict, help_text="The question as it is sent, with its label.")
    peer = models.UUIDField()
    node = models.CharField(max_length=200)
    state = models.CharField(max_length=10, help_text="asked, answered, failed")
    spectrum = models.ForeignKey(
        LibrarySpectrum, on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    hits = models.JSONField(default=list)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.node}: {self.state}"


class QuestionsHeard(models.Model):
    """How often a node has asked in an hour whether anybody here has seen a spectrum."""

    id = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=200)
    hour = models.DateTimeField(help_text="Its beginning.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("origin", "hour"), name="questions_heard_once"),)
        verbose_name_plural = "questions heard"

    def __str__(self) -> str:
        return f"{self.origin}: {self.count}"
