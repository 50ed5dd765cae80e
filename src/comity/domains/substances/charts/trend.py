"""One series over time: reports as bars, what was expected, the bound, what lies above it, what is still to come."""

from __future__ import annotations

from typing import Any

from comity.base.messages import message
from comity.domains.substances.charts.pieces import WORDS, Row, Spec, after, label_of, layer, moment, number, time_axis
from comity.domains.substances.periods import WEEKLY
from comity.domains.substances.queries.trends import Course, Point
from comity.kernel.charts import COLOURS, WIDTH

NARROW = 360
HEIGHT = 210


def trend(course: Course, frequency: int, *, language: str = "en", narrow: bool = False) -> Spec:
    """The picture; `words` of each point say what it is."""
    rows = [_row(point, frequency, language) for point in course.points]
    names = _names(language)
    colour = _colours(names)
    title = message("chart", "Reports in a week") if frequency == WEEKLY else message("chart", "Reports in a month")
    scale = {"domain": [0, _top(rows)], "nice": True}
    y = number(
        "observed",
        scale={"domainMin": 0, "nice": True},
        axis={"title": title.render(language), "tickMinStep": 1, "format": "d", "grid": True},
    )
    x = moment("at", axis=time_axis())
    judged = [row for row in rows if row["bound"] is not None]
    coming = [row for row in rows if row.get("lower") is not None]

    def told(name: str) -> dict[str, Any]:
        return {"datum": names[name], **colour}

    return {
        "width": (NARROW if narrow else WIDTH) - 60,
        "height": HEIGHT,
        "layer": [
            layer({"type": "rect", "color": COLOURS["zone"]}, _shaded(rows), x=moment("at"), x2={"field": "until"}),
            layer(
                {"type": "rect", "opacity": 0.5, "stroke": COLOURS["surface"], "strokeWidth": 0.5},
                rows,
                x=x,
                x2={"field": "end"},
                y=y,
                y2={"datum": 0},
                color=told("reports"),
            ),
            layer(
                {"type": "line", "strokeWidth": 1.5},
                judged,
                x=moment("at"),
                y=number("expected", scale=scale),
                color=told("expected"),
            ),
            layer(
                {"type": "line", "interpolate": "step-after", "strokeDash": [5, 3], "strokeWidth": 1.5},
                judged,
                x=moment("at"),
                y=number("bound", scale=scale),
                color=told("bound"),
            ),
            layer(
                {"type": "rule", "strokeWidth": 1.5, "clip": True},
                coming,
                x=moment("middle"),
                y=number("lower", scale=scale),
                y2={"field": "upper"},
                color=told("coming"),
            ),
            layer(
                {"type": "tick", "thickness": 2, "size": 7},
                coming,
                x=moment("middle"),
                y=number("complete", scale=scale),
                color=told("coming"),
            ),
            layer(
                {"type": "point", "filled": True, "size": 14, "opacity": 0.7, "color": COLOURS["accent"]},
                rows,
                x=moment("middle"),
                y=number("observed", scale=scale),
            ),
            layer(
                {"type": "point", "filled": True, "shape": "square", "size": 60, "opacity": 1},
                [row for row in rows if row["alarm"]],
                x=moment("middle"),
                y=number("observed", scale=scale),
                color=told("alarm"),
            ),
        ],
    }


def _top(rows: list[Row]) -> float:
    """As high as what is there asks for: the end of a wide interval would press everything else flat."""
    shown = [row[name] for row in rows for name in ("observed", "bound", "complete") if row[name] is not None]
    return 1.1 * max([1.0, *map(float, shown)])


def _names(language: str) -> dict[str, str]:
    words = {
        "reports": message("chart", "reports (bars)"),
        "expected": message("chart", "expected (line)"),
        "bound": message("chart", "upper bound (dashes)"),
        "alarm": message("chart", "above the bound (squares)"),
        "coming": message("chart", "with what is still to come (uprights)"),
    }
    return {name: word.render(language) for name, word in words.items()}


def _colours(names: dict[str, str]) -> dict[str, Any]:
    roles = {
        "reports": "not_scored",
        "expected": "ink",
        "bound": "questionable",
        "alarm": "unsatisfactory",
        "coming": "accent",
    }
    legend = {"title": None, "columns": 3, "labelLimit": 260, "symbolOpacity": 1, "symbolType": "square"}
    return {
        "scale": {"domain": list(names.values()), "range": [COLOURS[roles[name]] for name in names]},
        "legend": legend,
    }


def _row(point: Point, frequency: int, language: str) -> Row:
    end = after(point.period, frequency)
    completed = point.completed
    return {
        "at": point.period.isoformat(),
        "end": end,
        "middle": _middle(point.period.isoformat(), end),
        "observed": point.observed,
        "expected": point.expected,
        "bound": point.bound,
        "alarm": point.alarm,
        "share": completed.share if completed else None,
        "complete": completed.expected if completed else None,
        "lower": completed.lower if completed else None,
        "upper": completed.upper if completed else None,
        WORDS: words(point, frequency, language),
    }


def words(point: Point, frequency: int, language: str) -> str:
    """One period as a sentence."""
    period = label_of(point.period, frequency)
    parts = [
        message(
            "chart", "{period}: {count} report", plural="{period}: {count} reports", count=point.observed, period=period
        )
    ]
    if point.bound is not None:
        expected, bound = f"{point.expected or 0:.1f}", f"{point.bound:.1f}"
        parts.append(message("chart", "expected {expected}, bound {bound}", expected=expected, bound=bound))
    if point.alarm:
        parts.append(message("chart", "above the bound"))
    if point.completed is not None:
        low, high = f"{point.completed.lower:.0f}", f"{point.completed.upper:.0f}"
        parts.append(message("chart", "once all reports are in, {low} to {high}", low=low, high=high))
    return ", ".join(part.render(language) for part in parts)


def _shaded(rows: list[Row]) -> list[Row]:
    """From the first period that is incomplete to the end of the picture."""
    incomplete = [row for row in rows if row["share"] is not None]
    return [{"at": incomplete[0]["at"], "until": rows[-1]["end"]}] if incomplete else []


def _middle(first: str, end: str) -> str:
    from datetime import date, timedelta

    begins = date.fromisoformat(first)
    return (begins + timedelta(days=(date.fromisoformat(end) - begins).days // 2)).isoformat()
