"""Robust estimators and consensus means: published data sets with published or independently computed results."""

from __future__ import annotations

import functools
import math

import numpy as np

from comity.science import statistics
from tests.conformance.example import COMPUTED, Example

COPPER = [2.20, 2.20, 2.4, 2.4, 2.5, 2.7, 2.8, 2.9, 3.03, 3.03, 3.10, 3.37, 3.4, 3.4, 3.4, 3.5,
          3.6, 3.7, 3.7, 3.7, 3.7, 3.77, 5.28, 28.95]  # fmt: skip
E2489_A = [1.22, 1.62, 1.82, 0.60, 2.75, 1.55, 1.17, 1.76, 1.35, 1.18, 1.19, 1.71, 2.03, 1.10, 1.84, 1.39, 1.13, 1.66,
           1.28, 1.24, 0.69, 1.54, 1.43, 0.84, 0.98, 1.97, 4.89, 1.85, 1.09, 1.07]  # fmt: skip
CADMIUM = [27.044, 26.022, 26.340, 26.787, 26.796]
CADMIUM_U = [math.sqrt(variance) for variance in (0.003, 0.076, 0.464, 0.003, 0.014)]
TWO_LABORATORIES = [201.533, 216.55]
TWO_LABORATORIES_U = [0.154 / math.sqrt(6), 0.25 / math.sqrt(2)]
KUDZU = [0.920, 0.916, 0.963, 0.890]
KUDZU_U = [0.073, 0.006, 0.021, 0.013]
BIMODAL = [10, 10.1, 9.9, 10.05, 9.95, 20, 20.1, 19.9, 20.05, 19.95]


def both(estimate: statistics.Estimate) -> list[float]:
    return [estimate.location, estimate.scale]


def _small_sample_factor(p: int) -> float:
    """b_p of Qn for an even p > 12."""
    return 1 / (1 + (3.6756 + (1.965 + (6.987 - 77 / p) / p) / p) / p)


def _o7() -> list[Example]:
    make = functools.partial(Example, "O7", "Copper in wholemeal flour (chem)")
    models = "statsmodels, tests of robust.scale"
    return [
        make(models, "mean, median", "4.2804 3.385", lambda: [
            statistics.mean_and_standard_deviation(COPPER).location, statistics.mad_e(COPPER).location]),
        make(models, "nIQR", "0.68570", lambda: statistics.niqr(COPPER).scale),
        make(models, "MAD", "0.52632", lambda: statistics.mad_e(COPPER).scale, agrees=False,
             remark="Different definition: the source divides by 0.67449, ISO 13528 multiplies by 1.483."),
        make(models, "Qn without small-sample factor", "0.73231",
             lambda: statistics.qn(COPPER).scale / _small_sample_factor(24), agrees=False,
             remark="Ours divided by b_24, which the source leaves out. The source has the unrounded factor 2.21914 "
                    "(which gives 0.73232) and compares to four decimals."),
        make(models, "Huber’s proposal 2: location, scale", "3.20549 0.67365",
             lambda: both(statistics.algorithm_a(COPPER)), agrees=False,
             remark="Different definition: the source uses the exact factor 1.13339, ISO 13528 rounds it to 1.134."),
        make("independent computation", "Algorithm A with 1.134 and 1.483", "3.205565923 0.674150100",
             lambda: both(statistics.algorithm_a(COPPER)), COMPUTED),
        make("independent computation", "Qn, digits of ISO 13528 with Amd 1:2026", "0.6330229696",
             lambda: statistics.qn(COPPER).scale, COMPUTED),
        make("robustbase 0.95", "Qn", "0.633033772", lambda: statistics.qn(COPPER).scale, COMPUTED, agrees=False,
             remark="Different digits: robustbase has the consistency and small-sample factors to five digits."),
    ]  # fmt: skip


