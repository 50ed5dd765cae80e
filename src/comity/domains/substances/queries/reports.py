"""Reads of reports: lists, one report as its label lets a reader see it, what waits for release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from comity.domains.substances.contents import report_data
from comity.domains.substances.models import Analysis, Profile, Report
from comity.domains.substances.models.reports import ReportQuerySet
from comity.domains.substances.queries.visibility import seen_report, visible_reports
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.models import LabelChange, Reader, as_viewer
from comity.kernel.handling.queries import label_changes, redacted


@dataclass(frozen=True, slots=True)
class ReportSearch:
    """What is asked for; what is empty does not narrow. Withdrawn reports only where they are asked for."""

    kind: str = ""
    country: str = ""
    substance: UUID | None = None
    since: date | None = None
    until: date | None = None
    structural_group: str = ""
    own: bool = False
    severe_harm: bool = False
    with_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ReportView:
    """What one page shows of a report: `data` holds the fields that this reader sees."""

    report: Report
    data: Mapping[str, Any]
    withheld: int
    analyses: Sequence[Analysis]
    profiles: Sequence[Profile]
    changes: Sequence[LabelChange]


def reports(actor: Reader, asked: ReportSearch | None = None) -> ReportQuerySet:
    """The reports that fit and that the reader may see, newest first.

    They are narrowed only by fields that carry no label of their own (`contents.LABELLABLE` are the others).
    """
    asked, found = asked or ReportSearch(), visible_reports(actor)
    if not asked.with_withdrawn:
        found = found.filter(withdrawn_at=None)
    for name in ("kind", "country"):
        if getattr(asked, name):
            found = found.filter(**{name: getattr(asked, name)})
    if asked.substance is not None:
        kin = Q(substance=asked.substance) | Q(substance__parent=asked.substance)
        found = found.filter(pk__in=Analysis.objects.filter(kin).values("report"))
    if asked.structural_group:
        grouped = Analysis.objects.filter(substance__structural_group=asked.structural_group, is_main=True)
        found = found.filter(pk__in=grouped.values("report"))
    if asked.since:
        found = found.filter(happened_on__gte=asked.since)
    if asked.until:
        found = found.filter(happened_on__lte=asked.until)
    if asked.severe_harm:
        found = found.filter(severe_harm=True)
    if asked.own:
        own = as_viewer(actor).party
        found = found.filter(reporter_id=UUID(own)) if own else found.filter(pk__in=[])
    return found.order_by("-happened_on", "id")


def report(actor: Reader, report_id: UUID) -> ReportView:
    """One report, or `NotFoundError`."""
    viewer = as_viewer(actor)
    found = seen_report(viewer, report_id)
    seen = redacted(found, report_data(found), viewer)
    return ReportView(
        report=found,
        data=seen.visible,
        withheld=seen.withheld,
        analyses=list(found.analyses.select_related("substance", "laboratory")),
        profiles=list(found.profiles.select_related("substance")),
        changes=list(label_changes(Report.objects.all(), viewer, report_id)),
    )


def seen_data(reader: Reader, found: Report) -> Mapping[str, Any]:
    """The fields of a visible report that this reader sees: for lists and exports."""
    return redacted(found, report_data(found), reader).visible


def reports_of_substance(actor: Reader, substance_id: UUID) -> ReportQuerySet:
    """The reports that name a substance or a salt of it, newest first."""
    return reports(actor, ReportSearch(substance=substance_id))


def waiting_for_release(actor: Actor) -> ReportQuerySet:
    """One's own reports that nobody has released yet."""
    if not actor.may_in_own_party("release report") or actor.party_id is None:
        return Report.objects.none()
    return visible_reports(actor).filter(reporter_id=actor.party_id, from_node="", released_at=None, withdrawn_at=None)


def seen_by_country(actor: Reader, substance_id: UUID) -> list[dict[str, Any]]:
    """Per country the first day and the number of the reports that the reader may see."""
    rows = reports_of_substance(actor, substance_id).order_by().values("country")
    return [
        dict(row) for row in rows.annotate(first=Min("happened_on"), count=Count("pk")).order_by("first", "country")
    ]
