"""Counts of reports: how many, of what, where, when. Nothing else in this room counts.

Rules
-----
1. Only what the reader may see enters a count. A report of which a counted field is withheld counts for its originator
   alone: a filter or a group on a field is a search, and must not find what is not shown.
2. A report counts once in each series, however many of its findings fall into it.
3. Salts and solvates count with their base, merged substances with what they turned out to be; what was retracted
   counts nowhere, and neither does a withdrawn report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import Count, DateField, F, Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, TruncMonth, TruncWeek

from comity.domains.substances.models import Analysis, Report
from comity.domains.substances.periods import EXACT_ENOUGH, WEEKLY
from comity.domains.substances.vocabularies import IdentityState
from comity.kernel.handling.models import LabelledQuerySet
from comity.kernel.handling.rules import Viewer

By = Literal["substance", "group", "effect", "country"]
NO_GROUP: Final = "-"
COUNTED: Final = ("/kind", "/happened_on", "/precision", "/country", "/analyses")
COUNTS: Final = (IdentityState.PROVISIONAL, IdentityState.IDENTIFIED, IdentityState.MERGED)
# Follows a merger, then a salt to its base.
SUBSTANCE: Final = Coalesce(
    "substance__merged_into__parent_id", "substance__merged_into_id", "substance__parent_id", "substance_id"
)
GROUP: Final = Coalesce(
    "substance__merged_into__parent__structural_group",
    "substance__merged_into__structural_group",
    "substance__parent__structural_group",
    "substance__structural_group",
)
EFFECT: Final = Coalesce(
    "substance__merged_into__parent__effect_group",
    "substance__merged_into__effect_group",
    "substance__parent__effect_group",
    "substance__effect_group",
)
KEYS: Final = {
    "substance": "key_substance",
    "group": "key_group",
    "effect": "key_effect",
    "country": "report__country",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: one series for each substance, group or country, narrowed down.

    `main` leaves cutting agents and by-products out.
    """

    by: By = "substance"
    frequency: int = WEEKLY
    substance: UUID | None = None
    group: str = ""
    country: str = ""
    kind: str = ""
    main: bool = False

    @property
    def scope(self) -> Question:
        """The same without the substance: what all cases are that were examined."""
        return replace(self, substance=None, group="")


