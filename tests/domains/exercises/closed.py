"""A round after its deadline: laboratories with results, one of them ten times too high, and who acts."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import numpy as np

from comity.base.clock import now
from comity.domains.exercises import services
from comity.domains.exercises.models import EvaluationRun, ParticipantCode, Screening, Submission
from comity.domains.exercises.services.evaluations import request_evaluation
from comity.domains.exercises.services.gates import decide_gate, request_screening
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.parties.models import Party
from tests.domains.exercises.rounds import Stage, plan_data, set_stage

REASON = "a decimal point in the wrong place, as the laboratory confirmed"
SLIPPED = 3  # which laboratory is ten times too high
COUNTRIES = ("BR", "GH", "GH", "GH", "GH", "GH", "GH", "NL", "NL", "NL", "NL", "NL")


def quantities() -> dict:
    """Two items, one of them also to be identified, one quantity in both by consensus."""
    data = plan_data(invented=True)
    data["evaluations"] = [
        {"item": item, "measurand": "cocaine", "sigma_pt": {"route": "perception", "value": 1.5}} for item in "AB"
    ]
    for item, matrix in zip(data["items"], ("powder", "tablet"), strict=True):
        item["matrix"] = matrix
    return data


class Closed:
    """The stage, its laboratories in order, and what one usually does next."""

    def __init__(self, stage: Stage, laboratories: list[Party]) -> None:
        self.stage = stage
        self.laboratories = laboratories
        self.coordinator = stage.coordinator
        self.statistician = stage.statistician
        self.pk: UUID = stage.round.pk
        self._people: dict[tuple[int, str], Actor] = {}

    def code(self, number: int) -> str:
        return self.stage.code_of(self.laboratories[number])

    def person(self, number: int, role: str = Role.LABORATORY_MANAGER) -> Actor:
        if (number, role) not in self._people:
            self._people[number, role] = self.stage.laboratory(self.laboratories[number], role)
        return self._people[number, role]

    def fresh(self):
        return self.stage.fresh()

    def screened(self) -> Screening:
        request_screening(self.statistician, self.pk)
        work()
        return Screening.objects.filter(round_id=self.pk).order_by("-requested_at").first()

    def decided(self, action: str = "exclude") -> Closed:
        found = self.screened()
        numbers = [n for n, one in enumerate(found.findings) if one["gate"] in {"blunders", "units", "forms"}]
        decide_gate(self.coordinator, self.pk, screening_id=found.pk, findings=numbers, action=action, reason=REASON)
        return self

    def evaluated(self, reason: str = "", *, apart: bool = False) -> EvaluationRun:
        run = request_evaluation(self.statistician, self.pk, reason=reason)
        work(apart=apart)
        run.refresh_from_db()
        return run

    def released(self) -> Closed:
        self.decided().evaluated()
        services.release_round(self.coordinator, self.pk)
        work()
        return self


def work(*, apart: bool = False) -> None:
    """What the worker would do by now, in this process: `db_worker` itself would close the tests' connection.

    Reports come out the same `apart` (see `test_reports.py`), from a dozen processes that take longer to start.
    """
    from django_tasks_db.models import DBTaskResult

    from comity.domains.exercises.reports import writing

    with patch.object(writing, "FEWEST_FOR_PROCESSES", writing.FEWEST_FOR_PROCESSES if apart else 1000):
        while (row := DBTaskResult.objects.ready().first()) is not None:
            row.claim("test")
            row.task.call(*row.task_result.args, **row.task_result.kwargs)
            row.set_successful(None)


def close_round_of(house, laboratories: int = 12, *, close: bool = True, plan=None, rows=None) -> Closed:
    stage = set_stage(house)
    services.save_plan(stage.coordinator, stage.round.pk, plan or quantities(), version=stage.fresh().version)
    services.freeze_plan(stage.coordinator, stage.round.pk)
    services.open_round(stage.coordinator, stage.round.pk)
    parties = [house.laboratory, house.second_laboratory, house.institute]
    parties += [
        Party.objects.create(kind="laboratory", name=f"Laboratory {n:03d}", country=COUNTRIES[n % len(COUNTRIES)])
        for n in range(laboratories - len(parties))
    ]
    for party in parties:
        stage.enrolled(party)
    made = Closed(stage, parties)
    _submit(made, rows or usual_rows)
    if close:
        stage.past_deadline()
        services.close_round(stage.coordinator, stage.round.pk)
    return made


def usual_rows(number: int, noise: np.random.Generator) -> list[dict[str, str]]:
    first, second = 45 + noise.normal(0, 1), 20 + noise.normal(0, 1)
    if number == SLIPPED:
        first *= 10
    usual = {"unit": "%", "technique": ("GC-MS", "LC-MS/MS")[number % 2]}
    return [
        {"item": "A", "measurand": "identification", "result": "cocaine; heroin"},
        {"item": "A", "measurand": "cocaine", "result": f"{first:.2f}", **usual},
        {"item": "B", "measurand": "cocaine", "result": f"{second:.2f}".replace(".", ","), **usual},
    ]


def _submit(made: Closed, rows) -> None:
    noise = np.random.Generator(np.random.PCG64(5))
    codes = {one.laboratory_id: one for one in ParticipantCode.objects.filter(round_id=made.pk)}
    Submission.objects.bulk_create(
        Submission(
            code=codes[party.pk],
            version=1,
            rows=rows(number, noise),
            submitted_at=now() - timedelta(days=2),
            nominated=True,
            receipt_digest=f"{number:064x}",
            source="page",
        )
        for number, party in enumerate(made.laboratories)
    )
