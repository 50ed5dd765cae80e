"""Whole rounds, Horwitz, scores over time, and ordinal results."""

from __future__ import annotations

import functools

from comity.science import proficiency, statistics
from tests.conformance.example import COMPUTED, Example

ALLERGEN_Z = [-1.4, -0.9, 0.2, 1.0, -0.4, 0.0, 0.9, 2.0, 1.7, -0.8, -1.0, -2.0, -1.6, 1.5, 0.1, -1.9, -0.7, 0.3,
              -1.3, -0.4]  # fmt: skip
POINT_LOAD = [1.5310, 1.4030, 1.6300]
# fmt: off
POINT_LOAD_PAIRS = [[1.5220, 1.4640], [1.4550, 1.4940], [1.4620, 1.4950], [1.4830, 1.4800], [1.5110, 1.4610],
                    [1.4800, 1.5040], [1.4500, 1.4650], [1.4710, 1.4520], [1.4910, 1.5040], [1.4720, 1.4830]]
# fmt: on
OPENELIS = [39.5, 40.0, 40.5, 41.0, 80.0]


def _horwitz_percent(c: float) -> float:
    return 100.0 * proficiency.sigma_pt_from_horwitz(c).value / c


def _o11() -> list[Example]:
    make = functools.partial(Example, "O11", "Horwitz, modified by Thompson", "formulae of 8.4", kind=COMPUTED)
    rows = [
        make(f"relative standard deviation in %, c = {c}", expected, lambda c=c: _horwitz_percent(float(c)))
        for c, expected in (
            ("1e-9", "22.0"), ("1e-6", "15.9967"), ("1e-3", "5.6563"), ("0.01", "3.9997"), ("0.138", "2.6945"),
            ("0.1380001", "2.6919"), ("0.5", "1.4142"),
        )
    ]  # fmt: skip
    jump = make(
        "jump at c = 1.2e-7", "22.0000 22.0097",
        lambda: [_horwitz_percent(1.1999999e-7), _horwitz_percent(1.2e-7)],
        remark="The three pieces of the printed formula do not quite meet, at 1.2e-7 and at 0.138.",
    )  # fmt: skip
    return [*rows, jump]


def _o15() -> list[Example]:
    found = functools.cache(lambda: proficiency.combined_scores(ALLERGEN_Z))
    return [
        Example("O15", "Twenty rounds of one laboratory", "Dataplot ALLERGEN.DAT, allergen 1", "RSZ SSZ p",
                "-1.0510 28.17 0.1054", lambda: [found().rsz, found().ssz, found().ssz_p], COMPUTED),
    ]  # fmt: skip


def _o16() -> list[Example]:
    make = functools.partial(Example, "O16", "Point load strength, three laboratories", "round report, in pt13528")
    agreed = functools.cache(lambda: proficiency.assigned_value_from_participants(POINT_LOAD, estimator="mad_e"))
    sigma = functools.cache(lambda: proficiency.standard_deviation_of_few(POINT_LOAD))
    items = functools.cache(lambda: proficiency.homogeneity(POINT_LOAD_PAIRS, sigma_pt=sigma()))

    def z_prime() -> list[float]:
        return proficiency.z_prime_score(POINT_LOAD, agreed().value, sigma(), agreed().standard_uncertainty).tolist()

    return [
        make("x_pt u(x_pt) σ_pt", "1.5310 0.1060 0.0948",
             lambda: [agreed().value, agreed().standard_uncertainty, sigma()],
             remark="Median and MADe; σ_pt by D.1.4.2."),
        make("z", "0.00 -1.35 1.04", lambda: proficiency.z_score(POINT_LOAD, agreed().value, sigma()).tolist()),
        make("z′", "0.00 -0.90 0.70", z_prime),
        make("homogeneity: s_w s_s criterion F, critical F", "0.0223 0.0000 0.0284 0.69 3.02", lambda: [
            items().within_item_standard_deviation, items().between_item_standard_deviation, items().criterion,
            items().f_statistic, items().f_critical]),
    ]  # fmt: skip


def _o17() -> list[Example]:
    make = functools.partial(
        Example, "O17", "Result 80 against target 40, range 36 to 44", "OpenELIS, pull request 4174"
    )

    def classical() -> float:
        moments = statistics.mean_and_standard_deviation(OPENELIS)
        return float(proficiency.z_score(OPENELIS, moments.location, moments.scale)[-1])

    return [
        make("classical z of the last result", "1.78797", classical, COMPUTED,
             "Mean and standard deviation of five results cannot fail anyone: |z| stays below 1.789."),
        make("verdict by target and range", "satisfactory satisfactory satisfactory satisfactory unsatisfactory",
             lambda: proficiency.performance_of_difference(proficiency.difference(OPENELIS, 40.0), 4.0).tolist()),
        make("advice for five results", "median_niqr z_prime", lambda: [
            proficiency.advise_estimator(5).recommended, proficiency.advise_estimator(5).score], COMPUTED),
    ]  # fmt: skip


def _o18() -> list[Example]:
    make = functools.partial(Example, "O18", "Ordinal results", "ISO 13528:2022, E.15")
    categories = ["1", "2", "3", "4"]

    def mode_and_median(counts: tuple[int, ...]) -> list[str]:
        results = [category for category, count in zip(categories, counts, strict=True) for _ in range(count)]
        found = proficiency.ordinal_results(results, categories)
        return ["/".join(found.modes), found.median]

    return [
        make("counts 20 18 10 2: mode, median", "1 2", lambda: mode_and_median((20, 18, 10, 2))),
        make("counts 8 12 20 10: mode, median", "3 3", lambda: mode_and_median((8, 12, 20, 10))),
    ]


ROUNDS = [*_o11(), *_o15(), *_o16(), *_o17(), *_o18()]
