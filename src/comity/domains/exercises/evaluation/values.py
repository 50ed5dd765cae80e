"""Assigned value, sigma_pt, homogeneity and stability of one item × measurand, by the routes of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.exercises.evaluation.estimators import CENSORED, estimator_of, function_of, seed_for
from comity.domains.exercises.plan import Evaluation, Plan, SigmaRoute
from comity.science import proficiency
from comity.science.proficiency import AssignedValue, Homogeneity, SigmaPt, Stability

STATED: dict[str, Callable[..., AssignedValue]] = {
    "formulation": proficiency.assigned_value_by_formulation,
    "reference_material": proficiency.assigned_value_from_reference_material,
    "one_laboratory": proficiency.assigned_value_from_one_laboratory,
}


@dataclass(frozen=True, slots=True)
class Values:
    """What results are judged against."""

    assigned: AssignedValue
    sigma: SigmaPt
    scale: float
    homogeneity: Homogeneity | None
    stability: Stability | None


def values_of(plan: Plan, evaluation: Evaluation, consensus: np.ndarray, limits: Sequence[float]) -> Values:
    """All of them; `consensus` holds the results that may enter it, `limits` those of results below a limit."""
    try:
        assigned = assigned_value(plan, evaluation, consensus, limits)
        scale = robust_scale(plan, evaluation, consensus)
        sigma = _sigma_pt(evaluation.sigma_pt, assigned.value, scale, consensus.size)
        checked = _homogeneity(evaluation, sigma.value)
        sigma = _widened(sigma, checked, evaluation.sigma_pt.heterogeneity)
        stable = None
        if evaluation.stability is not None:
            stable = proficiency.stability(evaluation.stability.before, evaluation.stability.after, sigma.value)
    except ComityError as error:
        raise _placed(error, evaluation) from error
    return Values(assigned, sigma, scale or sigma.value, checked, stable)


def _homogeneity(evaluation: Evaluation, sigma_pt: float) -> Homogeneity | None:
    if not evaluation.homogeneity:
        return None
    return proficiency.homogeneity(evaluation.homogeneity, sigma_pt, run_order=evaluation.run_order or None)


def known_sigma_pt(evaluation: Evaluation) -> float | None:
    """Sigma_pt where the plan states it without looking at results."""
    route = evaluation.sigma_pt
    if route.route == "precision_experiment" or (route.route == "perception" and not route.relative_percent):
        return _sigma_pt(route, 0.0, 0.0, 0).value
    if route.relative_percent and evaluation.assigned_value.value:
        return abs(evaluation.assigned_value.value) * route.relative_percent / 100
    return None


def assigned_value(plan: Plan, evaluation: Evaluation, consensus: np.ndarray, limits: Sequence[float]) -> AssignedValue:
    """By the plan's route (ISO 13528:2022, clause 7)."""
    route = evaluation.assigned_value
    components = {"homogeneity": route.homogeneity, "transport": route.transport, "stability": route.stability}
    if route.route == "participants" and estimator_of(plan, route.estimator) == CENSORED:
        return proficiency.assigned_value_from_censored_results(consensus, limits, **components)
    if route.route == "participants":
        settings = plan.exercise.estimators
        return proficiency.assigned_value_from_participants(
            consensus,
            estimator=estimator_of(plan, route.estimator),
            uncertainty=route.uncertainty or settings.uncertainty,
            seed=seed_for(plan, "bootstrap", evaluation.item, evaluation.measurand),
            resamples=settings.resamples,
            **components,
        )
    stated: dict[str, Any] = {**components, "traceable_to": route.traceable_to}
    if route.route == "expert_laboratories":
        estimator = route.estimator or "dersimonian_laird"
        return proficiency.assigned_value_from_expert_laboratories(
            route.values, route.standard_uncertainties, estimator=estimator, **stated
        )
    value, uncertainty = route.value or 0.0, route.standard_uncertainty or 0.0
    if route.route == "comparison":
        return proficiency.assigned_value_by_comparison(value, uncertainty, route.differences, **stated)
    return STATED[route.route](value, uncertainty, **stated)


def robust_scale(plan: Plan, evaluation: Evaluation, consensus: np.ndarray) -> float:
    """S* of the participants by the exercise's estimator; 0 where there are too few to tell."""
    if consensus.size < 2:
        return 0.0
    return function_of(plan, evaluation)(consensus).scale


def _sigma_pt(route: SigmaRoute, assigned: float, scale: float, count: int) -> SigmaPt:
    if route.route == "perception":
        relative = None if route.relative_percent is None else route.relative_percent / 100
        return proficiency.sigma_pt_by_perception(
            route.value,
            relative=relative,
            assigned_value=assigned if relative is not None else None,
            maximum_error=route.maximum_error,
        )
    if route.route == "previous_rounds":
        model = {"model": route.model} if route.model else {}
        return proficiency.sigma_pt_from_previous_rounds(route.levels, route.standard_deviations, assigned, **model)
    if route.route == "horwitz":
        per_unit = route.mass_fraction_per_unit or 1.0
        return proficiency.sigma_pt_from_horwitz(assigned * per_unit, in_unit_of=per_unit)
    if route.route == "precision_experiment":
        return proficiency.sigma_pt_from_precision_experiment(
            route.reproducibility_standard_deviation or 0.0,
            route.repeatability_standard_deviation or 0.0,
            replicates=route.replicates or 1,
        )
    return proficiency.sigma_pt_from_participants(scale, floor=route.floor, ceiling=route.ceiling, count=count)


def _widened(sigma: SigmaPt, checked: Homogeneity | None, heterogeneity: str) -> SigmaPt:
    if checked is None or heterogeneity == "never":
        return sigma
    if heterogeneity == "if needed" and checked.verdict != "inhomogeneous":
        return sigma
    return proficiency.sigma_pt_with_heterogeneity(sigma, checked.between_item_standard_deviation)


def _placed(error: ComityError, evaluation: Evaluation) -> ComityError:
    """The same error, but saying for which item and measurand."""
    where = f"{evaluation.item} × {evaluation.measurand}"
    remedy = error.remedy or message("exercises", "Take another route in the plan, or check the results.")
    if isinstance(error, InputError):
        return InputError(error.code, error.what, where=where, remedy=remedy)
    return type(error)(error.code, error.what, where=where, remedy=remedy)