def _o8() -> list[Example]:
    make = functools.partial(Example, kind=COMPUTED)
    found = functools.cache(lambda: statistics.paule_mandel(CADMIUM, CADMIUM_U))
    two = functools.cache(lambda: statistics.paule_mandel(TWO_LABORATORIES, TWO_LABORATORIES_U))
    return [
        make("O8", "Enthalpy of cadmium vaporisation", "Paule and Mandel 1982, data in metRology",
             "Mandel–Paule: μ u τ² Q", "26.71212875 0.17113696 0.10521939 22.6311", lambda: [
                 found().location, found().standard_uncertainty, found().between**2, found().heterogeneity_q]),
        make("O8", "Two laboratories", "independent computation", "μ u τ²", "209.04059112 7.50849994 112.737543",
             lambda: [two().location, two().standard_uncertainty, two().between**2]),
    ]  # fmt: skip


def _o9() -> list[Example]:
    make = functools.partial(Example, "O9", "Arsenic in kudzu")
    mean = functools.cache(lambda name: getattr(statistics, name)(KUDZU, KUDZU_U))
    return [
        make("NIST Decision Tree manual", "Q, p", "8.95 0.03", lambda: [
            mean("dersimonian_laird").heterogeneity_q, mean("dersimonian_laird").heterogeneity_p]),
        make("independent computation", "Q, p", "8.9522093 0.02993308", lambda: [
            mean("dersimonian_laird").heterogeneity_q, mean("dersimonian_laird").heterogeneity_p], COMPUTED),
        make("independent computation", "DerSimonian–Laird: μ u τ", "0.9182165507 0.0140072736 0.0208484753", lambda: [
            mean("dersimonian_laird").location, mean("dersimonian_laird").standard_uncertainty,
            mean("dersimonian_laird").between], COMPUTED),
        make("independent computation", "Mandel–Paule: μ u", "0.9189623249 0.0157071540", lambda: [
            mean("paule_mandel").location, mean("paule_mandel").standard_uncertainty], COMPUTED),
        make("independent computation", "REML: μ", "0.9196145906", lambda: mean("reml").location, COMPUTED),
        make("independent computation", "linear pool: μ u", "0.92225 0.0466898", lambda: [
            mean("linear_pool").location, mean("linear_pool").standard_uncertainty], COMPUTED),
    ]  # fmt: skip


def _o13() -> list[Example]:
    make = functools.partial(Example, "O13", "E2489A, 30 laboratories", kind=COMPUTED)
    source = "independent computation"
    return [
        make(source, "mean, standard deviation", "1.531333 0.774297",
             lambda: both(statistics.mean_and_standard_deviation(E2489_A))),
        make(source, "median, nIQR, MADe", "1.37 0.45033975 0.422655",
             lambda: [*both(statistics.niqr(E2489_A)), statistics.mad_e(E2489_A).scale]),
        make(source, "Algorithm A: x* s*", "1.4234615385 0.4499054515", lambda: both(statistics.algorithm_a(E2489_A))),
        make(source, "Q/Hampel: x* s*", "1.3969831102 0.4589594236", lambda: both(statistics.q_hampel(E2489_A))),
        make(source, "Qn", "0.4537362885", lambda: statistics.qn(E2489_A).scale),
        make("robustbase 0.95", "Qn", "0.4537441535", lambda: statistics.qn(E2489_A).scale, agrees=False,
             remark="Different digits, as for O7."),
    ]  # fmt: skip


def _bimodal() -> list[Example]:
    make = functools.partial(Example, "G1", "Two groups of laboratories, 10 and 20", "independent computation")
    return [
        make("Algorithm A: x* s*", "15.0 5.98", lambda: both(statistics.algorithm_a(BIMODAL)), COMPUTED,
             "Everybody would pass."),
        make("Q/Hampel: x* s*", "15.0 0.227", lambda: both(statistics.q_hampel(BIMODAL)), COMPUTED,
             "Everybody would fail. Hence the bimodality gate before scoring."),
        make("number of modes", "2", lambda: len(statistics.kernel_modes(BIMODAL).modes), COMPUTED),
        make("median", "15.0", lambda: float(np.median(BIMODAL)), COMPUTED),
    ]  # fmt: skip


ESTIMATORS = [*_o7(), *_o8(), *_o9(), *_o13(), *_bimodal()]
