"""Pictures of points for pages after the deadline: a course of scores, one's place among all, results at the gates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from django.utils.translation import pgettext

from comity.domains.exercises.models.outcomes import PERFORMANCES
from comity.domains.exercises.outcome.words import number
from comity.domains.exercises.queries.among import Among
from comity.domains.exercises.queries.longitudinal import Course
from comity.kernel.charts.points import Judged, Limit, Mark, PointChart

SMALLEST, LARGEST = 3.6, 6.0  # half the height of the picture; scores beyond stand at the edge, and say their number
QUESTIONABLE, UNSATISFACTORY = 2.0, 3.0
FARTHEST = 8.0  # results farther from the median, in robust standard deviations, stand at the edge
SCORE_LIMITS = (
    Limit(3.0, "3", "far"),
    Limit(2.0, "2", "near"),
    Limit(0.0, "0"),
    Limit(-2.0, "−2", "near"),
    Limit(-3.0, "−3", "far"),
)


def course_chart(course: Course) -> PointChart:
    """A laboratory's scores for one measurand, round after round."""
    marks = [
        Mark(at, one.z, f"{one.round}: {number(one.z, decimals=2)}, {_word(one.z)}", _judged(one.z), one.round)
        for at, one in enumerate(course.points)
    ]
    told = f"{course.measurand}: " + "; ".join(mark.words for mark in marks)
    end = _end([mark.y for mark in marks])
    width = max(360, 52 * len(marks))
    return PointChart(told, marks, SCORE_LIMITS, joined=True, low=-end, high=end, width=width)


def among_chart(among: Among, name: str) -> PointChart:
    """One's own score among those of all others, who stay nameless, in order of size."""
    ordered = sorted([(value, "") for value in among.others] + [(value, code) for code, value in among.own.items()])
    marks, others = [], []
    for place, (value, code) in enumerate(ordered, 1):
        if code:
            words = pgettext("chart", "You, %(code)s: %(score)s, %(word)s; %(place)d of %(count)d in order of size")
            said = {"code": code, "score": number(value, decimals=2), "word": _word(value)}
            marks.append(
                Mark(place, value, words % {**said, "place": place, "count": len(ordered)}, _judged(value), code)
            )
        else:
            others.append((float(place), round(value, 2)))
    told = f"{name}: " + "; ".join(mark.words for mark in marks)
    end = _end([value for value, _ in ordered])
    return PointChart(told, marks, SCORE_LIMITS, others, low=-end, high=end, height=180)


def gate_chart(name: str, unit: str, results: Sequence[tuple[str, float]], suspects: Collection[str]) -> PointChart:
    """All results of one item and measurand in order of size; those that a gate has found say their codes."""
    ordered = sorted((value, code) for code, value in results)
    low, high = _frame([value for value, _ in ordered])
    middle = median(value for value, _ in ordered) if ordered else 0.0
    marks, others = [], []
    for place, (value, code) in enumerate(ordered, 1):
        if code in suspects:
            words = f"{code}: {number(value)} {unit}".strip()
            marks.append(Mark(place, value, words, "questionable" if low <= value <= high else "unsatisfactory"))
        else:
            others.append((float(place), value))
    told = pgettext("chart", "%(name)s: %(count)d results in order of size, median %(median)s %(unit)s")
    limits = [Limit(middle, number(middle, digits=3)), *_ends(low, high)]
    description = told % {"name": name, "count": len(ordered), "median": number(middle), "unit": unit}
    return PointChart(description.strip(), marks, limits, others, low=low, high=high, height=220)


def _end(scores: Sequence[float]) -> float:
    return min(LARGEST, max(SMALLEST, max(map(abs, scores), default=0.0) + 0.3))


def _frame(values: Sequence[float]) -> tuple[float, float]:
    """What the picture shows: all results, unless some lie so far off that the others would become a line."""
    if not values:
        return 0.0, 1.0
    middle = median(values)
    spread = 1.4826 * median(abs(value - middle) for value in values) or abs(middle) * 0.1 or 1.0
    return max(min(values), middle - FARTHEST * spread), min(max(values), middle + FARTHEST * spread)


def _ends(low: float, high: float) -> list[Limit]:
    return [Limit(end, number(end, digits=3)) for end in (low, high)] if high > low else []


def _judged(z: float) -> Judged:
    if abs(z) >= UNSATISFACTORY:
        return "unsatisfactory"
    return "questionable" if abs(z) > QUESTIONABLE else "satisfactory"


def _word(z: float) -> str:
    return str(PERFORMANCES[_judged(z)])
