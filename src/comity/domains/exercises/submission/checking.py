"""The one check for all ways in: what is wrong with each cell, and what the laboratory can do about it.

The check is that of `comity.domains.exercises.results`. Two things differ here. What is asked may be more than what is
evaluated, so that nobody learns from a refusal what an item does not contain. And a remedy speaks to the laboratory,
which cannot change the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.domains.exercises.conduct.public import PublicPlan, asked_pairs, public_plan
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import Evaluation, Plan
from comity.domains.exercises.results import Results, results_from_data
from comity.domains.exercises.submission.rows import CELLS, as_results
from comity.kernel.tables import PlacedError


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: its row counted from 0 (none: all of them), column, reason, remedy, what was typed."""

    row: int | None
    column: str
    code: str
    what: Message
    remedy: Message | None
    value: str = ""


class RowFaultsError(InputError):
    """A submission cannot be taken as it is; each fault says where, why and what to do."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "rows-faulty",
            message(
                "submission",
                "{count} entry needs another look.",
                plural="{count} entries need another look.",
                count=len(self.faults),
            ),
            where="rows",
            remedy=message("submission", "Correct what is named and submit again; what you typed is kept as a draft."),
        )


def check_rows(rows: Sequence[Mapping[str, str]], participant: str, plan: Plan) -> list[Fault]:
    """Everything that is wrong with rows as typed; nothing when they can be submitted."""
    try:
        read_rows(rows, participant, plan)
    except FaultsError as error:
        return [_fault(fault, plan) for fault in error.faults]
    return []


def read_rows(rows: Sequence[Mapping[str, str]], participant: str, plan: Plan) -> Results:
    """What the rows mean, in the measurands' units and forms; `row` counts from 1 in what was typed."""
    return results_from_data(as_results(rows, participant), "", _asking(plan))


def _asking(plan: Plan) -> Plan:
    """The plan with an evaluation for every pair that may be reported."""
    evaluated = {(evaluation.item, evaluation.measurand) for evaluation in plan.evaluations}
    more = [Evaluation(*pair) for pair in asked_pairs(plan, plan.items) if pair not in evaluated]
    return replace(plan, laboratories=(), evaluations=(*plan.evaluations, *more))


def _fault(error: PlacedError, plan: Plan) -> Fault:
    place = error.place
    column = place.column if place.column in CELLS else ""
    row = place.row - 1 if place.row else None
    return Fault(row, column, error.code, error.what, _remedy(error, column, plan), error.value)


def _remedy(error: PlacedError, column: str, plan: Plan) -> Message | None:
    if error.code in {"unit-unknown", "unit-missing", "form-unknown", "form-missing"}:
        return _options(column, public_plan(plan)) or error.remedy
    own = {
        "code-unknown": message("submission", "Use the codes of the form or of the template for this round."),
        "not-evaluated": message("submission", "Remove the row: this is not asked in this round."),
        "coverage-factor": message("submission", "State it: 2 in most cases, 1 for a standard uncertainty."),
        "results-none": message("submission", "Type at least one result, or a reason for not having tested."),
        "substance-unknown": message("submission", "Use a name from the list of this round; separate names by “;”."),
    }
    if error.remedy is not None and error.remedy.text.startswith("Did you mean"):
        return error.remedy
    if error.code == "number" and plan.exercise.results.decimal_mark == "comma":
        return message("submission", "Type digits with a decimal comma and without a thousands separator.")
    if error.code == "number":
        return message(
            "submission", "Type digits with a decimal point, or a decimal comma, and no thousands separator."
        )
    return own.get(error.code, error.remedy)


def _options(column: str, plan: PublicPlan) -> Message | None:
    """The units or forms of this round; which of them fit this measurand stands beside its field."""
    names = [
        name for measurand in plan.measurands for name in (measurand.units if column == "unit" else measurand.forms)
    ]
    listed = ", ".join(dict.fromkeys(names))
    return message("submission", "Choose one of: {options}.", options=listed) if listed else None
