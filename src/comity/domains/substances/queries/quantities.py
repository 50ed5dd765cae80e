"""Quantities of one series, apart from its events: one seizure of a tonne must not look like a thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from comity.base.errors import InputError
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.sightings import Question
from comity.kernel.handling.rules import Viewer
from comity.science.trends import QuantityBound, quantity_bound

RECENT: Final = timedelta(weeks=12)
"""Quantities of these weeks are judged by those before."""
REACH: Final = timedelta(days=3 * 366)
MOST: Final = 1500
ALPHA: Final = 0.001
POINTERS: Final = ("/quantity", "/unit", "/kilograms")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One report's equivalent in kilograms."""

    report: UUID
    day: date
    kilograms: float


@dataclass(frozen=True, slots=True)
class Quantities:
    """The latest quantities, the oldest first, and up to where one is ordinary; no bound where there are too few."""

    quantities: tuple[Quantity, ...]
    bound: QuantityBound | None
    since: date
    """From here on they are judged."""

    @property
    def exceptional(self) -> tuple[Quantity, ...]:
        """Those of the last weeks that lie above the bound."""
        if self.bound is None:
            return ()
        return tuple(one for one in self.quantities if one.day > self.since and self.bound.exceptional(one.kilograms))


def quantities_of(viewer: Viewer, question: Question, key: str, on: date) -> Quantities:
    """The quantities of one series; a report with several findings is one quantity."""
    reports = sightings.open_reports(viewer, POINTERS).filter(kilograms__gt=0).values("pk")
    rows = (
        sightings.series_rows(viewer, question, key)
        .filter(report__in=reports, report__happened_on__gt=on - REACH, report__happened_on__lte=on, is_main=True)
        .values_list("report_id", "report__happened_on", "report__kilograms")
        .order_by("-report__happened_on", "report_id")
        .distinct()[:MOST]
    )
    found = tuple(Quantity(report, day, kilograms or 0.0) for report, day, kilograms in reversed(list(rows)))
    since = on - RECENT
    try:
        bound = quantity_bound([one.kilograms for one in found if one.day <= since], alpha=ALPHA)
    except InputError:
        bound = None
    return Quantities(found, bound, since)
