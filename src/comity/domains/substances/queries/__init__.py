"""Reads of this room: the actor first; only what that actor may see.

Every list of reports comes from `reports` or `visible_reports`, which begin with `visible_to`.
"""

from comity.domains.substances.queries.register import (
    SubstanceSearch,
    SubstanceView,
    controls_on,
    current,
    shared_cas,
    substance,
    substances,
)
from comity.domains.substances.queries.reports import (
    ReportSearch,
    ReportView,
    report,
    reports,
    reports_of_substance,
    seen_by_country,
    seen_data,
    waiting_for_release,
)
from comity.domains.substances.queries.suggesting import Suggestion, Why, suggest, unambiguous
from comity.domains.substances.queries.visibility import seen_report, seen_substance, visible_reports

__all__ = [
    "ReportSearch",
    "ReportView",
    "SubstanceSearch",
    "SubstanceView",
    "Suggestion",
    "Why",
    "controls_on",
    "current",
    "report",
    "reports",
    "reports_of_substance",
    "seen_by_country",
    "seen_data",
    "seen_report",
    "seen_substance",
    "shared_cas",
    "substance",
    "substances",
    "suggest",
    "unambiguous",
    "visible_reports",
    "waiting_for_release",
]
