"""The provisional verdict: scores where assigned value and sigma_pt are known before anybody has reported.

Never for a consensus: a verdict before the close would then depend on who was quicker. Neither the assigned value nor
its uncertainty is told before the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comity.base.errors import ComityError
from comity.domains.exercises.plan import Evaluation, Plan
from comity.domains.exercises.submission.checking import read_rows

KNOWN_ROUTES = frozenset({"formulation", "reference_material", "one_laboratory"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one result stands, provisionally; no score for results below a limit or not tested."""

    item: str
    measurand: str
    result: str
    performance: str  # satisfactory | questionable | unsatisfactory | not_scored
    score_name: str = ""
    score: float | None = None


def known_beforehand(plan: Plan) -> tuple[Evaluation, ...]:
    """The evaluations that wait for nobody's results: value and scale are stated, and so fixed with the plan."""
    return tuple(
        evaluation
        for evaluation in plan.evaluations
        if evaluation.assigned_value.route in KNOWN_ROUTES
        and evaluation.sigma_pt.route != "participants"
        and _is_quantity(plan, evaluation)
    )


def provisional_scores(rows: Sequence[Mapping[str, str]], participant: str, plan: Plan) -> list[Verdict]:
    """A verdict for each result whose evaluation is known beforehand, in the plan's order."""
    from comity.domains.exercises.evaluation.participants import by_evaluation
    from comity.domains.exercises.evaluation.participants import participants as grouped

    own = replace(plan, laboratories=())
    reported = by_evaluation(read_rows(rows, participant, plan))
    verdicts = []
    for evaluation in known_beforehand(plan):
        for entry in grouped(reported.get((evaluation.item, evaluation.measurand), []), own, evaluation):
            verdicts.append(_verdict(own, evaluation, entry))
    return verdicts


def _verdict(plan: Plan, evaluation: Evaluation, entry: object) -> Verdict:
    import numpy as np

    from comity.domains.exercises.evaluation.participants import Participant
    from comity.domains.exercises.evaluation.scoring import scores
    from comity.domains.exercises.evaluation.values import values_of

    assert isinstance(entry, Participant)  # noqa: S101 - the caller made it; its type is imported only here
    unscored = Verdict(evaluation.item, evaluation.measurand, entry.text, "not_scored")
    try:
        values = values_of(plan, evaluation, np.array([]), ())
        found = scores(evaluation, values, [entry], frozenset())[0]
    except ComityError:
        return unscored
    name = found["score"]
    score = found[name] if name else None
    shown = None if score is None else round(score, 1) + 0.0
    return replace(unscored, performance=found["performance"], score_name=name or "", score=shown)


def _is_quantity(plan: Plan, evaluation: Evaluation) -> bool:
    measurand = plan.measurand(evaluation.measurand)
    return measurand is not None and measurand.kind == "quantity"
