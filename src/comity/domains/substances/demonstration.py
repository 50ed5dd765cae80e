"""Invented reports for a demonstration: three years in a dozen countries, with things planted that should be found.

Nothing here was measured or has happened. Every report says so in its remarks, and what is planted carries names that
no substance has. Rows are written in bulk, not through the services of a person: an empty node that shows something
must not wait, and nobody acts here.

Planted: a rise (`RISE`), a first detection that reaches a second country (`NEWCOMER`), a cluster of severe harm
(`HARM`), an unnamed substance in two countries (`UNKNOWN`), seizures that come from four batches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower

from comity.domains.substances.models import Analysis, Profile, Report, Substance
from comity.domains.substances.vocabularies import (
    Confidence,
    EffectGroup,
    Form,
    IdentityState,
    ReportKind,
    StructuralGroup,
)
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.models import StoredLabel
from comity.kernel.handling.storing import stored
from comity.kernel.parties.models import Party

MARK: Final = "Invented for the demonstration."
SOURCE: Final = "Name for the demonstration; nothing about it is measured"
YEARS: Final = 3.4
DELAY: Final = (2.3, 0.7)  # of the logarithm of days
LONGEST_DELAY: Final = 150
COUNTRIES: Final = ("NL", "DE", "FR", "PL", "SE", "GB", "GH", "NG", "KE", "BR", "AU", "TH")
ACTIVITY: Final = (8, 11, 9, 6, 4, 10, 3, 4, 3, 7, 6, 5)  # reports in an ordinary week

RISE: Final = "demofentanyl (invented)"
NEWCOMER: Final = "demonitazene (invented)"
HARM: Final = "demozolam (invented)"
UNKNOWN: Final = "U-2026-DEM0NK7"
RISE_IN, NEW_IN, NEW_LATER_IN, HARM_IN, UNKNOWN_IN = "DE", "GH", "KE", "PL", ("NL", "BR")
SHARES: Final = (
    # name, structural group, effect group, share of reports, forms, typical kilograms
    ("cocaine", StructuralGroup.TROPANE, EffectGroup.STIMULANT, 20, (Form.POWDER,), 0.5),
    ("heroin", StructuralGroup.OPIOID, EffectGroup.OPIOID, 11, (Form.POWDER,), 0.2),
    ("amphetamine", StructuralGroup.PHENETHYLAMINE, EffectGroup.STIMULANT, 13, (Form.POWDER, Form.LIQUID), 0.3),
    ("methamphetamine", StructuralGroup.PHENETHYLAMINE, EffectGroup.STIMULANT, 12, (Form.CRYSTAL, Form.TABLET), 0.4),
    ("MDMA", StructuralGroup.PHENETHYLAMINE, EffectGroup.STIMULANT, 11, (Form.TABLET, Form.CRYSTAL), 0.1),
    ("ketamine", StructuralGroup.PHENCYCLIDINE, EffectGroup.DISSOCIATIVE, 8, (Form.POWDER, Form.CRYSTAL), 0.1),
    ("3-CMC", StructuralGroup.CATHINONE, EffectGroup.STIMULANT, 7, (Form.CRYSTAL, Form.POWDER), 0.6),
    ("MDMB-4en-PINACA", StructuralGroup.CANNABINOID, EffectGroup.CANNABINOID, 6, (Form.HERBAL, Form.VAPE), 0.05),
    ("LSD", StructuralGroup.TRYPTAMINE, EffectGroup.HALLUCINOGEN, 4, (Form.BLOTTER,), 0.0005),
    ("bromazolam", StructuralGroup.BENZODIAZEPINE, EffectGroup.SEDATIVE, 5, (Form.TABLET,), 0.02),
    (RISE, StructuralGroup.FENTANYL, EffectGroup.OPIOID, 2, (Form.POWDER, Form.TABLET), 0.02),
    (HARM, StructuralGroup.BENZODIAZEPINE, EffectGroup.SEDATIVE, 1, (Form.TABLET,), 0.01),
    (NEWCOMER, StructuralGroup.NITAZENE, EffectGroup.OPIOID, 0, (Form.POWDER,), 0.01),
)
CUTTING: Final = (("caffeine", 3), ("paracetamol", 2), ("lactose", 1))
METHOD: Final = "GC-MS impurities, common method (invented)"
OTHER_METHOD: Final = "LC-MS impurities (invented)"
MARKERS: Final = tuple(f"marker {number}" for number in range(1, 19))
BATCHES: Final = (6, 5, 4, 3)  # seizures of each planted batch
REPLICATED: Final = 40  # seizures with three specimens each, from which a model learns


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now."""

    reports: int
    analyses: int
    profiles: int


