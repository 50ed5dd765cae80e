"""What the pictures show, as plain data: one form for programs and for downloads."""

from __future__ import annotations

from typing import Any

from comity.domains.substances.charts.pieces import label_of
from comity.domains.substances.models import KnownSeries
from comity.domains.substances.queries.first_events import First
from comity.domains.substances.queries.known_series import seizures_of
from comity.domains.substances.queries.links import Compared, Learned, Links
from comity.domains.substances.queries.maps import CoverageMap, Spread
from comity.domains.substances.queries.market import Market
from comity.domains.substances.queries.quantities import Quantities
from comity.domains.substances.queries.sightings import Coverage, Question
from comity.domains.substances.queries.trends import Course, Point, Standing, Trends
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.models import Reader
from comity.science.linkage import Comparison
from comity.science.linkage.series import Link
from comity.science.trends import Share

Data = dict[str, Any]


def trends_data(found: Trends) -> Data:
    """Everything that the page of trends says."""
    return {
        "question": question_data(found.question),
        "method": {
            "name": found.method.name or None,
            "years": found.method.years or None,
            "against_all_reports": found.method.against_cases,
        },
        "until": _period(found.until, found.question) if found.until else None,
        "reports": found.reports,
        "tests": found.tests,
        "series": [_standing(one, found.question) for one in found.standings],
        "course": course_data(found.course, found.question) if found.course else None,
        "firsts": [first_data(one) for one in found.firsts],
        "coverage": [coverage_data(one) for one in found.coverage],
        "inexact": found.inexact,
    }


def question_data(question: Question) -> Data:
    """What was asked."""
    return {
        "by": question.by,
        "period": "week" if question.frequency > 12 else "month",
        "substance": str(question.substance) if question.substance else None,
        "group": question.group or None,
        "country": question.country or None,
        "kind": question.kind or None,
    }


def course_data(course: Course, question: Question) -> Data:
    """One series over time."""
    return {"key": course.key, "name": course.name, "points": [_point(one, question) for one in course.points]}


def first_data(one: First) -> Data:
    """A first event."""
    return {
        "scope": one.scope,
        "substance": str(one.substance),
        "name": one.name,
        "country": one.country,
        "day": one.day.isoformat(),
        "reports": [str(report) for report in one.evidence],
    }


def coverage_data(one: Coverage) -> Data:
    """Who reports."""
    return {
        "country": one.country,
        "reports": one.reports,
        "lately": one.lately,
        "reporters": one.reporters,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "inexact": one.inexact,
    }


def map_data(found: CoverageMap) -> Data:
    """Countries with their counts and denominators."""
    return {
        "question": question_data(found.question),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "reports": found.reports,
        "countries": [
            {"country": one.country, "reports": one.reports, "of": one.cases, "share": _share(one.share)}
            for one in found.countries
        ],
        "silent": [coverage_data(one) for one in found.silent],
        "never_reported": found.others,
    }


def spread_data(found: Spread) -> Data:
    """Countries in the order in which something came to them."""
    return {
        "question": question_data(found.question),
        "name": found.name or None,
        "months": [f"{month:%Y-%m}" for month in found.months],
        "countries": [
            {
                "country": one.country,
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "reports": one.reports,
                "by_month": list(one.months),
            }
            for one in found.arrivals
        ],
        "reporting_without": [one.country for one in found.without],
        "reports": found.reports,
    }


def market_data(found: Market) -> Data:
    """Groups with their findings and shares."""
    return {
        "question": question_data(found.question),
        "months": [f"{month:%Y-%m}" for month in found.months],
        "totals": list(found.totals),
        "groups": [
            {
                "key": one.key,
                "name": one.name,
                "findings": list(one.findings),
                "shares": list(one.shares),
                "last_twelve_months": _share(one.lately),
                "twelve_months_before": _share(one.before),
                "differs": one.differs,
            }
            for one in found.parts
        ],
        "reports": found.reports,
    }


def quantities_data(found: Quantities) -> Data:
    """Quantities with the bound of the next ordinary one."""
    return {
        "bound": found.bound.bound if found.bound else None,
        "geometric_mean": found.bound.geometric_mean if found.bound else None,
        "judged_since": found.since.isoformat(),
        "quantities": [
            {"report": str(one.report), "day": one.day.isoformat(), "kilograms": one.kilograms}
            for one in found.quantities
        ],
    }


