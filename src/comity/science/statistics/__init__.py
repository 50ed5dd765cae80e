"""Robust location and scale, bootstrap, consensus means, outlier tests, precision, modes and censored results.

Every function takes plain numbers in one unit and returns a frozen result that names its method and clause. Whatever
has no spread gets a stated `degenerate`, never NaN; what cannot be computed raises an error that says what to do.
"""

from comity.science.statistics.censored import CensoredNormal, censored_normal
from comity.science.statistics.cochran import cochran, cochran_critical
from comity.science.statistics.consensus import (
    ConsensusMean,
    dersimonian_laird,
    graybill_deal,
    linear_pool,
    paule_mandel,
    reml,
)
from comity.science.statistics.estimate import Estimate
from comity.science.statistics.grubbs import grubbs, grubbs_critical
from comity.science.statistics.hampel import hampel, q_hampel
from comity.science.statistics.huber import algorithm_a
from comity.science.statistics.kernel import KernelDensity, Mode, kernel_modes
from comity.science.statistics.mandel import mandel_h, mandel_h_critical, mandel_k, mandel_k_critical
from comity.science.statistics.median import mad_e, mean_and_standard_deviation, niqr
from comity.science.statistics.outliers import OutlierTest
from comity.science.statistics.pooled import algorithm_s
from comity.science.statistics.precision import Precision, repeatability_reproducibility
from comity.science.statistics.q_method import q_scale
from comity.science.statistics.qn import qn
from comity.science.statistics.resampling import BootstrapResult, bootstrap

__all__ = [
    "BootstrapResult",
    "CensoredNormal",
    "ConsensusMean",
    "Estimate",
    "KernelDensity",
    "Mode",
    "OutlierTest",
    "Precision",
    "algorithm_a",
    "algorithm_s",
    "bootstrap",
    "censored_normal",
    "cochran",
    "cochran_critical",
    "dersimonian_laird",
    "graybill_deal",
    "grubbs",
    "grubbs_critical",
    "hampel",
    "kernel_modes",
    "linear_pool",
    "mad_e",
    "mandel_h",
    "mandel_h_critical",
    "mandel_k",
    "mandel_k_critical",
    "mean_and_standard_deviation",
    "niqr",
    "paule_mandel",
    "q_hampel",
    "q_scale",
    "qn",
    "reml",
    "repeatability_reproducibility",
]
