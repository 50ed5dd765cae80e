"""What is evaluated: the frozen plan with the round's deadline and the decisions at the gates, and the rows as typed.

Rules: the plan that enters the evaluation is the frozen one, the deadline that of the round (it may have been moved,
with a reason on record), and a decision about a result stands in it as `keep` or `exclude` with its reason. Of several
decisions about the same result the last one holds. Rows about pairs that the plan does not evaluate stay on record but
are not evaluated: participants are asked about more than is scored, so that the questions do not tell the answers.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.base.clock import to_text
from comity.domains.exercises.plan import Decision, Evaluation, Plan, plan_to_data
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.results import COLUMNS, Results, results_from_data

FROM_RECORD = ("laboratory", "submitted_at")  # these cells are never taken from what was typed


@dataclass(frozen=True, slots=True)
class Sent:
    """The nominated submission of one code."""

    code: str
    submitted_at: datetime
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision at a gate."""

    item: str
    measurand: str
    code: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that an evaluation of a round starts from."""

    plan: Plan
    rows: tuple[dict[str, Any], ...]

    def results(self) -> Results:
        """The rows as the plan reads them, or all faults in them."""
        return results_from_data(self.rows, "results", self.plan)

    def described(self) -> list[dict[str, Any]]:
        """Name, size and digest of both, as the document lists them."""
        both = (("plan", plan_to_data(self.plan)), ("results", list(self.rows)))
        return [_described(role, data) for role, data in both]

    @property
    def digest(self) -> str:
        """Of plan and rows without the decisions: it changes when what the gates have seen changes."""
        bare = dataclasses.replace(self.plan, evaluations=tuple(_bare(one) for one in self.plan.evaluations))
        return hashlib.sha256(_canonical([plan_to_data(bare), list(self.rows)])).hexdigest()


def gather(
    plan: Plan, deadline: datetime | None, grace_hours: float, sent: Iterable[Sent], decided: Iterable[Decided]
) -> Inputs:
    """The inputs of an evaluation from what is on record, in an order that does not depend on the database."""
    exercise = dataclasses.replace(plan.exercise, deadline=deadline, grace=grace_hours)
    whole = dataclasses.replace(plan, exercise=exercise)
    evaluated = {(one.item, one.measurand) for one in plan.evaluations}
    evaluated |= {(item.code, IDENTIFICATION) for item in plan.items if item.composition}
    rows = [
        row
        for one in sorted(sent, key=lambda one: one.code)
        for row in _rows(one)
        if (row["item"].strip(), row["measurand"].strip()) in evaluated
    ]
    numbered = tuple({**row, "row": number} for number, row in enumerate(rows, 1))
    return Inputs(with_decisions(whole, decided, {one["laboratory"] for one in rows}), numbered)


def with_decisions(plan: Plan, decided: Iterable[Decided], codes: set[str]) -> Plan:
    """The plan with the last decision about each result; those about codes that sent nothing have no effect."""
    last: dict[tuple[str, str], dict[str, Decision]] = {}
    for one in decided:
        if one.code in codes:
            last.setdefault((one.item, one.measurand), {})[one.code] = Decision(one.code, one.action, one.reason)
    evaluations = tuple(_decided(one, last.get((one.item, one.measurand), {})) for one in plan.evaluations)
    return dataclasses.replace(plan, evaluations=evaluations)


def _decided(evaluation: Evaluation, decisions: Mapping[str, Decision]) -> Evaluation:
    return dataclasses.replace(evaluation, decisions=tuple(decisions[code] for code in sorted(decisions)))


def _bare(evaluation: Evaluation) -> Evaluation:
    return dataclasses.replace(evaluation, decisions=())


def _rows(sent: Sent) -> list[dict[str, Any]]:
    from_record = {"laboratory": sent.code, "submitted_at": to_text(sent.submitted_at)}
    return [
        {"row": 0, "sheet": "", **{name: str(row.get(name) or "") for name in COLUMNS}, **from_record}
        for row in sent.rows
    ]


def _described(role: str, data: Any) -> dict[str, Any]:
    text = _canonical(data)
    return {"role": role, "name": f"{role}.json", "sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}


def _canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