def links_data(found: Links) -> Data:
    """Series of seizures with their links."""
    return {
        "groups": [
            {
                "substance": str(one.substance),
                "name": one.name,
                "method": one.method,
                "profiles": one.profiles,
                "seizures": one.seizures,
            }
            for one in found.groups
        ],
        "substance": str(found.chosen.substance) if found.chosen else None,
        "method": found.chosen.method if found.chosen else None,
        "model": learned_data(found.learned) if found.learned else None,
        "trouble": str(found.trouble.what) if found.trouble else None,
        "compared": found.compared,
        "left_out": found.left_out,
        "profiles": found.profiles,
        "series": [
            {
                "members": [_seizure(found.seizures[name]) for name in one.members],
                "label": one.label,
                "links": [_link(link) for link in one.links],
            }
            for one in found.series
        ],
    }


def compared_data(found: Compared) -> Data:
    """Chosen seizures, each with each."""
    return {
        "seizures": [_seizure(one) for one in found.seizures.values()],
        "harmonisation": found.harmonisation or None,
        "refused": str(found.refused.what) if found.refused else None,
        "model": learned_data(found.learned) if found.learned else None,
        "comparisons": [_comparison(one) for one in found.comparisons],
        "distances": [{"first": a, "second": b, "distance": far} for a, b, far in found.distances],
    }


def learned_data(one: Learned) -> Data:
    """What stands behind the ratios."""
    return {
        "sources": one.sources,
        "linked_pairs": one.linked_pairs,
        "unlinked_pairs": one.unlinked_pairs,
        "bounds": list(one.bounds),
        "cllr": one.cost,
        "cut_off": one.cut_off,
        "false_positive_rate": one.false_positive_rate,
        "sensitivity": one.sensitivity,
    }


def _standing(one: Standing, question: Question) -> Data:
    return {
        "key": one.key,
        "name": one.name,
        "reports": one.reports,
        "recent": one.recent,
        "observed": one.observed,
        "expected": one.expected,
        "bound": one.bound,
        "adjusted_p": one.adjusted,
        "alarm": one.alarm,
        "discovered": one.discovered,
        "status": one.status or None,
        "alarms": [_period(day, question) for day in one.alarm_in],
    }


def _point(one: Point, question: Question) -> Data:
    completed = one.completed
    return {
        "period": _period(one.period, question),
        "begins": one.period.isoformat(),
        "observed": one.observed,
        "all_reports": one.cases,
        "expected": one.expected,
        "bound": one.bound,
        "p_value": one.p_value,
        "alarm": one.alarm,
        "status": one.status or None,
        "arrived": completed.share if completed else 1.0,
        "complete": completed.expected if completed else None,
        "complete_interval": [completed.lower, completed.upper] if completed else None,
    }


def _period(day: Any, question: Question) -> str:
    return label_of(day, question.frequency)


def _share(one: Share | None) -> Data | None:
    return {"share": one.share, "interval": [one.lower, one.upper]} if one else None


def _seizure(one: Any) -> Data:
    return {"report": str(one.pk), "name": one.name, "country": one.country, "day": one.day.isoformat()}


def _link(one: Link) -> Data:
    return {
        "first": one.first,
        "second": one.second,
        "distance": one.distance,
        "log10_lr": one.ratio.log10,
        "cut": one.ratio.cut or None,
        "label": one.label,
    }


def _comparison(one: Comparison) -> Data:
    return {
        "first": one.first,
        "second": one.second,
        "distance": one.distance,
        "log10_lr": one.ratio.log10,
        "unbounded_log10_lr": one.unbounded,
        "cut": one.ratio.cut or None,
        "label": one.label,
        "propositions": [one.ratio.propositions.first, one.ratio.propositions.second],
    }


def series_data(reader: Reader, series: KnownSeries, *, purpose: str = "") -> dict[str, Any]:
    """A known series as data."""
    names = ("name", "reason", "stated_at", "withdrawn_at", "withdrawn_because")
    known = {name: getattr(series, name) for name in names}
    seen = [one.pk for one in seizures_of(reader, series, purpose=purpose)]
    return known | {"id": series.pk, "reports": seen, "label": to_data(series.handling)}
