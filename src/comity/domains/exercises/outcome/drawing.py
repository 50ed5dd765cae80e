"""A small picture of a course of scores: a point for each round, the limits 2 and 3 as lines. No engine is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.base.messages import format_number
from comity.domains.exercises.queries.longitudinal import Course

STEP, MARGIN, HEIGHT = 46, 34, 132
LARGEST = 5.0  # scores beyond stand at the edge, with their number beside them
QUESTIONABLE, UNSATISFACTORY = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Point:
    """One round in the picture."""

    x: float
    y: float
    round: str
    shown: str
    performance: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws, in pixels."""

    width: int
    height: int
    points: Sequence[Point]
    path: str
    limits: Sequence[tuple[float, str, str]]  # height, number, kind


def drawn_course(course: Course, language: str = "en") -> Picture:
    """The picture of a course."""
    points = [
        Point(
            x=MARGIN + STEP * (at + 0.5),
            y=_height(one.z),
            round=one.round,
            shown=format_number(one.z, decimals=1, language=language),
            performance=_performance(one.z),
        )
        for at, one in enumerate(course.points)
    ]
    lines = ((3.0, "far"), (2.0, "near"), (0.0, "middle"), (-2.0, "near"), (-3.0, "far"))
    return Picture(
        width=MARGIN + STEP * len(points) + 8,
        height=HEIGHT + 22,
        points=points,
        path=" ".join(f"{'M' if at == 0 else 'L'}{one.x:.1f} {one.y:.1f}" for at, one in enumerate(points)),
        limits=[(_height(value), format_number(value, decimals=0), kind) for value, kind in lines],
    )


def _height(z: float) -> float:
    return round(HEIGHT / 2 - max(-LARGEST, min(LARGEST, z)) / LARGEST * (HEIGHT / 2 - 8), 1)


def _performance(z: float) -> str:
    if abs(z) >= UNSATISFACTORY:
        return "bad"
    return "attention" if abs(z) > QUESTIONABLE else "good"
