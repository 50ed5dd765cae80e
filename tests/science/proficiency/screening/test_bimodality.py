"""Two groups of results: fact 8, planted groups, and what must not be taken for one."""

import numpy as np
import pytest

from comity.science.proficiency import screen_bimodality

FACT_8 = [10, 10.1, 9.9, 10.05, 9.95, 20, 20.1, 19.9, 20.05, 19.95]
# ISO 13528:2022, E.13: antibody means, known to be bimodal.
ANTIBODY = [
    2.15, 1.85, 1.80, 1.80, 1.90, 1.90, 1.90, 2.05, 2.35, 2.03, 2.08, 1.25, 1.13,
    1.00, 1.08, 1.20, 1.35, 1.23, 1.23, 0.90, 1.48, 1.20, 1.73, 1.43, 1.28,
]  # fmt: skip


def test_fact_8_is_flagged_with_room_to_spare():
    gate = screen_bimodality(FACT_8)
    assert gate.verdict == "suspect"
    assert gate.findings[0].evidence["p_value"] <= 0.0021
    assert gate.findings[0].participants == (5, 6, 7, 8, 9)
    assert gate.findings[0].evidence["ratio"] == pytest.approx(2.0)
    assert gate.consequence.location_before == pytest.approx(15.0)
    assert gate.consequence.location_after == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("count", "share", "distance"), [(10, 0.5, 10), (30, 0.5, 6), (100, 0.3, 6), (300, 0.3, 4), (100, 0.1, 6)]
)
def test_planted_groups_are_found(count, share, distance):
    draw = np.random.Generator(np.random.PCG64(count))
    found = 0
    for _ in range(20):
        values = draw.standard_normal(count)
        values[: round(share * count)] += distance
        found += screen_bimodality(values).verdict == "suspect"
    assert found >= 16


def test_three_groups_give_two_findings():
    draw = np.random.Generator(np.random.PCG64(1))
    values = np.concatenate([draw.normal(centre, 0.5, size) for centre, size in ((10, 50), (20, 30), (40, 25))])
    gate = screen_bimodality(values, bandwidth=1.0)
    assert [finding.participants[0] for finding in gate.findings] == [50, 80]


def test_two_outliers_are_no_group():
    draw = np.random.Generator(np.random.PCG64(2))
    assert screen_bimodality([*draw.standard_normal(40), 30, 30.1]).verdict == "clear"


def test_results_rounded_to_few_values_are_not_several_groups():
    draw = np.random.Generator(np.random.PCG64(3))
    assert screen_bimodality(np.round(draw.normal(5, 1.2, 150))).verdict == "clear"


def test_the_antibody_example_is_shown_as_two_modes_but_25_results_do_not_prove_them():
    assert screen_bimodality(ANTIBODY, alpha=1.0).verdict == "suspect"
    assert screen_bimodality(ANTIBODY, alpha=1e-9).verdict == "clear"


def test_a_given_bandwidth_decides_what_counts_as_a_group():
    assert screen_bimodality(FACT_8, bandwidth=20).verdict == "clear"


def test_in_a_large_round_a_group_needs_a_twentieth_of_all():
    values = np.random.Generator(np.random.PCG64(6)).standard_normal(300)
    values[:10] += 12
    assert screen_bimodality(values).verdict == "clear"
    values[10:20] += 12
    assert screen_bimodality(values).verdict == "suspect"


def test_three_results_are_the_smallest_group():
    draw = np.random.Generator(np.random.PCG64(7))
    values = [*draw.normal(10, 0.1, 27), *draw.normal(20, 0.1, 3)]
    assert screen_bimodality(values).participants == (27, 28, 29)
    assert screen_bimodality(values[:-1]).verdict == "clear"
