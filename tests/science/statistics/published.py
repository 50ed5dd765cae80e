"""Published data sets that several tests of this room use, and samples that make estimators stumble."""

from __future__ import annotations

import numpy as np

# ISO 13528:2022, Table E.1: antibody concentrations with the censored ones left out, taken as their limit, halved.
DELETED = [12, 19, 20, 23, 23, 25, 25, 26, 28, 28, 28, 29, 30, 30, 31, 32, 32, 45]
IGNORED = [10, 10, 12, 19, 20, 20, 23, 23, 25, 25, 26, 28, 28, 30, 28, 29, 30, 30, 31, 32, 32, 45, 50]
HALVED = [5, 5, 12, 19, 10, 20, 23, 23, 25, 25, 26, 28, 28, 15, 28, 29, 30, 30, 31, 32, 32, 45, 25]
# Copper in wholemeal flour (Analytical Methods Committee 1989).
COPPER = [2.20, 2.20, 2.4, 2.4, 2.5, 2.7, 2.8, 2.9, 3.03, 3.03, 3.10, 3.37, 3.4, 3.4, 3.4, 3.5, 3.6, 3.7, 3.7, 3.7,
          3.7, 3.77, 5.28, 28.95]  # fmt: skip
# Dataplot, ASTM E2489, material A.
E2489 = [1.22, 1.62, 1.82, 0.60, 2.75, 1.55, 1.17, 1.76, 1.35, 1.18, 1.19, 1.71, 2.03, 1.10, 1.84, 1.39, 1.13, 1.66,
         1.28, 1.24, 0.69, 1.54, 1.43, 0.84, 0.98, 1.97, 4.89, 1.85, 1.09, 1.07]  # fmt: skip
# ISO 13528:2022, Table E.13: means and standard deviations of four replicates in 25 laboratories.
ANTIBODY_MEANS = [2.15, 1.85, 1.80, 1.80, 1.90, 1.90, 1.90, 2.05, 2.35, 2.03, 2.08, 1.25, 1.13, 1.00, 1.08, 1.20, 1.35,
                  1.23, 1.23, 0.90, 1.48, 1.20, 1.73, 1.43, 1.28]  # fmt: skip
ANTIBODY_SPREADS = [0.13, 0.21, 0.08, 0.24, 0.36, 0.32, 0.14, 0.26, 0.39, 0.53, 0.25, 0.24, 0.72, 0.26, 0.17, 0.32,
                    0.40, 0.36, 0.33, 0.43, 0.40, 0.55, 0.39, 0.30, 0.22]  # fmt: skip
TWO_GROUPS = [10, 10.1, 9.9, 10.05, 9.95, 20, 20.1, 19.9, 20.05, 19.95]

AWKWARD = {
    "one": [5.0],
    "a zero": [0.0],
    "two": [1.0, 2.0],
    "two equal": [3.0, 3.0],
    "all equal": [0.1] * 7,
    "all zero": [0.0] * 5,
    "equal on paper": [0.3, 0.1 + 0.2, 0.3],
    "large majority": [1.0] * 8 + [2.0, 3.0],
    "majority": [1.0] * 5 + [2.0, 3.0, 4.0, 5.0],
    "half": [1, 1, 1, 1, 2, 3, 4, 5.0],
    "far outlier": [1, 1.1, 1.2, 1.3, 1e15],
    "absurd outlier": [1.0] * 10 + [1e100],
    "largest": [1e150, -1e150, 1.0],
    "vanishing": [1e-300, 2e-300, 3e-300],
    "large offset": [1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 0.5],
    "small unit": [1.1e-12, 1.2e-12, 1.3e-12, 1.5e-12],
    "large unit": [1.1e12, 1.2e12, 1.3e12, 1.5e12],
    "mixed units": [1e-12, 1.0, 1e12],
    "two groups": TWO_GROUPS,
    "whole numbers": [float(v) for v in range(5)] * 10,
    "nearly equal": [1.0] * 30 + [1 + 1e-12, 2, 3, 7, 9.0],
}


def invented(kind: int, count: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Samples of seven kinds: smooth, rounded, offset, with an outlier, heavily tied, tiny, in two groups."""
    random = np.random.Generator(np.random.PCG64([kind, count, seed]))
    x = random.normal(10, 1, count)
    if kind == 1:
        x = np.round(x, 1)
    elif kind == 2:
        x = np.round(x, 1) + 1e6
    elif kind == 3:
        x[0] = 1e4
    elif kind == 4:
        x = random.integers(0, 4, count).astype(float)
    elif kind == 5:
        x = np.round(x, 2) * 1e-12
    elif kind == 6:
        x[: count // 2] += 8
    return x
