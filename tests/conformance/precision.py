"""Precision experiments, components of variance and critical values: ISO 5725-2, ASTM E691, NIST StRD."""

from __future__ import annotations

import functools

import numpy as np

from comity.science import proficiency, statistics
from tests.conformance.example import COMPUTED, Example

# ISO 5725-2, example B.1: sulfur in coal, eight laboratories by four levels, unequal numbers of replicates
_COAL = """
.71 .71 .70 .71|1.20 1.18 1.23 1.21|1.68 1.70 1.68 1.69|3.26 3.26 3.20 3.24
.69 .67 .68|1.22 1.21 1.22|1.64 1.64 1.65|3.20 3.20 3.20
.66 .65 .69|1.28 1.31 1.30|1.61 1.61 1.62|3.37 3.36 3.38
.67 .65 .66|1.23 1.18 1.20|1.68 1.66 1.66|3.16 3.22 3.23
.70 .69 .66 .71 .69|1.31 1.22 1.22 1.24|1.64 1.67 1.60 1.66 1.68|3.20 3.19 3.18 3.27 3.24
.73 .74 .73|1.39 1.36 1.37|1.70 1.73 1.73|3.27 3.31 3.29
.71 .71 .69|1.20 1.26 1.26|1.69 1.70 1.68|3.27 3.24 3.23
.70 .65 .68|1.24 1.22 1.30|1.67 1.68 1.67|3.25 3.26 3.26
"""
# ASTM E691, glucose in serum, materials A and B (Dataplot, GLUCOSE.DAT)
_GLUCOSE_A = """41.03 41.45 41.37|41.17 42.00 41.15|41.01 40.68 42.66|39.37 42.37 42.63|41.88 41.19 41.32|
43.28 40.50 42.28|41.08 41.27 39.02|43.36 42.65 41.72"""
_GLUCOSE_B = """78.28 78.18 78.49|77.78 80.38 79.54|79.18 79.72 80.81|84.08 78.60 81.92|78.16 79.58 78.33|
78.66 79.27 81.75|79.76 81.45 77.35|80.44 80.80 79.80"""
# NIST StRD SiRstv: resistivity of silicon wafers, five instruments by five replicates
_SILICON = """196.3052 196.1240 196.1890 196.2569 196.3403|196.3042 196.3825 196.1669 196.3257 196.0422|
196.1303 196.2005 196.2889 196.0343 196.1811|196.2795 196.1748 196.1494 196.1485 195.9885|
196.2119 196.1051 196.1850 196.0052 196.2090"""


def cells(text: str) -> list[list[float]]:
    """Cells between bars, numbers between blanks."""
    return [[float(number) for number in cell.split()] for cell in text.split("|")]


COAL = [list(level) for level in zip(*(cells(line) for line in _COAL.strip().splitlines()), strict=True)]
GLUCOSE_A, GLUCOSE_B, SILICON = cells(_GLUCOSE_A), cells(_GLUCOSE_B), cells(_SILICON)
ILS_FAULTS = {(3, 1): 78.80, (3, 2): 80.01, (6, 0): 79.75}  # cells of material B that the R package ILS 0.3 has wrong


def deviations(groups: list[list[float]]) -> list[float]:
    return [float(np.std(group, ddof=1)) for group in groups]


def means(groups: list[list[float]]) -> list[float]:
    return [float(np.mean(group)) for group in groups]


@functools.cache
def coal_precision(level: int) -> statistics.Precision:
    return statistics.repeatability_reproducibility(COAL[level])


def _coal(attribute: str) -> list[float]:
    return [getattr(coal_precision(level), attribute) for level in range(4)]


def _o5() -> list[Example]:
    make = functools.partial(Example, "O5", "Sulfur in coal", "ISO 5725-2, example B.1")
    note = "Unequal numbers of replicates; printed values as commonly cited."
    return [
        make("m, levels 1 to 4", "0.690 1.252 1.667 3.250", lambda: _coal("mean"), remark=note),
        make("s_r, levels 1 to 4", "0.015 0.029 0.017 0.026",
             lambda: _coal("repeatability_standard_deviation")),
        make("s_R, levels 1 to 4", "0.026 0.061 0.035 0.058",
             lambda: _coal("reproducibility_standard_deviation")),
        make("s_r, levels 1 to 4", "0.01512 0.02878 0.01708 0.02608",
             lambda: _coal("repeatability_standard_deviation"), COMPUTED),
        make("s_R, levels 1 to 4", "0.02636 0.06061 0.03477 0.05822",
             lambda: _coal("reproducibility_standard_deviation"), COMPUTED),
        make("Cochran’s C", "0.3502 0.2885 0.5797 0.3096",
             lambda: [statistics.cochran(deviations(level), 3).statistic for level in COAL], COMPUTED),
        make("laboratory with the largest C", "8 5 5 4",
             lambda: [statistics.cochran(deviations(level), 3).index + 1 for level in COAL], COMPUTED),
        make("Grubbs’ G, high", "1.8071 2.0890 1.5859 2.0935",
             lambda: [statistics.grubbs(means(level), side="high").statistic for level in COAL], COMPUTED),
        make("Mandel’s h, level 4", "-0.23 -0.94 2.09 -0.88 -0.66 0.66 -0.11 0.07",
             lambda: statistics.mandel_h(means(COAL[3])).tolist(), COMPUTED),
        make("Mandel’s k, level 3", "0.56 0.34 0.34 0.68 1.85 1.01 0.59 0.34",
             lambda: statistics.mandel_k(deviations(COAL[2]), [len(cell) for cell in COAL[2]]).tolist(), COMPUTED),
    ]  # fmt: skip


