"""Worked examples of ISO 13528:2022, Annex E, and Table B.1, with what Amd 1:2026 changed.

Only input numbers and printed results; the standard itself is not quoted. The numbers stand in the open test suite
of pt13528 0.1.8 and were checked against each other here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from comity.science import proficiency, statistics
from comity.science.proficiency import homogeneity, stability
from tests.conformance.example import COMPUTED, Example

TABLE = "ISO 13528:2022, Table "

# E.1: a censored round, treated in three ways
RESULTS_WITHOUT_CENSORED = [12, 19, 20, 23, 23, 25, 25, 26, 28, 28, 28, 29, 30, 30, 31, 32, 32, 45]
RESULTS_IGNORING_SIGN = [10, 10, 12, 19, 20, 20, 23, 23, 25, 25, 26, 28, 28, 30, 28, 29, 30, 30, 31, 32, 32, 45, 50]
RESULTS_WITH_HALF = [5, 5, 12, 19, 10, 20, 23, 23, 25, 25, 26, 28, 28, 15, 28, 29, 30, 30, 31, 32, 32, 45, 25]

# E.2: arsenic in chocolate
ARSENIC = [
    [0.185, 0.194], [0.187, 0.189], [0.182, 0.186], [0.188, 0.196], [0.191, 0.181],
    [0.188, 0.180], [0.187, 0.196], [0.177, 0.186], [0.179, 0.187], [0.188, 0.196],
]  # fmt: skip
ARSENIC_LATER = [[0.191, 0.198], [0.190, 0.196]]

# E.3: atrazine in drinking water
ATRAZINE = [
    0.040, 0.055, 0.178, 0.202, 0.206, 0.227, 0.228, 0.230, 0.230, 0.235, 0.236, 0.237, 0.243, 0.244, 0.245, 0.2555,
    0.260, 0.264, 0.267, 0.270, 0.273, 0.274, 0.274, 0.278, 0.2811, 0.287, 0.287, 0.288, 0.289, 0.295, 0.296, 0.311,
    0.331, 0.4246,
]  # fmt: skip

# E.4 and E.7: mercury in feed (IMEP-111): laboratory, result, U, k, flag, printed D% PA z z' zeta En
MERCURY_X_PT, MERCURY_U_PT, MERCURY_SIGMA = 0.044, 0.0041, 0.0066
MERCURY = [
    ("L04", 0.013, 0.003, 2, "b", "-70.5 -156.6 -4.70 -3.99 -7.10 -3.55"),
    ("L05", 0.013, 0.007, 2, "a", "-70.5 -156.6 -4.70 -3.99 -5.75 -2.88"),
    ("L23", 0.0135, 0.00108, 1.732, "b", "-69.3 -154.0 -4.62 -3.93 -7.35 -3.69"),
    ("L02", 0.014, 0.004, 2, "b", "-68.2 -151.5 -4.55 -3.86 -6.58 -3.29"),
    ("L15", 0.014, 0.0005, 2, "b", "-68.2 -151.5 -4.55 -3.86 -7.30 -3.65"),
    ("L06", 0.016, 0.003, 2, "b", "-63.6 -141.4 -4.24 -3.60 -6.41 -3.21"),
    ("L09", 0.017, 0.008, 2, "a", "-61.4 -136.4 -4.09 -3.47 -4.71 -2.36"),
    ("L26", 0.019, 0.003, 2, "b", "-56.8 -126.3 -3.79 -3.22 -5.73 -2.86"),
    ("L12", 0.0239, 0.0036, 2, "b", "-45.7 -101.5 -3.05 -2.59 -4.49 -2.24"),
    ("L03", 0.037, 0.013, 2, "a", "-15.9 -35.4 -1.06 -0.90 -0.91 -0.46"),
    ("L29", 0.039, 0.007, 2, "a", "-11.4 -25.3 -0.76 -0.64 -0.93 -0.46"),
    ("L07", 0.04, 0.008, 2, "a", "-9.1 -20.2 -0.61 -0.51 -0.70 -0.35"),
    ("L21", 0.04, 0.03, 2, "c", "-9.1 -20.2 -0.61 -0.51 -0.26 -0.13"),
    ("L25", 0.040, 0.010, 2, "a", "-9.1 -20.2 -0.61 -0.51 -0.62 -0.31"),
    ("L16", 0.0424, 0.008, 2, "a", "-3.6 -8.1 -0.24 -0.21 -0.28 -0.14"),
    ("L08", 0.044, 0.007, 2, "a", "0.0 0.0 0.00 0.00 0.00 0.00"),
    ("L10", 0.045, 0.007, 2, "a", "2.3 5.1 0.15 0.13 0.19 0.09"),
    ("L24", 0.045, 0.005, 2, "a", "2.3 5.1 0.15 0.13 0.21 0.10"),
    ("L18", 0.046, 0.007, 2, "a", "4.5 10.1 0.30 0.26 0.37 0.19"),
    ("L28", 0.049, 0.0072, 2, "a", "11.4 25.3 0.76 0.64 0.92 0.46"),
    ("L01", 0.053, 0.007, 2, "a", "20.5 45.5 1.36 1.16 1.67 0.83"),
]

# E.5: Los Angeles value of aggregates, item minus certified reference material
LOS_ANGELES = [2.00, 1.05, 0.50, 1.10, 1.75, 2.70, -0.60, -0.35, 2.50, 0.95,
               3.10, 1.50, 2.00, 1.05, 2.30, 2.05, 2.80, 3.00, 2.15, 3.00]  # fmt: skip

# E.6: coliforms, log10 CFU/ml
COLIFORMS = [
    3.80, 3.90, 3.07, 3.64, 4.06, 3.40, 3.59, 3.39, 3.47, 3.47, 3.77, 3.53, 2.83, 2.75, 2.06, 3.75, 3.73, 3.82, 3.86,
    3.88, 3.97, 3.96, 3.80, 3.88, 3.25, 3.45, 3.64, 2.86, 3.17, 3.19, 3.17, 4.22, 3.82, 3.82, 3.95,
]  # fmt: skip

# E.8: toxaphene, assigned value and robust standard deviation of earlier rounds
TOXAPHENE_LEVELS = [3.96, 4.56, 5.99, 6.08, 6.20, 6.72, 8.10, 8.73, 9.57, 12.1,
                    12.5, 13.1, 15.6, 15.9, 16.3, 16.3, 17.0, 17.4, 17.4, 19.0]  # fmt: skip
TOXAPHENE_DEVIATIONS = [0.639, 0.638, 0.995, 1.48, 0.97, 1.43, 2.23, 1.80, 1.45, 1.44,
                        2.25, 2.41, 3.57, 2.44, 3.60, 3.09, 2.63, 2.85, 3.36, 3.20]  # fmt: skip

# E.12: antibodies against two allergens
ALLERGEN_A = [
    12.95, 6.47, 11.40, 8.32, 18.88, 15.14, 10.12, 17.94, 11.68, 12.44, 6.93, 9.57, 11.73, 12.29, 10.95, 10.95, 11.17,
    11.20, 7.64, 12.17, 10.71, 7.84, 20.47, 12.60, 11.37, 11.36, 10.75, 12.21, 7.49,
]  # fmt: skip
ALLERGEN_A_Z = (
    "0.427 -1.540 -0.043 -0.978 2.228 1.092 -0.432 1.942 0.042 0.272 -1.400 -0.599 0.057 0.227 -0.180 -0.180 -0.113 "
    "-0.104 -1.185 0.190 -0.253 -1.124 2.710 0.321 -0.052 -0.055 -0.241 0.203 -1.230"
)
ALLERGEN_B = [
    9.15, 6.42, 6.60, 4.93, 13.52, 8.22, 7.26, 9.89, 4.17, 7.39, 7.78, 5.80, 5.77, 6.97, 6.23, 5.90, 7.74, 8.63, 3.74,
    7.33, 5.70, 6.07, 15.66, 11.76, 4.91, 13.51, 5.48, 9.77, 5.82,
]  # fmt: skip
ALLERGEN_B_Z = (
    "0.515 -0.428 -0.366 -0.942 2.023 0.194 -0.138 0.770 -1.204 -0.093 0.042 -0.642 -0.652 -0.238 -0.493 -0.607 0.028 "
    "0.335 -1.353 -0.114 -0.676 -0.549 2.762 1.415 -0.949 2.019 -0.752 0.729 -0.635"
)

# E.13: antibodies, means and standard deviations of four replicates
ANTIBODY_MEANS = [2.15, 1.85, 1.80, 1.80, 1.90, 1.90, 1.90, 2.05, 2.35, 2.03, 2.08, 1.25, 1.13,
                  1.00, 1.08, 1.20, 1.35, 1.23, 1.23, 0.90, 1.48, 1.20, 1.73, 1.43, 1.28]  # fmt: skip
ANTIBODY_DEVIATIONS = [0.13, 0.21, 0.08, 0.24, 0.36, 0.32, 0.14, 0.26, 0.39, 0.53, 0.25, 0.24, 0.72,
                       0.26, 0.17, 0.32, 0.40, 0.36, 0.33, 0.43, 0.40, 0.55, 0.39, 0.30, 0.22]  # fmt: skip

TABLE_B1 = {
    20: "1.59 0.57", 19: "1.60 0.59", 18: "1.62 0.62", 17: "1.64 0.64", 16: "1.67 0.68", 15: "1.69 0.71",
    14: "1.72 0.75", 13: "1.75 0.80", 12: "1.79 0.86", 11: "1.83 0.93", 10: "1.88 1.01", 9: "1.94 1.11",
    8: "2.01 1.25", 7: "2.10 1.43",
}  # fmt: skip


def algorithm_a(values: list[float], *, stopping: str = "convergence") -> list[float]:
    found = statistics.algorithm_a(values, stopping=stopping)
    return [found.location, found.scale]


def _e1() -> list[Example]:
    make = functools.partial(Example, "O1", "Censored results, Algorithm A", TABLE + "E.1")
    rule = "third_significant_figure"
    return [
        make("x* s*, “<” results deleted", "26.81 5.29", lambda: algorithm_a(RESULTS_WITHOUT_CENSORED)),
        make("x* s*, “<” results deleted, converged", "26.8125 5.294588667606",
             lambda: algorithm_a(RESULTS_WITHOUT_CENSORED), COMPUTED),
        make("x* s*, “<” ignored, stopped at the third significant figure", "26.01 7.23",
             lambda: algorithm_a(RESULTS_IGNORING_SIGN, stopping=rule)),
        make("x* s*, “<” ignored, converged", "26.01 7.23", lambda: algorithm_a(RESULTS_IGNORING_SIGN), agrees=False,
             remark="The printed s* follows from stopping when the third significant figure no longer changes; "
                    "the algorithm continued to convergence gives 7.24."),
        make("x* s*, “<” ignored, stopped at the third significant figure", "26.00911 7.22958",
             lambda: algorithm_a(RESULTS_IGNORING_SIGN, stopping=rule), COMPUTED),
        make("x* s*, “<” ignored, converged", "26.008005508 7.237267238",
             lambda: algorithm_a(RESULTS_IGNORING_SIGN), COMPUTED),
        make("x*, half the limit, converged", "23.95", lambda: algorithm_a(RESULTS_WITH_HALF)[0], agrees=False,
             remark="The source contradicts itself: no single stopping rule gives both 23.95 and 8.60. "
                    "Convergence gives 23.96 and 8.60."),
        make("s*, half the limit, converged", "8.60", lambda: algorithm_a(RESULTS_WITH_HALF)[1]),
        make("x* s*, half the limit, stopped at the third significant figure", "23.95 8.60",
             lambda: algorithm_a(RESULTS_WITH_HALF, stopping=rule), agrees=False,
             remark="The source contradicts itself, see above; its own stopping rule gives 23.96 and 8.59."),
        make("x* s*, half the limit, converged", "23.958521314 8.596031677",
             lambda: algorithm_a(RESULTS_WITH_HALF), COMPUTED),
    ]  # fmt: skip


def _e2() -> list[Example]:
    make = functools.partial(Example, "O2", "Arsenic in chocolate", TABLE + "E.2 and E.3")
    sigma = 0.15 * 0.18715
    item_check = functools.cache(lambda: homogeneity(ARSENIC, sigma_pt=sigma))
    later = functools.cache(lambda: stability(ARSENIC, ARSENIC_LATER, sigma))
    return [
        make("mean s_x s_w s_s", "0.18715 0.00398 0.00556 0.00060", lambda: [
            item_check().mean, item_check().item_means_standard_deviation,
            item_check().within_item_standard_deviation, item_check().between_item_standard_deviation]),
        make("σ_pt (15 %)", "0.02807", lambda: proficiency.sigma_pt_by_perception(
            relative=0.15, assigned_value=item_check().mean).value),
        make("criterion 0.3 σ_pt, outcome", "0.00842 homogeneous", lambda: [
            item_check().criterion, item_check().verdict]),
        make("F, critical F, expanded limit, Cochran’s C", "1.0233351 3.0203829 0.0128295756 0.16155", lambda: [
            item_check().f_statistic, item_check().f_critical, item_check().expanded_criterion,
            item_check().cochran.statistic], COMPUTED),
        make("stability: mean, difference, outcome", "0.19375 0.00660 stable", lambda: [
            later().mean_after, later().difference, later().verdict]),
    ]  # fmt: skip


def _e3() -> list[Example]:
    make = functools.partial(Example, "E.3", "Atrazine in drinking water", TABLE + "E.5")

    def consensus(estimator: str) -> list[float]:
        found = proficiency.assigned_value_from_participants(ATRAZINE, estimator=estimator)
        return [found.value, found.scale, found.standard_uncertainty]

    def median() -> list[float]:
        return [consensus("median_niqr")[0], consensus("median_niqr")[1], consensus("mad_e")[1]]

    return [
        make("Algorithm A: x* s* u", "0.2570 0.0395 0.0085", lambda: consensus("algorithm_a")),
        make("Q/Hampel: x* s* u", "0.2600 0.0426 0.0091", lambda: consensus("q_hampel")),
        make("mean, standard deviation, u", "0.2512 0.0672 0.0115", lambda: consensus("mean")),
        make("median, nIQR, MADe", "0.2620 0.0402 0.0386", median),
        make("u of the median, from nIQR", "0.0086", lambda: consensus("median_niqr")[2]),
        make("u of the median, from MADe", "0.0086", lambda: consensus("mad_e")[2], agrees=False,
             remark="The row is headed nIQR (MADe), but its u follows from nIQR; MADe gives 0.0083."),
    ]  # fmt: skip


def _mercury_scores(row: tuple[str, float, float, float, str, str]) -> Callable[[], list[float]]:
    _, x, expanded, k, _, _ = row
    x_pt, u_pt, sigma = MERCURY_X_PT, MERCURY_U_PT, MERCURY_SIGMA
    return lambda: [float(value) for value in (
        proficiency.difference_percent(x, x_pt), proficiency.percent_allowed(x, x_pt, 3 * sigma),
        proficiency.z_score(x, x_pt, sigma), proficiency.z_prime_score(x, x_pt, sigma, u_pt),
        proficiency.zeta_score(x, x_pt, expanded / k, u_pt), proficiency.en_score(x, x_pt, expanded, 2 * u_pt),
    )]  # fmt: skip


def _e4() -> list[Example]:
    rows = [
        Example(
            "O4", "Mercury in feed", TABLE + "E.6 and E.7", f"{row[0]}: D% PA z z′ ζ En", row[5], _mercury_scores(row)
        )
        for row in MERCURY
    ]
    flags = " ".join(row[4] for row in MERCURY)
    u = [row[2] / row[3] for row in MERCURY]
    scale = functools.cache(lambda: statistics.algorithm_a([row[1] for row in MERCURY]).scale)
    make = functools.partial(Example, "O4", "Mercury in feed", TABLE + "E.6")
    return [
        *rows,
        make("uncertainty flags, limits of 9.8: u(x_pt) and 1.5 s*", flags,
             lambda: proficiency.uncertainty_flags(u, *proficiency.uncertainty_limits(MERCURY_U_PT, scale())).tolist(),
             agrees=False,
             remark="The source contradicts itself: the limits proposed in clause 9.8 do not give these flags."),
        make("uncertainty flags, limits 0.0025 and σ_pt", flags,
             lambda: proficiency.uncertainty_flags(u, 0.0025, MERCURY_SIGMA).tolist(),
             remark="Any lower limit above 0.002 and up to 0.0025 does; the example does not state it."),
    ]  # fmt: skip


def _e5_to_e10() -> list[Example]:
    moved = functools.cache(lambda: proficiency.assigned_value_by_comparison(21.62, 0.26, LOS_ANGELES))
    line = functools.cache(
        lambda: proficiency.sigma_pt_from_previous_rounds(TOXAPHENE_LEVELS, TOXAPHENE_DEVIATIONS, at=10.0)
    )
    return [
        Example("E.5", "Los Angeles value, comparison with a reference material", TABLE + "E.8", "x_pt u(x_pt)",
                "23.35 0.35", lambda: [moved().value, moved().standard_uncertainty]),
        Example("E.6", "Coliforms, kernel mode", "ISO 13528:2022, E.6", "mode, bandwidth 0.75 × 0.25", "3.79",
                lambda: max(statistics.kernel_modes(COLIFORMS, bandwidth=0.75 * 0.25).modes,
                            key=lambda mode: mode.density).location),
        *_e7(),
        Example("E.8", "Toxaphene, earlier rounds", TABLE + "E.9", "coefficient of determination", "0.82",
                lambda: line().parameters["r_squared"], agrees=False,
                remark="The source truncates instead of rounding."),
        Example("E.9", "Horwitz", "ISO 13528:2022, E.9", "σ_pt at 1.195 and 2.565 mg/kg", "0.186 0.356",
                lambda: [proficiency.sigma_pt_from_horwitz(c * 1e-6, in_unit_of=1e-6).value for c in (1.195, 2.565)]),
        Example("E.10", "Precision experiment", "ISO 13528:2022, E.10", "σ_pt", "20.9",
                lambda: proficiency.sigma_pt_from_precision_experiment(23.2, 14.3, replicates=2).value),
    ]  # fmt: skip


def _e7() -> list[Example]:
    values = [row[1] for row in MERCURY]
    agreed = functools.cache(lambda: proficiency.assigned_value_from_participants(values, estimator="algorithm_a"))
    certified = proficiency.assigned_value_from_reference_material(MERCURY_X_PT, MERCURY_U_PT)
    comparison = functools.cache(lambda: proficiency.compare_assigned_values(certified, agreed()))
    make = functools.partial(
        Example, "E.7", "Mercury in feed, consensus beside the reference value", "ISO 13528:2022, E.7"
    )
    return [
        make("x* s* u(x*)", "0.03161 0.0164 0.0045",
             lambda: [agreed().value, agreed().scale, agreed().standard_uncertainty]),
        make("x_diff u_diff, agreement", "0.012 0.0061 False",
             lambda: [comparison().difference, comparison().standard_uncertainty, comparison().agree]),
    ]  # fmt: skip


def _e12() -> list[Example]:
    make = functools.partial(Example, "E.12", "Two allergens, Youden plot", TABLE + "E.10")

    def moments(values: list[float]) -> list[float]:
        found = statistics.mean_and_standard_deviation(values)
        return [found.location, found.scale]

    def scores(values: list[float], centre: list[float]) -> list[float]:
        return proficiency.z_score(values, *centre).tolist()

    why = "The text names Algorithm A; the printed values follow from the arithmetic mean and standard deviation."
    examples = []
    for name, values, z, printed in (
        ("A", ALLERGEN_A, ALLERGEN_A_Z, "11.54 3.29"),
        ("B", ALLERGEN_B, ALLERGEN_B_Z, "7.66 2.90"),
    ):
        examples += [
            make(f"allergen {name}: mean, standard deviation", printed, functools.partial(moments, values)),
            make(f"allergen {name}: average and standard deviation by Algorithm A", printed,
                 functools.partial(algorithm_a, values), agrees=False, remark=why),
            make(f"allergen {name}: z, from mean and standard deviation", z,
                 lambda values=values: scores(values, moments(values))),
        ]  # fmt: skip
    examples.append(make("correlation", "0.706", lambda: float(np.corrcoef(ALLERGEN_A, ALLERGEN_B)[0, 1])))
    return examples


def _e13() -> list[Example]:
    make = functools.partial(Example, "O12", "Antibodies, Algorithms A and S", TABLE + "E.11")
    density = functools.cache(lambda: statistics.kernel_modes(ANTIBODY_MEANS))

    def robust() -> list[float]:
        return [
            statistics.algorithm_a(ANTIBODY_MEANS).location,
            statistics.algorithm_s(ANTIBODY_DEVIATIONS, degrees_of_freedom=3).scale,
        ]

    def repeatability_statistic_of_13() -> float:
        x, w = robust()
        return 4 * ((1.13 - x) / w) ** 2 + 2 * 3 * float(np.log(0.72 / w)) ** 2

    return [
        make("x* of the means, w* of the standard deviations", "1.57 0.34", robust),
        make("x* of the means, w* of the standard deviations", "1.568642670 0.339583171", robust, COMPUTED),
        make("repeatability statistic of laboratory 13 exceeds χ²(2; 99 %) = 9.21", "True",
             lambda: repeatability_statistic_of_13() > 9.21),
        make("modes of the kernel density, h = 0.9 s*/p^0.2", "1.2362 1.9009",
             lambda: sorted(mode.location for mode in density().modes), COMPUTED, agrees=False,
             remark="The value quoted for the lower mode was cut off after four decimals; maximising the density with "
                    "an independent program gives 1.236272, see the next row."),
        make("modes of the kernel density, h = 0.9 s*/p^0.2", "1.236272 1.900883",
             lambda: sorted(mode.location for mode in density().modes), COMPUTED),
        make("densities of the modes", "0.7835 0.7177",
             lambda: [mode.density for mode in sorted(density().modes, key=lambda mode: mode.location)], COMPUTED),
    ]  # fmt: skip


def _table_b1() -> list[Example]:
    rows = [
        Example("O3", "Factors of the expanded criterion", TABLE + "B.1", f"F1 F2, g = {g}", printed,
                lambda g=g: list(proficiency.expanded_criterion_factors(g)))
        for g, printed in sorted(TABLE_B1.items())
    ]  # fmt: skip
    five = Example("O3", "Factors of the expanded criterion", "Formulae of B.2.3", "F1 F2, g = 5", "2.3719 2.0961",
                   lambda: list(proficiency.expanded_criterion_factors(5)), COMPUTED)  # fmt: skip
    return [*rows, five]


ANNEX_E = [*_e1(), *_e2(), *_table_b1(), *_e3(), *_e4(), *_e5_to_e10(), *_e12(), *_e13()]
