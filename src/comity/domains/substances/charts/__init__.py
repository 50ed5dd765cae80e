"""The pictures of this room: functions from what a query found to Vega-Lite specifications, and to drawings."""

from comity.domains.substances.charts.market import composition
from comity.domains.substances.charts.network import network
from comity.domains.substances.charts.quantities import quantities
from comity.domains.substances.charts.spread import arrivals
from comity.domains.substances.charts.trend import trend

__all__ = ["arrivals", "composition", "network", "quantities", "trend"]
