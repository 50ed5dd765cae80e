"""What the results look like: density, techniques, precision where there are replicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from comity.base.errors import ComityError
from comity.domains.exercises.evaluation.participants import Participant
from comity.science import statistics

POINTS = 101
WIDEST = 12.0
"""Scales on either side of the median that a picture still shows; gross errors would squeeze everything else."""

FEWEST_FOR_A_SCALE = 3
ALPHAS = (0.05, 0.01)


def density(values: np.ndarray, scale: float) -> dict[str, Any] | None:
    """Kernel density on a grid for drawing, and its modes."""
    middle = float(np.median(values)) if values.size else 0.0
    shown = values[np.abs(values - middle) <= WIDEST * scale] if scale > 0 else values
    if shown.size < FEWEST_FOR_A_SCALE or np.ptp(shown) == 0:
        return None
    found = statistics.kernel_modes(shown)
    x = np.linspace(found.grid[0], found.grid[-1], POINTS)
    modes = [{"location": m.location, "density": m.density, "share": m.share} for m in found.modes]
    heights = np.interp(x, found.grid, found.density)
    return {
        "bandwidth": found.bandwidth,
        "x": x.tolist(),
        "y": heights.tolist(),
        "shown": int(shown.size),
        "modes": modes,
    }


def by_technique(entries: Sequence[Participant]) -> list[dict[str, Any]]:
    """Robust location and scale for each technique, the most frequent first."""
    values: dict[str, list[float]] = defaultdict(list)
    names: dict[str, str] = {}
    for entry in entries:
        if entry.eligible and entry.value is not None and entry.row.technique:
            key = entry.row.technique.casefold()
            names.setdefault(key, entry.row.technique)
            values[key].append(entry.value)
    ordered = sorted(values, key=lambda key: (-len(values[key]), key))
    return [{"technique": names[key], **_summary(np.array(values[key]))} for key in ordered]


def _summary(values: np.ndarray) -> dict[str, Any]:
    if values.size < FEWEST_FOR_A_SCALE:
        return {"count": values.size, "location": float(np.median(values)), "scale": None, "standard_uncertainty": None}
    found = statistics.q_hampel(values)
    return {
        "count": values.size,
        "location": found.location,
        "scale": found.scale,
        "standard_uncertainty": found.standard_uncertainty,
    }


def precision(entries: Sequence[Participant]) -> dict[str, Any] | None:
    """Repeatability and reproducibility with Mandel's h and k, where laboratories reported replicates."""
    cells = [entry for entry in entries if entry.eligible and len(entry.replicates) > 1]
    if len(cells) < FEWEST_FOR_A_SCALE:
        return None
    groups = [entry.replicates for entry in cells]
    try:
        found = statistics.repeatability_reproducibility(groups)
    except ComityError:
        return None
    means = np.array([np.mean(group) for group in groups])
    spreads = np.array([np.std(group, ddof=1) for group in groups])
    counts = [len(group) for group in groups]
    usual = Counter(counts).most_common(1)[0][0]
    h = statistics.mandel_h(means).tolist()
    k = statistics.mandel_k(spreads, counts).tolist()
    return {
        "mean": found.mean,
        "repeatability_standard_deviation": found.repeatability_standard_deviation,
        "between_laboratory_standard_deviation": found.between_laboratory_standard_deviation,
        "reproducibility_standard_deviation": found.reproducibility_standard_deviation,
        "repeatability_limit": found.repeatability_limit,
        "reproducibility_limit": found.reproducibility_limit,
        "laboratories": found.laboratories,
        "results": found.results,
        "clause": found.clause,
        "cells": [
            {
                "laboratory": entry.laboratory,
                "mean": float(means[i]),
                "standard_deviation": float(spreads[i]),
                "replicates": counts[i],
                "h": h[i],
                "k": k[i],
            }
            for i, entry in enumerate(cells)
        ],
        "h_critical": {str(alpha): statistics.mandel_h_critical(len(cells), alpha) for alpha in ALPHAS},
        "k_critical": {str(alpha): statistics.mandel_k_critical(len(cells), usual, alpha) for alpha in ALPHAS},
        "cochran": _outlier(cells, lambda: statistics.cochran(spreads, usual)) if (spreads > 0).any() else None,
        "grubbs": _outlier(cells, lambda: statistics.grubbs(means)) if np.ptp(means) > 0 else None,
    }


def _outlier(cells: Sequence[Participant], test: Any) -> dict[str, Any] | None:
    try:
        found = test()
    except ComityError:
        return None
    return {
        "laboratory": cells[found.index].laboratory,
        "statistic": found.statistic,
        "critical_value": found.critical_value,
        "p_value": found.p_value,
        "outlying": found.outlying,
        "alpha": found.alpha,
        "method": found.method,
        "clause": found.clause,
    }
