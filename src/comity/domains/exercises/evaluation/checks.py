"""Homogeneity and stability as the document holds them."""

from __future__ import annotations

from typing import Any

from comity.science.proficiency import Drift, Homogeneity, Stability
from comity.science.statistics import OutlierTest


def homogeneity_block(found: Homogeneity | None) -> dict[str, Any] | None:
    """The homogeneity check; `accepted` by either criterion."""
    if found is None:
        return None
    return {
        "items": found.items,
        "replicates": found.replicates,
        "mean": found.mean,
        "item_means": found.item_means_standard_deviation,
        "within_items": found.within_item_standard_deviation,
        "between_items": found.between_item_standard_deviation,
        "criterion": found.criterion,
        "sufficient": found.sufficient,
        "factors": None if found.factors is None else list(found.factors),
        "expanded_criterion": found.expanded_criterion,
        "sufficient_expanded": found.sufficient_expanded,
        "f_statistic": found.f_statistic,
        "f_critical": found.f_critical,
        "f_p": found.f_p,
        "cochran": _cochran(found.cochran),
        "drift": _drift(found.drift),
        "verdict": found.verdict,
        "accepted": bool(found.sufficient or found.sufficient_expanded),
        "message": found.message,
        "warnings": list(found.warnings),
        "clause": found.clause,
    }


def stability_block(found: Stability | None) -> dict[str, Any] | None:
    """The stability check; `accepted` by either criterion."""
    if found is None:
        return None
    return {
        "mean_before": found.mean_before,
        "mean_after": found.mean_after,
        "difference": found.difference,
        "criterion": found.criterion,
        "sufficient": found.sufficient,
        "standard_uncertainty_before": found.standard_uncertainty_before,
        "standard_uncertainty_after": found.standard_uncertainty_after,
        "expanded_criterion": found.expanded_criterion,
        "sufficient_expanded": found.sufficient_expanded,
        "verdict": found.verdict,
        "accepted": bool(found.sufficient or found.sufficient_expanded),
        "message": found.message,
        "clause": found.clause,
    }


def _cochran(test: OutlierTest | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return {
        "item": test.index + 1,
        "statistic": test.statistic,
        "critical_value": test.critical_value,
        "p_value": test.p_value,
        "outlying": test.outlying,
        "alpha": test.alpha,
        "method": test.method,
        "clause": test.clause,
    }


def _drift(found: Drift | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "slope": found.slope,
        "change": found.change,
        "p_value": found.p_value,
        "significant": found.significant,
        "message": found.message,
    }
