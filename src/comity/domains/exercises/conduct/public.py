"""What everybody who takes part may know of a plan before the release: what is asked, never what is true.

The composition of items, assigned values, homogeneity data and routes stay with the organiser; the digest shows that
they were fixed beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.domains.exercises.plan import Item, Measurand, Plan


@dataclass(frozen=True, slots=True)
class PublicItem:
    """A test item as its label names it."""

    code: str
    title: str
    matrix: str
    identification: bool  # participants report which substances are in it


@dataclass(frozen=True, slots=True)
class PublicMeasurand:
    """A measurand, and in which units and forms it may be reported."""

    code: str
    title: str
    kind: str
    substance: str
    quantity: str
    unit: str
    form: str
    units: tuple[str, ...]
    forms: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """What is asked of a laboratory: items, measurands, the pairs of both, and the menu of substances."""

    items: tuple[PublicItem, ...] = ()
    measurands: tuple[PublicMeasurand, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    menu: tuple[str, ...] = ()
    decimal_mark: str = ""
    coverage_factor: float | None = None


def public_plan(plan: Plan, items: Sequence[Item] | None = None) -> PublicPlan:
    """The open part of a plan, for a laboratory that receives `items` (none given: all)."""
    received = plan.items if items is None else items
    return PublicPlan(
        items=tuple(PublicItem(i.code, i.title, i.matrix, bool(i.composition)) for i in received),
        measurands=tuple(_measurand(measurand) for measurand in plan.measurands),
        asked=asked_pairs(plan, received),
        menu=plan.vocabulary.menu,
        decimal_mark=plan.exercise.results.decimal_mark,
        coverage_factor=plan.exercise.results.coverage_factor,
    )


def asked_pairs(plan: Plan, items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    """The pairs of item and measurand that may be reported, in the plan's order.

    Where participants are to find out what an item contains, asking for the quantity of one substance would tell them:
    there every measurand that names a substance is offered, whether or not it is evaluated.
    """
    evaluated = {(evaluation.item, evaluation.measurand) for evaluation in plan.evaluations}
    return tuple(
        (item.code, measurand.code)
        for item in items
        for measurand in plan.measurands
        if (item.code, measurand.code) in evaluated or (item.composition and measurand.substance)
    )


def _measurand(measurand: Measurand) -> PublicMeasurand:
    own_unit, own_form = [measurand.unit] * bool(measurand.unit), [measurand.form] * bool(measurand.form)
    return PublicMeasurand(
        code=measurand.code,
        title=measurand.title,
        kind=measurand.kind,
        substance=measurand.substance,
        quantity=measurand.quantity,
        unit=measurand.unit,
        form=measurand.form,
        units=tuple(dict.fromkeys([*own_unit, *measurand.units])),
        forms=tuple(dict.fromkeys([*own_form, *measurand.forms])),
        levels=measurand.levels,
    )
