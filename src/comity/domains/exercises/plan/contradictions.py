"""What no single key shows: a plan whose parts do not fit together."""

from __future__ import annotations

from collections.abc import Iterator

from comity.base.messages import Message, message
from comity.domains.exercises.faults import FaultList
from comity.domains.exercises.plan.model import IDENTIFICATION, Evaluation, Measurand, Plan
from comity.kernel.tables import Place

Fault = tuple[str, Message, Message, object]  # key, what, remedy, value


def contradictions(plan: Plan, faults: FaultList, file: str) -> None:
    """Note every contradiction."""
    for check in (_duplicates, _exercise, _vocabulary, _measurands, _evaluations):
        for key, what, remedy, value in check(plan):
            faults.add("plan-contradiction", what, remedy, place=Place(file, key=key), value=value)


def _duplicates(plan: Plan) -> Iterator[Fault]:
    """Codes are compared without regard to case, as some file systems do with the reports named after them."""
    registers: dict[str, list[str]] = {
        "laboratories": [laboratory.code for laboratory in plan.laboratories],
        "items": [item.code for item in plan.items],
        "measurands": [measurand.code for measurand in plan.measurands],
        "evaluations": [f"{evaluation.item} × {evaluation.measurand}" for evaluation in plan.evaluations],
    }
    for register, codes in registers.items():
        seen: set[str] = set()
        for position, code in enumerate(codes, start=1):
            if code.casefold() in seen and code.strip(" ×"):
                yield (
                    f"{register}[{position}]",
                    message("exercises", "“{code}” occurs twice.", code=code),
                    message("exercises", "Give each its own code, or remove one."),
                    code,
                )
            seen.add(code.casefold())


def _exercise(plan: Plan) -> Iterator[Fault]:
    if plan.exercise.grace and plan.exercise.deadline is None:
        yield (
            "exercise.grace",
            message("exercises", "There is a grace period but no deadline."),
            message("exercises", "State the deadline, or remove the grace period."),
            plan.exercise.grace,
        )
    if plan.exercise.status == "amended" and not plan.exercise.status_reason:
        yield (
            "exercise.status_reason",
            message("exercises", "An amended report needs a reason."),
            message("exercises", "Say in status_reason what was changed, and why."),
            "",
        )
    if not plan.evaluations and not any(item.composition for item in plan.items):
        yield (
            "evaluations",
            message("exercises", "Nothing is to be evaluated."),
            message("exercises", "Add [[evaluations]], or the composition of an item."),
            "",
        )


def _vocabulary(plan: Plan) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for name, aliases in plan.vocabulary.aliases.items():
        for alias in (name, *aliases):
            if owners.setdefault(alias.casefold(), name) != name:
                yield (
                    f"vocabulary.aliases.{name}",
                    message(
                        "exercises", "“{name}” also stands for “{other}”.", name=alias, other=owners[alias.casefold()]
                    ),
                    message("exercises", "Keep each name with one substance."),
                    alias,
                )
    menu = {name.casefold() for name in plan.vocabulary.menu}
    for position, item in enumerate(plan.items, start=1):
        names = [component.substance for component in item.composition]
        for name in names if menu else ():
            if name.casefold() not in menu:
                yield (
                    f"items[{position}].composition",
                    message("exercises", "The substance “{name}” is not in the menu of the vocabulary.", name=name),
                    message("exercises", "Add it there, or correct the name."),
                    name,
                )
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield (
                f"items[{position}].composition",
                message("exercises", "“{code}” occurs twice.", code=name),
                message("exercises", "Say once whether it is a major, minor or trace component."),
                name,
            )


def _measurands(plan: Plan) -> Iterator[Fault]:
    for position, measurand in enumerate(plan.measurands, start=1):
        key = f"measurands[{position}]"
        if measurand.code == IDENTIFICATION:
            yield (
                f"{key}.code",
                message("exercises", "“identification” is reserved for rows that report which substances were found."),
                message("exercises", "Take another code; the truth stands in the composition of the items."),
                measurand.code,
            )
        yield from _kind(measurand, key)
        yield from _factors(measurand, key)


def _kind(measurand: Measurand, key: str) -> Iterator[Fault]:
    if measurand.kind == "quantity" and not measurand.unit:
        yield (
            f"{key}.unit",
            message("exercises", "The measurand has no unit."),
            message("exercises", "State the unit; write “1” for a ratio or a count."),
            "",
        )
    if measurand.kind == "ordinal" and len(set(measurand.levels)) < max(2, len(measurand.levels)):
        yield (
            f"{key}.levels",
            message("exercises", "An ordinal measurand needs at least two different levels, from lowest to highest."),
            message("exercises", "List them, as in levels = ['negative', 'weak', 'positive']."),
            ", ".join(measurand.levels),
        )


def _factors(measurand: Measurand, key: str) -> Iterator[Fault]:
    own = {"units": measurand.unit, "forms": measurand.form}
    for name, factors in (("units", measurand.units), ("forms", measurand.forms)):
        if factors and not own[name]:
            yield (
                f"{key}.{name}",
                message("exercises", "There are factors, but nothing to convert to."),
                message("exercises", "State the unit (or form) of the measurand, or remove the factors."),
                "",
            )
        if factors.get(own[name], 1.0) != 1.0:
            yield (
                f"{key}.{name}.{own[name]}",
                message("exercises", "The measurand's own unit or form has a factor other than 1."),
                message("exercises", "Remove it."),
                factors[own[name]],
            )


def _evaluations(plan: Plan) -> Iterator[Fault]:
    laboratories = {laboratory.code for laboratory in plan.laboratories}
    for position, evaluation in enumerate(plan.evaluations, start=1):
        key = f"evaluations[{position}]"
        yield from _references(plan, evaluation, key)
        yield from _assigned_value(evaluation, key)
        yield from _sigma_pt(evaluation, key)
        yield from _checks(evaluation, key)
        yield from _decisions(evaluation, laboratories, key)