@dataclass(frozen=True, slots=True)
class Cell:
    """Reports of one series in one country and period."""

    key: str
    country: str
    period: date
    reports: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much one country has told, and when it did so last."""

    country: str
    reports: int
    lately: int
    reporters: int
    first: date
    last: date
    inexact: int


def reports_seen(viewer: Viewer, question: Question | None = None) -> LabelledQuerySet[Report]:
    """The reports that may be counted for this reader, narrowed to a country and a kind."""
    rows = open_reports(viewer, COUNTED).filter(withdrawn_at__isnull=True)
    if question is not None and question.country:
        rows = rows.filter(country=question.country)
    return rows.filter(kind=question.kind) if question is not None and question.kind else rows


def open_reports(viewer: Viewer, pointers: Iterable[str]) -> LabelledQuerySet[Report]:
    """Visible reports of which none of these fields, nor anything inside them, has a label of its own."""
    rows = Report.objects.visible_to(viewer)
    if viewer.is_node:
        return rows
    marks: Any = rows.annotate(marks=Cast("field_labels", TextField()))
    plain = Q()
    for pointer in pointers:
        plain &= ~Q(marks__contains=f'"{pointer}"') & ~Q(marks__contains=f'"{pointer}/')
    shown: LabelledQuerySet[Report] = marks.filter(plain | Q(label__originator=viewer.party) if viewer.party else plain)
    return shown


def analyses_seen(viewer: Viewer, question: Question | None = None) -> QuerySet[Any]:
    """The findings of those reports, narrowed to a substance and a group; with their keys added."""
    rows = Analysis.objects.filter(report__in=reports_seen(viewer, question).values("pk"))
    rows = rows.filter(substance__state__in=COUNTS)
    rows = rows.annotate(key_substance=SUBSTANCE, key_group=GROUP, key_effect=EFFECT)
    if question is not None and question.main:
        rows = rows.filter(is_main=True)
    if question is not None and question.substance is not None:
        rows = rows.filter(key_substance=question.substance)
    return rows.filter(key_group=question.group) if question is not None and question.group else rows


def cells(viewer: Viewer, question: Question, since: date, until: date) -> list[Cell]:
    """Counts by series, country and period; one question to the database, whatever the number of reports."""
    exact = EXACT_ENOUGH[question.frequency]
    if question.by == "country" and question.substance is None and not question.group:
        return _cells_of_reports(viewer, question, since, until)
    rows = analyses_seen(viewer, question).filter(
        report__happened_on__gte=since, report__happened_on__lte=until, report__precision__in=exact
    )
    period = _truncated("report__happened_on", question.frequency)
    found = (
        rows.values_list(F(KEYS[question.by]), "report__country", period)
        .annotate(Count("report_id", distinct=True))
        .order_by()
    )
    return [Cell(str(name or NO_GROUP), country, day, count) for name, country, day, count in found]


def cases(viewer: Viewer, question: Question, since: date, until: date) -> list[Cell]:
    """All reports by country and period, whatever was found in them: the denominator."""
    return _cells_of_reports(viewer, question.scope, since, until)


def coverage(viewer: Viewer, question: Question, lately: date) -> list[Coverage]:
    """Who reports at all; `lately` says from which day on a country counts as one that still does."""
    exact = EXACT_ENOUGH[question.frequency]
    hidden = Q(marks__contains='"/reporter"') if not viewer.is_node else Q(pk__in=[])
    rows = (
        reports_seen(viewer, question.scope)
        .values("country")
        .annotate(
            number=Count("pk"),
            lately=Count("pk", filter=Q(happened_on__gte=lately)),
            known=Count("reporter_id", distinct=True, filter=~hidden),
            named=Count("reporter_name", distinct=True, filter=~hidden & Q(reporter=None) & ~Q(reporter_name="")),
            first=Min("happened_on"),
            last=Max("happened_on"),
            inexact=Count("pk", filter=~Q(precision__in=exact)),
        )
        .order_by("country")
    )
    return [
        Coverage(
            row["country"],
            row["number"],
            row["lately"],
            row["known"] + row["named"],
            row["first"],
            row["last"],
            row["inexact"],
        )
        for row in rows
    ]


def ends(viewer: Viewer, question: Question) -> dict[str, tuple[date, date, int]]:
    """For a substance or a group: by country, the first and the last day, and how many reports there are."""
    exact = EXACT_ENOUGH[question.frequency]
    rows = analyses_seen(viewer, question).filter(report__precision__in=exact).values_list("report__country")
    found = rows.annotate(
        Min("report__happened_on"), Max("report__happened_on"), Count("report_id", distinct=True)
    ).order_by()
    return {country: (first, last, number) for country, first, last, number in found}


def delays(viewer: Viewer, question: Question, key: str, since: date) -> list[tuple[date, date, int]]:
    """For one series: period of the event, period in which it was reported, how many."""
    rows = series_rows(viewer, question, key).filter(
        report__happened_on__gte=since,
        report__precision__in=EXACT_ENOUGH[question.frequency],
    )
    happened = _truncated("report__happened_on", question.frequency)
    told = _truncated("report__reported_at", question.frequency)
    return list(rows.values_list(happened, told).annotate(Count("report_id", distinct=True)).order_by())


def series_rows(viewer: Viewer, question: Question, key: str) -> QuerySet[Any]:
    """The findings behind one series."""
    narrowed = {
        "substance": {"substance": UUID(key)} if question.by == "substance" else {},
        "group": {},
        "effect": {},
        "country": {"country": key},
    }[question.by]
    rows = analyses_seen(viewer, replace(question, **narrowed))  # type: ignore[arg-type] # fields by their names
    if question.by in ("group", "effect"):
        return rows.filter(**{KEYS[question.by]: "" if key == NO_GROUP else key})
    return rows


def _cells_of_reports(viewer: Viewer, question: Question, since: date, until: date) -> list[Cell]:
    exact = EXACT_ENOUGH[question.frequency]
    rows = reports_seen(viewer, question).filter(happened_on__gte=since, happened_on__lte=until, precision__in=exact)
    period = _truncated("happened_on", question.frequency)
    found = rows.values_list("country", period).annotate(Count("pk")).order_by()
    return [Cell(country, country, day, count) for country, day, count in found]


def _truncated(field: str, frequency: int) -> Any:
    zone = {"tzinfo": UTC} if field.endswith("_at") else {}
    return (TruncWeek if frequency == WEEKLY else TruncMonth)(field, output_field=DateField(), **zone)