@dataclass(slots=True)
class _Stock:
    """What is being made."""

    random: Random
    on: date
    substances: dict[str, Substance]
    label_of: Callable[[str, float], StoredLabel]
    reporter_of: dict[str, list[Party]]
    reports: list[Report]
    analyses: list[Analysis]
    profiles: list[Profile]


@transaction.atomic
def load_demonstration(reporters: Sequence[Party], on: date, *, seed: int = 20261120) -> Loaded:
    """Fill the tables; the same seed and day give the same reports. `reporters` are parties with a country.

    A second call on the same node adds nothing.
    """
    if not reporters or Report.objects.filter(remarks=MARK).exists():
        return Loaded(0, 0, 0)
    random = Random(seed)  # noqa: S311 - invented data, not a secret
    of: dict[str, list[Party]] = {}
    for party in reporters:
        of.setdefault(party.country, []).append(party)
    stock = _Stock(random, on, _substances(), _labels(of, reporters[0]), of, [], [], [])
    _ordinary(stock)
    _planted(stock)
    _series(stock)
    Report.objects.bulk_create(stock.reports, batch_size=400)
    Analysis.objects.bulk_create(stock.analyses, batch_size=800)
    Profile.objects.bulk_create(stock.profiles, batch_size=400)
    return Loaded(len(stock.reports), len(stock.analyses), len(stock.profiles))


def _substances() -> dict[str, Substance]:
    """Those of the register by their names; the others are made."""
    wanted: list[tuple[str, str, EffectGroup, IdentityState]] = [
        (name, group, effect, IdentityState.IDENTIFIED) for name, group, effect, *_ in SHARES
    ]
    wanted += [(n, StructuralGroup.ADULTERANT, EffectGroup.NOT_ASSIGNED, IdentityState.IDENTIFIED) for n, _ in CUTTING]
    wanted.append((UNKNOWN, "", EffectGroup.NOT_ASSIGNED, IdentityState.PROVISIONAL))
    names = [name.lower() for name, *_ in wanted]
    known = {
        one.name.lower(): one
        for one in Substance.objects.annotate(small=Lower("name")).filter(
            small__in=names, state__in=(IdentityState.IDENTIFIED, IdentityState.PROVISIONAL)
        )
    }
    made = [
        Substance(
            name=name,
            structural_group=group,
            effect_group=effect,
            state=state,
            provisional_code=name if state == IdentityState.PROVISIONAL else "",
            source=SOURCE,
            created_at=datetime(2023, 1, 2, tzinfo=UTC),
        )
        for name, group, effect, state in wanted
        if name.lower() not in known
    ]
    Substance.objects.bulk_create(made)
    return {name: known.get(name.lower()) or next(one for one in made if one.name == name) for name, *_ in wanted}


def _labels(of: dict[str, list[Party]], otherwise: Party) -> Callable[[str, float], StoredLabel]:
    """Most for the community, some for everybody, a few for the reporter alone; each label is kept once."""
    kept: dict[tuple[str, Tlp], StoredLabel] = {}

    def label_of(country: str, chance: float) -> StoredLabel:
        originator = str((of.get(country) or [otherwise])[0].pk)
        tlp = Tlp.CLEAR if chance < 0.15 else Tlp.AMBER if chance > 0.95 else Tlp.GREEN
        if (originator, tlp) not in kept:
            kept[originator, tlp] = stored(Label(tlp, originator=originator))
        return kept[originator, tlp]

    return label_of