def _glucose(groups: list[list[float]], *names: str) -> list[float]:
    found = statistics.repeatability_reproducibility(groups)
    return [getattr(found, name) for name in names]


def _o6() -> list[Example]:
    make = functools.partial(Example, "O6", "Glucose in serum", "ASTM E691 (Dataplot GLUCOSE.DAT)")
    spread = ("mean", "repeatability_standard_deviation", "reproducibility_standard_deviation")
    limits = ("repeatability_limit", "reproducibility_limit")
    wrong = [list(cell) for cell in GLUCOSE_B]
    for (laboratory, replicate), value in ILS_FAULTS.items():
        wrong[laboratory][replicate] = value
    return [
        make("A: mean s_r s_R", "41.5183 1.0632 1.0632", lambda: _glucose(GLUCOSE_A, *spread),
             remark="The between-laboratory variance comes out negative and counts as zero."),
        make("A: s_x, r, Cochran’s C", "0.6061 2.977 0.3630", lambda: [
            float(np.std(means(GLUCOSE_A), ddof=1)), *_glucose(GLUCOSE_A, limits[0]),
            statistics.cochran(deviations(GLUCOSE_A), 3).statistic]),
        make("B: mean s_r s_R", "79.6796 1.4949 1.5796", lambda: _glucose(GLUCOSE_B, *spread)),
        make("B: s_x, r, R", "1.0028 4.1856 4.4230", lambda: [
            float(np.std(means(GLUCOSE_B), ddof=1)), *_glucose(GLUCOSE_B, *limits)]),
        make("B: k of laboratory 4", "1.85", lambda: statistics.mandel_k(deviations(GLUCOSE_B), 3).tolist()[3]),
        Example("O6", "Glucose in serum", "R package ILS 0.3, data", "B: mean", "79.6079",
                lambda: _glucose(GLUCOSE_B, "mean")[0], COMPUTED, agrees=False,
                remark="The package has three cells of material B that differ from ASTM E691, see the next row."),
        Example("O6", "Glucose in serum", "R package ILS 0.3, data", "B: mean with its three wrong cells", "79.6079",
                lambda: _glucose(wrong, "mean")[0], COMPUTED),
    ]  # fmt: skip


def _o10() -> list[Example]:
    make = functools.partial(Example, "O10", "SiRstv, analysis of variance", "NIST StRD (certified)")
    found = functools.cache(lambda: proficiency.homogeneity(SILICON))
    return [
        make("mean square between, within", "0.0127865654 0.010831828", lambda: [
            5 * found().item_means_standard_deviation**2, found().within_item_standard_deviation**2]),
        make("F", "1.18046237440255", lambda: found().f_statistic),
        make("residual standard deviation", "0.104076068334656", lambda: found().within_item_standard_deviation),
        make("s_s", "0.01977239186", lambda: found().between_item_standard_deviation, COMPUTED),
    ]  # fmt: skip


def _o14() -> list[Example]:
    make = functools.partial(Example, "O14", "Critical values")
    iso = "ISO 5725-2, tables"
    h = [
        make(iso, f"Mandel’s h, 1 % and 5 %, p = {p}", printed,
             lambda p=p: [statistics.mandel_h_critical(p, 0.01), statistics.mandel_h_critical(p, 0.05)])
        for p, printed in ((3, "1.15 1.15"), (5, "1.72 1.57"), (8, "2.06 1.75"))
    ]  # fmt: skip
    k = [
        make(iso, f"Mandel’s k, {round(100 * alpha)} %, p = {p}, n = 2 to 6", printed,
             lambda p=p, alpha=alpha: [statistics.mandel_k_critical(p, n, alpha) for n in range(2, 7)])
        for p, alpha, printed in (
            (5, 0.01, "2.05 1.85 1.73 1.65 1.59"),
            (8, 0.01, "2.26 1.96 1.81 1.72 1.65"),
            (8, 0.05, "1.88 1.67 1.56 1.50 1.45"),
        )
    ]  # fmt: skip
    grubbs = [
        make(iso, f"Grubbs, one outlier, 1 % and 5 %, p = {p}", printed,
             lambda p=p: [statistics.grubbs_critical(p, 0.01), statistics.grubbs_critical(p, 0.05)])
        for p, printed in ((3, "1.155 1.154"), (5, "1.764 1.715"), (8, "2.274 2.127"))
    ]  # fmt: skip
    cochran = [
        make(iso, f"Cochran, 1 % and 5 %, p = 8, n = {n}", printed,
             lambda n=n: [statistics.cochran_critical(8, n, 0.01), statistics.cochran_critical(8, n, 0.05)])
        for n, printed in ((2, "0.794 0.680"), (3, "0.615 0.516"))
    ]  # fmt: skip
    ceiling = make("(n − 1)/√n", "largest classical z, n = 5", "1.788854",
                   lambda: proficiency.largest_classical_z(5), COMPUTED)  # fmt: skip
    return [*h, *k, *grubbs, *cochran, ceiling]


PRECISION = [*_o5(), *_o6(), *_o10(), *_o14()]