def _references(plan: Plan, evaluation: Evaluation, key: str) -> Iterator[Fault]:
    add_it = message("exercises", "Add it to its list, or correct the code.")
    if evaluation.item and plan.item(evaluation.item) is None:
        yield f"{key}.item", message("exercises", "There is no such item in [[items]]."), add_it, evaluation.item
    measurand = plan.measurand(evaluation.measurand)
    if evaluation.measurand and measurand is None:
        what = message("exercises", "There is no such measurand in [[measurands]].")
        yield f"{key}.measurand", what, add_it, evaluation.measurand
    if measurand is None:
        return
    if measurand.kind == "ordinal" and evaluation.expected and evaluation.expected not in measurand.levels:
        yield (
            f"{key}.expected",
            message("exercises", "This is none of the measurand's levels."),
            message("exercises", "Take one of {levels}.", levels=", ".join(measurand.levels)),
            evaluation.expected,
        )
    if measurand.kind == "quantity" and evaluation.expected:
        yield (
            f"{key}.expected",
            message("exercises", "Only an ordinal measurand has an expected level."),
            message("exercises", "Remove it, or state the value under assigned_value."),
            evaluation.expected,
        )


def _assigned_value(evaluation: Evaluation, key: str) -> Iterator[Fault]:
    assigned = evaluation.assigned_value
    if assigned.route == "expert_laboratories":
        if len(assigned.values) != len(assigned.standard_uncertainties) or len(assigned.values) < 2:
            yield (
                f"{key}.assigned_value.standard_uncertainties",
                message("exercises", "At least two values are needed, and as many standard uncertainties."),
                message("exercises", "Give one standard uncertainty for each value."),
                f"{len(assigned.values)}, {len(assigned.standard_uncertainties)}",
            )
        elif min(assigned.standard_uncertainties) <= 0:
            yield (
                f"{key}.assigned_value.standard_uncertainties",
                message("exercises", "A standard uncertainty must be positive."),
                message("exercises", "Correct it, or leave this laboratory out."),
                min(assigned.standard_uncertainties),
            )
    if assigned.route == "comparison" and len(assigned.differences) < 2:
        yield (
            f"{key}.assigned_value.differences",
            message("exercises", "At least two differences are needed."),
            message("exercises", "Give the difference of each pair, or take the route “reference_material”."),
            len(assigned.differences),
        )


def _sigma_pt(evaluation: Evaluation, key: str) -> Iterator[Fault]:
    sigma = evaluation.sigma_pt
    if sigma.floor is not None and sigma.ceiling is not None and sigma.floor > sigma.ceiling:
        yield (
            f"{key}.sigma_pt.floor",
            message(
                "exercises", "The floor {floor} lies above the ceiling {top}.", floor=sigma.floor, top=sigma.ceiling
            ),
            message("exercises", "Exchange them, or remove one."),
            sigma.floor,
        )
    if len(sigma.levels) != len(sigma.standard_deviations) or (sigma.route == "previous_rounds" and not sigma.levels):
        yield (
            f"{key}.sigma_pt.standard_deviations",
            message("exercises", "As many standard deviations as levels are needed."),
            message("exercises", "Give one standard deviation for each level of an earlier round."),
            f"{len(sigma.levels)}, {len(sigma.standard_deviations)}",
        )
    between, within = sigma.reproducibility_standard_deviation, sigma.repeatability_standard_deviation
    if between is not None and within is not None and within > between:
        yield (
            f"{key}.sigma_pt.repeatability_standard_deviation",
            message(
                "exercises", "The repeatability standard deviation exceeds the reproducibility standard deviation."
            ),
            message("exercises", "Check whether they were exchanged."),
            within,
        )


def _checks(evaluation: Evaluation, key: str) -> Iterator[Fault]:
    lengths = {len(row) for row in evaluation.homogeneity}
    if evaluation.homogeneity and (len(lengths) > 1 or min(lengths) < 2 or len(evaluation.homogeneity) < 2):
        yield (
            f"{key}.homogeneity",
            message("exercises", "At least two items with the same number of replicates, two or more, are needed."),
            message("exercises", "Give one list of replicate results for each item."),
            len(evaluation.homogeneity),
        )
    results = sum(len(row) for row in evaluation.homogeneity)
    if evaluation.run_order and len(evaluation.run_order) not in {len(evaluation.homogeneity), results}:
        yield (
            f"{key}.run_order",
            message("exercises", "The run order needs one position for each item or for each result."),
            message("exercises", "Give the position in the measuring run, items in the same order as above."),
            len(evaluation.run_order),
        )
    if evaluation.stability and not (evaluation.stability.before and evaluation.stability.after):
        yield (
            f"{key}.stability",
            message("exercises", "Results from before and after the round are needed."),
            message("exercises", "Give both lists, or remove the check."),
            "",
        )


def _decisions(evaluation: Evaluation, laboratories: set[str], key: str) -> Iterator[Fault]:
    decided: dict[str, str] = {}
    for position, decision in enumerate(evaluation.decisions, start=1):
        place = f"{key}.decisions[{position}].laboratory"
        if laboratories and decision.laboratory not in laboratories:
            yield (
                place,
                message("exercises", "There is no such laboratory in [[laboratories]]."),
                message("exercises", "Add it there, or correct the code."),
                decision.laboratory,
            )
        if decided.setdefault(decision.laboratory, decision.action) != decision.action:
            yield (
                place,
                message("exercises", "The decisions about this laboratory contradict each other."),
                message("exercises", "Keep one of them."),
                decision.laboratory,
            )