def _ordinary(stock: _Stock) -> None:
    """What is seized and examined in ordinary weeks, with a season and slow shifts of the market."""
    weeks = int(YEARS * 52)
    monday = stock.on - timedelta(days=stock.on.weekday())
    for week in range(weeks, -1, -1):
        first = monday - timedelta(weeks=week)
        season = 1 + 0.18 * math.cos(2 * math.pi * (first.timetuple().tm_yday - 190) / 365)
        shares = [share * _drift(name, week / weeks) for name, _, _, share, _, _ in SHARES]
        for country, activity in zip(COUNTRIES, ACTIVITY, strict=True):
            for _ in range(_poisson(stock.random, activity * season)):
                kind = stock.random.choices(SHARES, shares)[0]
                day = first + timedelta(days=stock.random.randrange(7))
                _report(stock, country, day, kind[0], forms=kind[4], kilograms=kind[5])


def _drift(name: str, ago: float) -> float:
    """Some grow over the years, some shrink."""
    return {"3-CMC": 1.6 - ago, "ketamine": 1.5 - 0.9 * ago, "heroin": 0.7 + 0.6 * ago}.get(name, 1.0)


def _planted(stock: _Stock) -> None:
    """What should be found."""
    days = stock.random
    for week, cases in enumerate((6, 9, 14, 18, 22, 24)):
        start = stock.on - timedelta(days=stock.on.weekday(), weeks=6 - week)
        for _ in range(cases):
            day = start + timedelta(days=days.randrange(7))
            _report(stock, RISE_IN, day, RISE, forms=(Form.TABLET,), kilograms=0.02)
    for country, ago in ((NEW_IN, 33), (NEW_IN, 26), (NEW_IN, 15), (NEW_LATER_IN, 12), (NEW_LATER_IN, 9)):
        day = stock.on - timedelta(days=ago)
        _report(stock, country, day, NEWCOMER, forms=(Form.POWDER,), kilograms=0.01, soon=True)
    for ago in (24, 20, 17, 13, 11, 9):
        day = stock.on - timedelta(days=ago)
        _report(stock, HARM_IN, day, HARM, kind=ReportKind.TOXICOLOGY, soon=True, harm=True)
    for country, ago in zip(UNKNOWN_IN, (40, 13), strict=True):
        day = stock.on - timedelta(days=ago)
        _report(stock, country, day, UNKNOWN, confidence=Confidence.UNKNOWN, kilograms=0.005, soon=True)
    day = stock.on - timedelta(days=12)
    _report(stock, "NL", day, "ketamine", forms=(Form.CRYSTAL,), kilograms=900.0, soon=True, exactly=True)


def _series(stock: _Stock) -> None:
    """Seizures with chemical profiles: four batches that were spread over countries, and others."""
    shared = [stock.random.gauss(0, 1) for _ in MARKERS]
    for number, seizures in enumerate(BATCHES):
        batch = _batch(stock.random, shared)
        begin = stock.on - timedelta(days=120 + 60 * number)
        for seizure in range(seizures):
            country = COUNTRIES[(3 * number + 2 * seizure) % len(COUNTRIES)]
            report = _seizure(stock, country, begin + timedelta(days=11 * seizure))
            _profile(stock, report, METHOD, batch)
    for number in range(REPLICATED):
        batch = _batch(stock.random, shared)
        country = COUNTRIES[number % len(COUNTRIES)]
        report = _seizure(stock, country, stock.on - timedelta(days=40 + 11 * number))
        for _ in range(3):
            _profile(stock, report, METHOD, batch)
    for number in range(3):
        report = _seizure(stock, COUNTRIES[number], stock.on - timedelta(days=50 + 9 * number))
        _profile(stock, report, OTHER_METHOD, _batch(stock.random, shared))


