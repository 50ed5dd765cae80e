"""Rules that draft alerts. What they saw stands as evidence; a person decides what becomes of the draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from comity.base.messages import Message, message
from comity.domains.substances.library.peaks import spectrum_of
from comity.domains.substances.library.queries import unknowns
from comity.domains.substances.library.rules import are_the_same
from comity.domains.substances.library.searching import search_among
from comity.domains.substances.models import Alert, AlertKind, LibrarySpectrum, Report, Substance
from comity.domains.substances.queries.signals import Signal, signals
from comity.domains.substances.watch.analogues import Analogue, analogues
from comity.domains.substances.watch.queries import of_keys
from comity.domains.substances.watch.rules import proposed_level, rule_key
from comity.domains.substances.watch.services import AlertText, draft_alert
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.models import Labelled
from comity.kernel.parties.countries import country_name
from comity.kernel.parties.queries import operator

MOST_SOURCES = 200
TITLES: dict[str, Message] = {
    "first/network": message("alerts", "{name}: first detection in the network"),
    "first/region": message("alerts", "{name}: first detection in the region, in {country}"),
    "first/country": message("alerts", "{name}: first detection in {country}"),
    "trend/": message("alerts", "{name}: more reports than expected in {country}"),
    "trend/network": message("alerts", "{name}: more reports than expected in the network"),
    "unknown/": message("alerts", "{name}: the same unknown in several countries"),
    "harm/": message("alerts", "{name}: several cases of severe harm in {country}"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule saw, ready to be drafted."""

    key: str
    kind: AlertKind
    level: str
    title: str
    substance: UUID | None
    country: str
    evidence: tuple[dict[str, Any], ...]
    sources: tuple[Labelled, ...] = field(default=())


def draft_from_rules(actor: Actor, on: date) -> list[Alert]:
    """One draft for each finding that was never drafted before."""
    owner = operator()
    if owner is None:
        return []
    seen = signals(actor, on)
    known = of_keys(_key(one) for one in seen)
    found = [*_of_signals([one for one in seen if _key(one) not in known]), *_of_analogues(analogues(on))]
    done = of_keys(one.key for one in found)
    return [_drafted(actor, one, str(owner.pk)) for one in _once(found) if one.key not in done]


def draft_spectral_signal(actor: Actor, key: UUID) -> Alert | None:
    """The same unnamed spectrum from two countries is a signal by itself, whoever reported what."""
    own, owner = LibrarySpectrum.objects.filter(pk=key, withdrawn_at=None).first(), operator()
    if own is None or owner is None or not own.is_unknown or own.technique not in ("ei", "msms") or not own.peak_count:
        return None
    alike = _alike(actor, own)
    countries = sorted({row.country for row in (own, *alike)} - {""})
    if len(countries) < 2:
        return None
    rows = sorted({own, *alike}, key=lambda row: (row.added_at, row.number))
    finding = Finding(
        key=rule_key("spectrum", rows[0].pk, *countries),
        kind=AlertKind.UNKNOWN,
        level=proposed_level("unknown"),
        title=_title("unknown/", rows[0].provisional_code, ""),
        substance=None,
        country="",
        evidence=tuple(_spectrum_words(row) for row in rows),
        sources=tuple(rows[:MOST_SOURCES]),
    )
    return None if of_keys([finding.key]) else _drafted(actor, finding, str(owner.pk))


def _alike(actor: Actor, own: LibrarySpectrum) -> list[LibrarySpectrum]:
    import numpy as np

    others = unknowns(actor).filter(technique=own.technique, peak_count__gt=0).exclude(pk=own.pk)
    numbers = np.fromiter(others.values_list("number", flat=True), np.int64)
    if not numbers.size:
        return []
    found = search_among(actor, numbers, spectrum_of(own), "open", top=100)
    return [one.row for one in found.matches if are_the_same(one.hit.score, one.hit.matched_peaks)]


def _of_signals(seen: Iterable[Signal]) -> Iterator[Finding]:
    seen = list(seen)
    names = dict(Substance.objects.filter(pk__in={one.substance for one in seen}).values_list("pk", "name"))
    wanted = {key for one in seen for key in one.evidence[:MOST_SOURCES]}
    reports = {row.pk: row for row in Report.objects.filter(pk__in=wanted).select_related("label")}
    for one in seen:
        sources = tuple(reports[key] for key in one.evidence[:MOST_SOURCES] if key in reports)
        if not sources:
            continue
        name = names.get(one.substance, "–") if one.substance else "–"
        scope = one.scope or ("network" if one.kind == "trend" and not one.country else "")
        yield Finding(
            key=_key(one),
            kind=AlertKind(one.kind),
            level=proposed_level(one.kind, one.scope),
            title=_title(f"{one.kind}/{scope}", name, one.country),
            substance=one.substance,
            country=one.country,
            evidence=(*_numbers(one), *(_report_words(row) for row in sources)),
            sources=sources,
        )


def _of_analogues(found: Iterable[Analogue]) -> Iterator[Finding]:
    for one in found:
        words = message(
            "alerts",
            "{name} is like {other}, which is controlled ({instrument}); similarity {like}.",
            name=one.name,
            other=one.controlled,
            instrument=one.instrument,
            like=f"{one.similarity:.2f}",
        )
        title = message("alerts", "{name}: like the controlled substance {other}", name=one.name, other=one.controlled)
        yield Finding(
            key=rule_key("analogue", one.substance),
            kind=AlertKind.ANALOGUE,
            level=proposed_level("analogue"),
            title=title.render()[:200],
            substance=one.substance,
            country="",
            evidence=({"kind": "structure", "reference": str(one.other), "words": words.render()},),
            sources=one.sources,
        )


def _drafted(actor: Actor, finding: Finding, owner: str) -> Alert:
    text = AlertText(finding.title, "", finding.kind, finding.level, finding.substance, finding.country)
    label = Label(Tlp.GREEN, owner)
    return draft_alert(actor, text, label, evidence=finding.evidence, sources=finding.sources, rule_key=finding.key)


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    yield from {one.key: one for one in found}.values()


def _key(one: Signal) -> str:
    period = one.period.isoformat() if one.kind in ("trend", "harm") else ""
    return rule_key(one.kind, one.scope, one.substance, one.country, period)


def _title(name: str, substance: str, country: str) -> str:
    text = TITLES.get(name) or TITLES[f"{name.partition('/')[0]}/"]
    words = {"name": substance, "country": country_name(country) if country else "–"}
    return message(text.context, text.text, **words).render()[:200]


def _numbers(one: Signal) -> Iterator[dict[str, Any]]:
    if one.observed is None or one.bound is None:
        return
    words = message(
        "alerts",
        "{observed} reports in the period from {period}; more than {bound} were not expected.",
        observed=round(one.observed),
        bound=f"{one.bound:.1f}",
        period=one.period.isoformat(),
    )
    yield {"kind": "number", "reference": "", "words": words.render(), "country": one.country}


def _report_words(row: Report) -> dict[str, Any]:
    words = message("alerts", "Report of {day}, {country}", day=row.happened_on.isoformat(), country=row.country)
    return {"kind": "report", "reference": str(row.pk), "words": words.render(), "country": row.country}


def _spectrum_words(row: LibrarySpectrum) -> dict[str, Any]:
    country = country_name(row.country) if row.country else "–"
    words = message("alerts", "Unknown {code}, {country}", code=row.provisional_code, country=country)
    return {"kind": "spectrum", "reference": str(row.pk), "words": words.render(), "country": row.country}
