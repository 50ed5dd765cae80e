"""Trends: what rises, what changed, what is new, over very many series of events at once.

Detectors answer with a plain interface (observed, expected, bound, alarm, or why there is no bound). A count that is
nearly always zero is left to the rules for first events; a hundred thousand series are judged together by the false
discovery rate; late reports, the number of cases examined and quantities each have a function of their own.
"""

from comity.science.trends.change_points import ChangePoint, change_points
from comity.science.trends.ears import ears
from comity.science.trends.false_discovery import FalseDiscovery, false_discovery
from comity.science.trends.farrington import farrington, farrington_flexible
from comity.science.trends.first_events import (
    Event,
    FirstEvent,
    SharedUnknown,
    first_events,
    shared_unknowns,
)
from comity.science.trends.nowcast import Nowcast, nowcast
from comity.science.trends.quantities import (
    QuantityBound,
    Share,
    log_quantities,
    quantity_bound,
    share_of_cases,
)
from comity.science.trends.screening import Point, Screening, Status

__all__ = [
    "ChangePoint",
    "Event",
    "FalseDiscovery",
    "FirstEvent",
    "Nowcast",
    "Point",
    "QuantityBound",
    "Screening",
    "Share",
    "SharedUnknown",
    "Status",
    "change_points",
    "ears",
    "false_discovery",
    "farrington",
    "farrington_flexible",
    "first_events",
    "log_quantities",
    "nowcast",
    "quantity_bound",
    "share_of_cases",
    "shared_unknowns",
]
