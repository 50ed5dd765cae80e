"""Whether the results suffice for what the plan wants to do with them."""

from __future__ import annotations

from collections.abc import Iterator

from comity.base.messages import Message, message
from comity.domains.exercises.plan import Evaluation, Plan
from comity.domains.exercises.plan.model import IDENTIFICATION
from comity.domains.exercises.results.model import Results
from comity.domains.exercises.rules import enters_consensus
from comity.kernel.tables import Place, PlacedError

FEWEST_FOR_A_CONSENSUS = 2


def readiness(plan: Plan, results: Results, plan_file: str) -> list[PlacedError]:
    """What is missing: results, or differences between them where they are to give a scale."""
    return [
        PlacedError("results-insufficient", what, place=Place(plan_file, key=f"evaluations[{position}]"), remedy=remedy)
        for position, evaluation in enumerate(plan.evaluations, start=1)
        for what, remedy in _missing(plan, results, evaluation)
    ] + _nothing_identified(plan, results, plan_file)


def _missing(plan: Plan, results: Results, evaluation: Evaluation) -> Iterator[tuple[Message, Message]]:
    measurand = plan.measurand(evaluation.measurand)
    rows = [row for row in results.rows if (row.item, row.measurand) == (evaluation.item, evaluation.measurand)]
    name = {"item": evaluation.item, "measurand": evaluation.measurand}
    collect = message("exercises", "Check the codes, or remove the evaluation from the plan.")
    if measurand is not None and measurand.kind == "ordinal":
        if not any(row.level for row in rows):
            yield message("exercises", "No laboratory reported “{measurand}” in item “{item}”.", **name), collect
        return
    if not any(row.value is not None for row in rows):
        yield (
            message("exercises", "No laboratory reported a number for “{measurand}” in item “{item}”.", **name),
            collect,
        )
        return
    values = {
        row.laboratory: row.value for row in rows if row.value is not None and enters_consensus(row, plan, evaluation)
    }
    needs_consensus = "participants" in (evaluation.assigned_value.route, evaluation.sigma_pt.route)
    if needs_consensus and len(values) < FEWEST_FOR_A_CONSENSUS:
        what = message("exercises", "Too few results enter the consensus for “{measurand}” in item “{item}”.", **name)
        yield what, message("exercises", "State assigned value and sigma_pt by routes that need no consensus.")
    elif (
        evaluation.sigma_pt.route == "participants" and not evaluation.sigma_pt.floor and len(set(values.values())) == 1
    ):
        what = message("exercises", "All results for “{measurand}” in item “{item}” are equal.", **name)
        yield what, message("exercises", "Take sigma_pt by another route, or give it a floor.")


def _nothing_identified(plan: Plan, results: Results, plan_file: str) -> list[PlacedError]:
    reported = {row.item for row in results.rows if row.measurand == IDENTIFICATION and row.substances is not None}
    return [
        PlacedError(
            "results-insufficient",
            message("exercises", "No laboratory reported which substances item “{item}” contains.", item=item.code),
            place=Place(plan_file, key=f"items[{position}].composition"),
            remedy=message("exercises", "Check the codes, or remove the composition from the plan."),
        )
        for position, item in enumerate(plan.items, start=1)
        if item.composition and item.code not in reported
    ]
