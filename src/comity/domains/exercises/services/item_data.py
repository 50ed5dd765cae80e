"""Homogeneity and stability data: measured on the items, kept in the plan, where the evaluation finds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError, InputError
from comity.base.messages import message
from comity.domains.exercises.plan import Plan, StabilityCheck, plan_from_data, plan_to_data
from comity.domains.exercises.queries.organising import ItemCheck, check_item, plan_of
from comity.domains.exercises.services.holding import check_version, held_round
from comity.domains.exercises.services.plans import replace_in_plan
from comity.kernel.accounts.actor import Actor


@transaction.atomic
def record_homogeneity(
    actor: Actor,
    round_id: UUID,
    item: str,
    measurand: str,
    replicates: Sequence[Sequence[float]],
    *,
    version: int | None,
    reason: str = "",
) -> ItemCheck:
    """Keep replicate results, one list for each item tested; the answer is the verdict as far as it is known."""
    values = tuple(tuple(float(value) for value in row) for row in replicates)
    return _record(actor, round_id, item, measurand, {"homogeneity": values}, version=version, reason=reason)


@transaction.atomic
def record_stability(
    actor: Actor,
    round_id: UUID,
    item: str,
    measurand: str,
    *,
    before: Sequence[float],
    after: Sequence[float],
    version: int | None,
    reason: str = "",
) -> ItemCheck:
    """Keep results on items before and after the round, which is usually after the plan was frozen."""
    check = StabilityCheck(tuple(map(float, before)), tuple(map(float, after)))
    return _record(actor, round_id, item, measurand, {"stability": check}, version=version, reason=reason)


@transaction.atomic
def record_item_data(
    actor: Actor,
    round_id: UUID,
    item: str,
    measurand: str,
    *,
    homogeneity: Sequence[Sequence[float]],
    before: Sequence[float],
    after: Sequence[float],
    version: int | None,
    reason: str = "",
) -> ItemCheck:
    """Keep everything that was measured on one item at once; what is left empty is taken away."""
    rows = tuple(tuple(map(float, row)) for row in homogeneity)
    check = StabilityCheck(tuple(map(float, before)), tuple(map(float, after))) if [*before, *after] else None
    measured = {"homogeneity": rows, "stability": check}
    return _record(actor, round_id, item, measurand, measured, version=version, reason=reason)


def _record(
    actor: Actor,
    round_id: UUID,
    item: str,
    measurand: str,
    measured: Mapping[str, object],
    *,
    version: int | None,
    reason: str,
) -> ItemCheck:
    round_ = held_round(actor, round_id, "record homogeneity")
    check_version(round_.version, version)
    plan = plan_of(round_)
    if plan is None:
        raise ConflictError("plan-missing", message("round", "The round has no plan yet."))
    position = _position(plan, item, measurand)
    changed = dataclasses.replace(plan.evaluations[position], **measured)  # type: ignore[arg-type]  # one of its fields
    evaluations = [*plan.evaluations[:position], changed, *plan.evaluations[position + 1 :]]
    # Read back as any other plan: numbers out of bounds and rows of unequal length are faults with their place.
    whole = plan_from_data(plan_to_data(dataclasses.replace(plan, evaluations=tuple(evaluations))), "plan")
    replace_in_plan(actor, round_, whole, reason=reason)
    return check_item(whole.evaluations[position])


def _position(plan: Plan, item: str, measurand: str) -> int:
    for position, evaluation in enumerate(plan.evaluations):
        if (evaluation.item, evaluation.measurand) == (item, measurand):
            return position
    what = message("round", "The plan evaluates no “{measurand}” in item “{item}”.", measurand=measurand, item=item)
    raise InputError("evaluation-unknown", what, where="measurand")
