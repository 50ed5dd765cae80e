"""Likelihood ratios: a type that cannot be mistaken, calibration, bounds, and how good they are.

Everything is in log10. A ratio has two propositions, named evidence and a method; it is finite, because bounds are
applied before it is made. What it is worth in words is the business of a verbal scale that the laboratory brings.
"""

from comity.science.likelihood.bounds import elub
from comity.science.likelihood.calibration import (
    Calibration,
    LogisticCalibration,
    PavCalibration,
    fit_logistic,
    fit_pav,
)
from comity.science.likelihood.densities import Density, KernelCalibration, fit_densities
from comity.science.likelihood.ratio import Bounds, LikelihoodRatio, Propositions, combine
from comity.science.likelihood.scale import Band, VerbalScale, Wording, read_scale
from comity.science.likelihood.validation import (
    Cost,
    CrossEntropy,
    Tippett,
    cross_entropy,
    likelihood_ratio_cost,
    tippett,
)

__all__ = [
    "Band",
    "Bounds",
    "Calibration",
    "Cost",
    "CrossEntropy",
    "Density",
    "KernelCalibration",
    "LikelihoodRatio",
    "LogisticCalibration",
    "PavCalibration",
    "Propositions",
    "Tippett",
    "VerbalScale",
    "Wording",
    "combine",
    "cross_entropy",
    "elub",
    "fit_densities",
    "fit_logistic",
    "fit_pav",
    "likelihood_ratio_cost",
    "read_scale",
    "tippett",
]
