"""Three years of earlier rounds: small ones, with the scores that the invented history tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from comity.cli.demonstration.people import OWN, SISTER, Cast
from comity.cli.demonstration.rounds import Dates, Production
from comity.domains.exercises.evaluation import PastScore
from comity.domains.exercises.invented.round import ROUNDS

PARTICIPANTS: Final = 30
ASSIGNED: Final = {"A": ("cocaine", 62.0, 2.5), "B": ("heroin", 31.0, 1.6)}  # item: measurand, value, sigma_pt
TECHNIQUES: Final = ("GC-FID", "GC-MS", "HPLC-UV", "LC-MS/MS")


def make_history(people: Cast, scheme_id: UUID, scores: tuple[PastScore, ...]) -> Iterator[str]:
    """The rounds one after the other; says which one is done."""
    for code in ROUNDS:
        _make(people, scheme_id, code, [one for one in scores if one.round == code])
        yield code


def _make(people: Cast, scheme_id: UUID, code: str, scores: list[PastScore]) -> None:
    known = sorted({one.laboratory for one in scores}, key=lambda lab: (lab not in {OWN, SISTER}, lab))[:PARTICIPANTS]
    made = Production(people, scheme_id, code, f"Cocaine and heroin, {code}", _dates(code))
    made.plan(_plan())
    enrolled = made.enrol([people.laboratories[lab] for lab in known])
    made.open()
    made.send()
    for number, lab in enumerate(known):
        enrolment = enrolled[people.laboratories[lab].pk]
        rows = [_row(one, number) for one in scores if one.laboratory == lab]
        at = made.dates.deadline - timedelta(days=2 + number % 9, minutes=7 * number)
        made.submit(enrolment, rows, at, analyst=lab == OWN)
    made.close()
    made.release()


def _dates(code: str) -> Dates:
    year, half = int(code[:4]), code.endswith("1")
    deadline = datetime(year, 3 if half else 9, 30, 14, 0, tzinfo=UTC)
    return Dates(
        begun=deadline - timedelta(days=80),
        opened=deadline - timedelta(days=40),
        deadline=deadline,
        closed=deadline + timedelta(days=3),
    )


def _plan() -> dict[str, Any]:
    """The plan of all earlier rounds: values are known from the formulation."""
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "-", "round": "-", "invented": True, "expected_participants": PARTICIPANTS},
        "vocabulary": {"menu": ["cocaine", "heroin"]},
        "items": [{"code": item, "title": f"Powder {item}", "matrix": "powder"} for item in ASSIGNED],
        "measurands": [
            {"code": name, "title": name.capitalize(), "substance": name, "quantity": "mass fraction"}
            | {"unit": "g/100 g", "form": "base", "units": {"mg/g": 0.1}}
            for name, _value, _sigma in ASSIGNED.values()
        ],
        "evaluations": [
            {
                "item": item,
                "measurand": name,
                "assigned_value": {"route": "formulation", "value": value, "standard_uncertainty": 0.2},
                "sigma_pt": {"route": "perception", "value": sigma},
            }
            for item, (name, value, sigma) in ASSIGNED.items()
        ],
    }


def _row(score: PastScore, number: int) -> dict[str, str]:
    item, (_name, value, sigma) = next((item, told) for item, told in ASSIGNED.items() if told[0] == score.measurand)
    return {
        "item": item,
        "measurand": score.measurand,
        "replicate": "1",
        "result": f"{value + (score.z or 0.0) * sigma:.2f}",
        "unit": "g/100 g",
        "form": "base",
        "uncertainty": f"{2 * sigma * 0.6:.2f}",
        "coverage_factor": "2",
        "technique": TECHNIQUES[number % len(TECHNIQUES)],
    }
