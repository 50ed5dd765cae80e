"""Run a detector over the series of a file, and say what it found as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.series_files import SeriesFile
from comity.science import trends

CONTEXT = "trends"
Method = Literal["farrington-flexible", "farrington", "ears-c1", "ears-c2", "ears-c3"]
DEFAULT_LEVELS: dict[Method, float] = {
    "farrington-flexible": 0.05,
    "farrington": 0.05,
    "ears-c1": 0.001,
    "ears-c2": 0.001,
    "ears-c3": 0.025,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose; None takes the method's own default."""

    method: Method = "farrington-flexible"
    first: str = ""
    last: str = ""
    years: int = 5
    half_window: int = 3
    groups: int = 10
    excluded_recent: int = 26
    reweight_above: float = 2.58
    trend_level: float = 1.0
    threshold: Literal["delta", "nbplugin", "muan"] = "delta"
    alpha: float | None = None
    least_cases: int = 5
    least_periods: int = 4
    baseline: int = 7
    discovery_rate: float | None = None

    @property
    def level(self) -> float:
        """The chance of a false alarm: as chosen, else the method's own."""
        return DEFAULT_LEVELS[self.method] if self.alpha is None else self.alpha


def detect(file: SeriesFile, settings: Settings) -> dict[str, Any]:
    """Per series and period: observed, expected, bound, alarm, status; and the faults of the file."""
    screening = _screen(file, settings)
    controlled = None
    if settings.discovery_rate is not None:
        controlled = trends.false_discovery(screening.p_value, settings.discovery_rate)
    series = []
    for number, name in enumerate(file.names):
        points = [_point(file, point) for point in screening.points(number)]
        if controlled is not None:
            adjusted, discovered = controlled.adjusted[number], controlled.discovered[number]
            for column, point in enumerate(points):
                tested = point["p_value"] is not None
                point |= {
                    "adjusted_p": float(adjusted[column]) if tested else None,
                    "discovered": bool(discovered[column]),
                }
        series.append({"series": name, "points": points})
    return {
        "method": screening.method,
        "parameters": {name: value for name, value in asdict(settings).items() if name != "method"}
        | {"alpha": settings.level},
        "frequency": file.frequency,
        "series": series,
        "alarms": int(screening.alarm.sum()),
        "tests": controlled.tests if controlled else None,
        "faults": [fault.to_data() for fault in file.faults],
    }


def _screen(file: SeriesFile, settings: Settings) -> trends.Screening:
    at = _positions(file, settings)
    if settings.method in ("ears-c1", "ears-c2", "ears-c3"):
        kind: Any = settings.method[-2:].upper()
        return trends.ears(file.counts, kind, at, baseline=settings.baseline, alpha=settings.level)
    common: dict[str, Any] = {
        "dates": file.days,
        "frequency": file.frequency,
        "years": settings.years,
        "half_window": settings.half_window,
        "alpha": settings.level,
        "least_cases": (settings.least_cases, settings.least_periods),
    }
    found = (
        trends.farrington(file.counts, at, **common)
        if settings.method == "farrington"
        else trends.farrington_flexible(
            file.counts,
            at,
            groups=settings.groups,
            excluded_recent=settings.excluded_recent,
            reweight_above=settings.reweight_above,
            trend_level=settings.trend_level,
            threshold=settings.threshold,
            denominators=file.denominators,
            **common,
        )
    )
    if not found.positions:
        what = message(CONTEXT, "The series does not reach back {years} years before any period.", years=settings.years)
        remedy = message(CONTEXT, "Ask for fewer years or a later period, or use EARS, which needs seven periods.")
        raise InputError("trends.history", what, where="--years", remedy=remedy)
    return found


def _positions(file: SeriesFile, settings: Settings) -> range | None:
    if not settings.first and not settings.last:
        return None
    first = _position(file, settings.first) if settings.first else 0
    last = _position(file, settings.last) if settings.last else len(file.labels) - 1
    if first > last:
        raise InputError("trends.range", message(CONTEXT, "The range ends before it begins."), where="--from, --to")
    return range(first, last + 1)


def _position(file: SeriesFile, text: str) -> int:
    """A label of the file, else its ISO date."""
    if text in file.labels:
        return file.labels.index(text)
    names = [str(day) for day in file.days or ()]
    if text in names:
        return names.index(text)
    what = message(CONTEXT, "There is no period “{name}”.", name=text)
    remedy = message(CONTEXT, "The periods go from {first} to {last}.", first=file.labels[0], last=file.labels[-1])
    raise InputError("trends.range", what, where="--from, --to", remedy=remedy)


def _point(file: SeriesFile, point: trends.Point) -> dict[str, Any]:
    day = file.days[point.position].isoformat() if file.days else file.labels[point.position]
    return {
        "date": day,
        "period": file.labels[point.position],
        "observed": None if point.observed is None else int(point.observed),
        "expected": point.expected,
        "bound": point.bound,
        "p_value": point.p_value,
        "alarm": point.alarm,
        "status": point.status.word,
    }
