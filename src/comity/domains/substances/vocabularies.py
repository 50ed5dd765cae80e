"""Closed lists of this room, with their words. Codes stay for ever; words are translated.

Structural groups and effect groups follow UNODC's Early Warning Advisory; the categories of techniques follow SWGDRUG.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class IdentityState(models.TextChoices):
    """How sure it is what a substance is."""

    PROVISIONAL = "provisional", pgettext_lazy("identity of a substance", "not identified yet")
    IDENTIFIED = "identified", pgettext_lazy("identity of a substance", "identified")
    MERGED = "merged", pgettext_lazy("identity of a substance", "the same as another")
    RETRACTED = "retracted", pgettext_lazy("identity of a substance", "retracted")


class NameKind(models.TextChoices):
    """Where a name is used."""

    COMMON = "common", pgettext_lazy("kind of a name", "common name")
    SYSTEMATIC = "systematic", pgettext_lazy("kind of a name", "systematic name")
    STREET = "street", pgettext_lazy("kind of a name", "street name")
    BRAND = "brand", pgettext_lazy("kind of a name", "brand name")
    CODE = "code", pgettext_lazy("kind of a name", "code")


class StructuralGroup(models.TextChoices):
    """Structural groups of new psychoactive substances, and the classes of the older ones."""

    AMINOINDANE = "aminoindane", pgettext_lazy("structural group", "aminoindanes")
    BENZODIAZEPINE = "benzodiazepine", pgettext_lazy("structural group", "benzodiazepines")
    CANNABINOID = "cannabinoid", pgettext_lazy("structural group", "synthetic cannabinoids")
    CATHINONE = "cathinone", pgettext_lazy("structural group", "synthetic cathinones")
    FENTANYL = "fentanyl", pgettext_lazy("structural group", "fentanyl analogues")
    NITAZENE = "nitazene", pgettext_lazy("structural group", "nitazenes")
    OPIOID = "opioid", pgettext_lazy("structural group", "other opioids")
    PHENCYCLIDINE = "phencyclidine", pgettext_lazy("structural group", "phencyclidine-type substances")
    PHENETHYLAMINE = "phenethylamine", pgettext_lazy("structural group", "phenethylamines and amphetamines")
    PIPERAZINE = "piperazine", pgettext_lazy("structural group", "piperazines")
    PLANT = "plant", pgettext_lazy("structural group", "plant-based substances")
    TROPANE = "tropane", pgettext_lazy("structural group", "tropanes")
    TRYPTAMINE = "tryptamine", pgettext_lazy("structural group", "tryptamines and lysergamides")
    PRECURSOR = "precursor", pgettext_lazy("structural group", "precursors and reagents")
    ADULTERANT = "adulterant", pgettext_lazy("structural group", "adulterants and diluents")
    OTHER = "other", pgettext_lazy("structural group", "other")


class EffectGroup(models.TextChoices):
    """What a substance does, in the groups in which trends are told."""

    STIMULANT = "stimulant", pgettext_lazy("effect group", "stimulants")
    CANNABINOID = "cannabinoid", pgettext_lazy("effect group", "cannabinoid receptor agonists")
    HALLUCINOGEN = "hallucinogen", pgettext_lazy("effect group", "classic hallucinogens")
    OPIOID = "opioid", pgettext_lazy("effect group", "opioids")
    DISSOCIATIVE = "dissociative", pgettext_lazy("effect group", "dissociatives")
    SEDATIVE = "sedative", pgettext_lazy("effect group", "sedatives and hypnotics")
    NOT_ASSIGNED = "not assigned", pgettext_lazy("effect group", "not assigned")


class ReportKind(models.TextChoices):
    """What is reported."""

    SEIZURE = "seizure", pgettext_lazy("kind of a report", "seizure")
    SAMPLE = "sample", pgettext_lazy("kind of a report", "collected sample")
    TOXICOLOGY = "toxicology", pgettext_lazy("kind of a report", "toxicology case")
    PRECURSOR = "precursor", pgettext_lazy("kind of a report", "precursor")
    LABORATORY = "laboratory", pgettext_lazy("kind of a report", "illicit laboratory")


class Form(models.TextChoices):
    """Physical form of what was found."""

    POWDER = "powder", pgettext_lazy("physical form", "powder")
    CRYSTAL = "crystal", pgettext_lazy("physical form", "crystals")
    TABLET = "tablet", pgettext_lazy("physical form", "tablets")
    CAPSULE = "capsule", pgettext_lazy("physical form", "capsules")
    HERBAL = "herbal", pgettext_lazy("physical form", "plant material")
    RESIN = "resin", pgettext_lazy("physical form", "resin")
    LIQUID = "liquid", pgettext_lazy("physical form", "liquid")
    BLOTTER = "blotter", pgettext_lazy("physical form", "blotters")
    VAPE = "vape", pgettext_lazy("physical form", "for vaporisers")
    EDIBLE = "edible", pgettext_lazy("physical form", "food or sweets")
    OTHER = "other", pgettext_lazy("physical form", "other")


class Confidence(models.TextChoices):
    """How well an identification is supported."""

    CONFIRMED = "confirmed", pgettext_lazy("confidence", "confirmed with a reference standard")
    PROBABLE = "probable", pgettext_lazy("confidence", "probable, by library and literature")
    TENTATIVE = "tentative", pgettext_lazy("confidence", "tentative")
    UNKNOWN = "unknown", pgettext_lazy("confidence", "not identified")


class DatePrecision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", pgettext_lazy("precision of a date", "to the day")
    MONTH = "month", pgettext_lazy("precision of a date", "to the month")
    YEAR = "year", pgettext_lazy("precision of a date", "to the year")