def _seizure(stock: _Stock, country: str, day: date) -> Report:
    return _report(stock, country, day, "amphetamine", forms=(Form.POWDER,), kilograms=2.0, soon=True)


def _batch(random: Random, shared: Sequence[float]) -> list[float]:
    return [middle + random.gauss(0, 1) for middle in shared]


def _profile(stock: _Stock, report: Report, method: str, batch: Sequence[float]) -> None:
    amounts = {
        name: round(100 * math.exp(level + stock.random.gauss(0, 0.24)), 3)
        for name, level in zip(MARKERS, batch, strict=True)
    }
    stock.profiles.append(
        Profile(
            id=_uuid(stock.random),
            report=report,
            substance=stock.substances["amphetamine"],
            method=method,
            compounds=amounts,
            measured_on=report.happened_on + timedelta(days=6),
        )
    )


def _report(
    stock: _Stock,
    country: str,
    day: date,
    name: str,
    *,
    kind: str = "",
    forms: Sequence[str] = (),
    kilograms: float = 0.0,
    confidence: str = Confidence.CONFIRMED,
    soon: bool = False,
    harm: bool = False,
    exactly: bool = False,
) -> Report:
    """One report with its findings; it is left out while nobody would have told of it yet."""
    random = stock.random
    late = random.uniform(1, 5) if soon else min(random.lognormvariate(*DELAY), LONGEST_DELAY)
    told = datetime.combine(day, time(9), UTC) + timedelta(days=late)
    chosen = kind or random.choices((ReportKind.SEIZURE, ReportKind.SAMPLE, ReportKind.TOXICOLOGY), (80, 14, 6))[0]
    seized = chosen != ReportKind.TOXICOLOGY and kilograms > 0
    amount = round(kilograms if exactly else kilograms * random.lognormvariate(0, 1.3), 6) if seized else 0.0
    parties = stock.reporter_of.get(country) or []
    label = stock.label_of(country, 0.5 if soon else random.random())
    number = len(stock.reports) + 1
    report = Report(
        id=_uuid(random),
        label=label,
        kind=chosen,
        reporter=parties[0] if parties else None,
        reporter_name="" if parties else f"Invented laboratory {country}",
        own_reference=f"DEMO-{country}-{number:06d}",
        happened_on=day,
        country=country,
        authority="police" if random.random() < 0.7 else "customs",
        form=random.choice(forms) if forms and seized else "",
        quantity=Decimal(str(amount)) if seized else None,
        unit="kg" if seized else "",
        kilograms=amount if seized else None,
        factors="2026-1" if seized else "",
        severe_harm=harm or (chosen == ReportKind.TOXICOLOGY and random.random() < 0.02),
        remarks=MARK,
        reported_at=told,
    )
    if told.date() > stock.on or day > stock.on:
        return report
    stock.reports.append(report)
    stock.analyses += _findings(stock, report, name, confidence, parties)
    return report


def _findings(
    stock: _Stock, report: Report, name: str, confidence: str, parties: Sequence[Party]
) -> Iterator[Analysis]:
    random = stock.random
    names = [(name, True)]
    if report.kind == ReportKind.SEIZURE and random.random() < 0.25:
        names.append((random.choices([one for one, _ in CUTTING], [weight for _, weight in CUTTING])[0], False))
    for found, main in names:
        pure = main and report.kind == ReportKind.SEIZURE and random.random() < 0.5
        yield Analysis(
            id=_uuid(random),
            report=report,
            substance=stock.substances[found],
            laboratory=parties[0] if parties else None,
            as_reported=found,
            is_main=main,
            techniques=["gas chromatography", "mass spectrometry"],
            confidence=confidence,
            reference_standard=confidence == Confidence.CONFIRMED,
            purity=round(random.betavariate(5, 4), 3) if pure else None,
            purity_uncertainty=0.04 if pure else None,
            coverage_factor=2.0 if pure else None,
        )


def _poisson(random: Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, random.random()
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
