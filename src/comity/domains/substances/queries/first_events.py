"""Rules that need no statistics: what is new to the network, a region, a country; unnamed things seen twice; harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Min

from comity.domains.substances.models import Substance
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.sightings import Question
from comity.domains.substances.vocabularies import DatePrecision, IdentityState
from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.regions import region_of
from comity.science.trends import Event, first_events, shared_unknowns
from comity.science.trends.first_events import Scope

HARM_WITHIN: Final = timedelta(days=28)
LEAST_HARM: Final = 3
MOST_EVIDENCE: Final = 200


@dataclass(frozen=True, slots=True)
class First:
    """A substance that is new to a scope."""

    scope: Scope
    substance: UUID
    name: str
    country: str
    region: str
    day: date
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """An unnamed substance that several countries have reported."""

    substance: UUID
    name: str
    countries: tuple[str, ...]
    day: date
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Harm:
    """Several cases of severe harm with one substance in one country within a few weeks."""

    substance: UUID
    name: str
    country: str
    day: date
    cases: int
    evidence: tuple[UUID, ...]


def firsts(viewer: Viewer, question: Question, since: date) -> list[First]:
    """What is new since a day. A country of the question narrows what is shown, not what counts as known."""
    rows = sightings.analyses_seen(viewer, Question(substance=question.substance, group=question.group)).filter(
        report__precision__in=(DatePrecision.DAY, DatePrecision.MONTH)
    )
    earliest = rows.values_list(F("key_substance"), "report__country").annotate(Min("report__happened_on")).order_by()
    regions = region_of()
    events = [
        Event(f"{substance} {country}", str(substance), day, country, regions.get(country, ""))
        for substance, country, day in earliest
    ]
    found = [one for one in first_events(events, since) if question.country in ("", one.country)]
    if not found:
        return []
    known = _evidence(viewer, since, {UUID(one.substance) for one in found})
    names = _names({UUID(one.substance) for one in found})
    return [
        First(
            one.scope,
            UUID(one.substance),
            names.get(UUID(one.substance), one.substance),
            one.country,
            one.region,
            one.day,
            tuple(known.get((UUID(one.substance), one.country, one.day), ())),
        )
        for one in reversed(found)
    ]


def shared(viewer: Viewer, since: date) -> list[Shared]:
    """Substances without a name that a second country has reported since a day."""
    rows = (
        sightings.analyses_seen(viewer)
        .filter(substance__state=IdentityState.PROVISIONAL)
        .values_list("report_id", "key_substance", "report__happened_on", "report__country")
        .order_by("report__happened_on", "report_id")
    )
    events = [Event(str(report), str(substance), day, country) for report, substance, day, country in rows]
    found = shared_unknowns(events, since=since)
    names = _names({UUID(one.substance) for one in found})
    return [
        Shared(
            UUID(one.substance),
            names.get(UUID(one.substance), one.substance),
            one.countries,
            one.day,
            tuple(UUID(event) for event in one.events[-MOST_EVIDENCE:]),
        )
        for one in found
    ]


def harms(viewer: Viewer, on: date) -> list[Harm]:
    """Clusters of severe harm that end on a day or shortly before."""
    open_harm = sightings.open_reports(viewer, ("/severe_harm",)).filter(severe_harm=True).values("pk")
    rows = (
        sightings.analyses_seen(viewer)
        .filter(
            report__in=open_harm,
            report__happened_on__gt=on - HARM_WITHIN,
            report__happened_on__lte=on,
            report__precision=DatePrecision.DAY,
        )
        .values_list("key_substance", "report__country", "report__happened_on", "report_id")
        .order_by("report__happened_on", "report_id")
    )
    groups: dict[tuple[UUID, str], dict[UUID, date]] = {}
    for substance, country, day, report in rows:
        groups.setdefault((substance, country), {})[report] = day
    found = {key: reports for key, reports in groups.items() if len(reports) >= LEAST_HARM}
    names = _names({substance for substance, _ in found})
    return [
        Harm(
            substance,
            names.get(substance, str(substance)),
            country,
            max(reports.values()),
            len(reports),
            tuple(reports),
        )
        for (substance, country), reports in sorted(found.items(), key=lambda item: -len(item[1]))
    ]


def _evidence(viewer: Viewer, since: date, substances: set[UUID]) -> dict[tuple[UUID, str, date], list[UUID]]:
    rows = (
        sightings.analyses_seen(viewer)
        .filter(key_substance__in=substances, report__happened_on__gte=since)
        .values_list("key_substance", "report__country", "report__happened_on", "report_id")
        .order_by("report_id")
    )
    known: dict[tuple[UUID, str, date], list[UUID]] = {}
    for substance, country, day, report in rows:
        reports = known.setdefault((substance, country, day), [])
        if report not in reports and len(reports) < MOST_EVIDENCE:
            reports.append(report)
    return known


def _names(keys: set[UUID]) -> dict[UUID, str]:
    return dict(Substance.objects.filter(pk__in=keys).values_list("pk", "name"))
