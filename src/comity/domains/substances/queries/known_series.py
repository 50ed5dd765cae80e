"""Reads of known series, and the known source of each profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from comity.domains.substances.models import KnownSeries, Profile, Report
from comity.kernel.handling.models import Reader
from comity.kernel.handling.queries import get_visible
from comity.kernel.handling.rules import Viewer

MOST_LISTED = 200


def known_series(viewer: Viewer, reports: Iterable[UUID]) -> list[tuple[KnownSeries, frozenset[UUID]]]:
    """Series that this reader may see and that still stand, with those of these reports that belong to them."""
    rows = KnownSeries.reports.through.objects.filter(
        report_id__in=list(reports),
        knownseries__in=KnownSeries.objects.visible_to(viewer).filter(withdrawn_at__isnull=True).values("pk"),
    ).select_related("knownseries__label")
    found: dict[UUID, tuple[KnownSeries, set[UUID]]] = {}
    for row in rows.order_by("knownseries__stated_at", "knownseries_id"):
        found.setdefault(row.knownseries_id, (row.knownseries, set()))[1].add(row.report_id)
    return [(series, frozenset(members)) for series, members in found.values()]


def standing_series(viewer: Reader, *, purpose: str = "") -> list[KnownSeries]:
    """Series that this reader may see and that nobody has taken back, newest first."""
    found = KnownSeries.objects.visible_to(viewer, purpose=purpose).filter(withdrawn_at__isnull=True)
    return list(found.select_related("label")[:MOST_LISTED])


def get_series(viewer: Reader, key: UUID, *, purpose: str = "") -> KnownSeries:
    """One of them, also one that was taken back, or `NotFoundError`."""
    return get_visible(KnownSeries.objects.select_related("label"), viewer, key, purpose=purpose)


def seizures_of(viewer: Reader, series: KnownSeries, *, purpose: str = "") -> list[Report]:
    """The seizures of a series that this reader may see; others are not even counted."""
    seen = Report.objects.visible_to(viewer, purpose=purpose).filter(known_series=series)
    return list(seen.order_by("happened_on", "pk"))


def sources_of(viewer: Viewer, profiles: Iterable[Profile]) -> dict[UUID, str]:
    """The source of each profile of which one is known: its known series, else its seizure where that has several.

    A seizure with a single profile, in no series, has no known source: it may be linked to any other.
    """
    given = list(profiles)
    several = {report for report, number in Counter(one.report_id for one in given).items() if number > 1}
    series_of: dict[UUID, str] = {}
    for series, members in known_series(viewer, {one.report_id for one in given}):
        for report in members:
            series_of.setdefault(report, str(series.pk))
    return {
        one.pk: series_of.get(one.report_id, str(one.report_id))
        for one in given
        if one.report_id in series_of or one.report_id in several
    }
