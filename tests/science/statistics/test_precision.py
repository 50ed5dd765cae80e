import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.statistics import repeatability_reproducibility

# ISO 5725-2, sulfur in coal, eight laboratories, four levels.
COAL = [
    "L1 .71 .71 .70 .71|1.20 1.18 1.23 1.21|1.68 1.70 1.68 1.69|3.26 3.26 3.20 3.24",
    "L2 .69 .67 .68|1.22 1.21 1.22|1.64 1.64 1.65|3.20 3.20 3.20",
    "L3 .66 .65 .69|1.28 1.31 1.30|1.61 1.61 1.62|3.37 3.36 3.38",
    "L4 .67 .65 .66|1.23 1.18 1.20|1.68 1.66 1.66|3.16 3.22 3.23",
    "L5 .70 .69 .66 .71 .69|1.31 1.22 1.22 1.24|1.64 1.67 1.60 1.66 1.68|3.20 3.19 3.18 3.27 3.24",
    "L6 .73 .74 .73|1.39 1.36 1.37|1.70 1.73 1.73|3.27 3.31 3.29",
    "L7 .71 .71 .69|1.20 1.26 1.26|1.69 1.70 1.68|3.27 3.24 3.23",
    "L8 .70 .65 .68|1.24 1.22 1.30|1.67 1.68 1.67|3.25 3.26 3.26",
]
# ASTM E691, glucose, materials A and B (Dataplot).
GLUCOSE_A = [[41.03, 41.45, 41.37], [41.17, 42.00, 41.15], [41.01, 40.68, 42.66], [39.37, 42.37, 42.63],
             [41.88, 41.19, 41.32], [43.28, 40.50, 42.28], [41.08, 41.27, 39.02], [43.36, 42.65, 41.72]]  # fmt: skip
GLUCOSE_B = [[78.28, 78.18, 78.49], [77.78, 80.38, 79.54], [79.18, 79.72, 80.81], [84.08, 78.60, 81.92],
             [78.16, 79.58, 78.33], [78.66, 79.27, 81.75], [79.76, 81.45, 77.35], [80.44, 80.80, 79.80]]  # fmt: skip
# NIST StRD SiRstv: certified to many digits, made to provoke cancellation.
RESISTIVITY = [
    [196.3052, 196.1240, 196.1890, 196.2569, 196.3403],
    [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
    [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
    [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
    [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
]


@pytest.mark.parametrize(
    ("level", "mean", "within", "between"),
    [(0, 0.690, 0.01512, 0.02636), (1, 1.252, 0.02878, 0.06061), (2, 1.667, 0.01708, 0.03477),
     (3, 3.250, 0.02608, 0.05822)],
)  # fmt: skip
def test_sulfur_in_coal_with_unequal_numbers(level, mean, within, between):
    rows = [[float(v) for v in line[3:].split("|")[level].split()] for line in COAL]
    result = repeatability_reproducibility(rows)
    assert result.mean == pytest.approx(mean, abs=5e-4)
    assert result.repeatability_standard_deviation == pytest.approx(within, abs=5e-6)
    assert result.reproducibility_standard_deviation == pytest.approx(between, abs=5e-6)
    assert (result.laboratories, result.results) == (8, sum(map(len, rows)))


def test_glucose():
    first, second = repeatability_reproducibility(GLUCOSE_A), repeatability_reproducibility(GLUCOSE_B)
    assert first.mean == pytest.approx(41.5183, abs=5e-5)
    assert first.repeatability_standard_deviation == pytest.approx(1.0632, abs=5e-5)
    assert first.between_laboratory_standard_deviation == 0.0
    assert first.reproducibility_standard_deviation == first.repeatability_standard_deviation
    assert first.repeatability_limit == pytest.approx(2.977, abs=5e-4)
    assert second.mean == pytest.approx(79.6796, abs=5e-5)
    assert second.repeatability_standard_deviation == pytest.approx(1.4949, abs=5e-5)
    assert second.reproducibility_standard_deviation == pytest.approx(1.5796, abs=5e-5)
    # Printed limits are 2.8 times unrounded standard deviations.
    assert second.repeatability_limit == pytest.approx(4.1856, abs=1e-4)
    assert second.reproducibility_limit == pytest.approx(4.4230, abs=2e-4)


def test_certified_resistivity():
    result = repeatability_reproducibility(RESISTIVITY)
    assert result.repeatability_standard_deviation == pytest.approx(0.104076068334656, rel=1e-11)
    assert result.between_laboratory_standard_deviation == pytest.approx(0.01977239186, rel=1e-9)
    between = 5 * result.between_laboratory_standard_deviation**2 + result.repeatability_standard_deviation**2
    assert between / result.repeatability_standard_deviation**2 == pytest.approx(1.18046237440255, rel=1e-9)


@given(st.lists(st.lists(st.integers(-99, 99), min_size=1, max_size=5), min_size=2, max_size=8))
def test_order_unit_and_offset_do_not_matter(groups):
    if all(len(group) == 1 for group in groups):
        with pytest.raises(ComputationError):
            repeatability_reproducibility(groups)
        return
    plain = repeatability_reproducibility(groups)
    moved = repeatability_reproducibility([[1e-9 * v + 1e-3 for v in reversed(row)] for row in reversed(groups)])
    assert moved.mean == pytest.approx(1e-9 * plain.mean + 1e-3, rel=1e-12)
    for name in ("repeatability_standard_deviation", "reproducibility_standard_deviation"):
        assert getattr(moved, name) == pytest.approx(1e-9 * getattr(plain, name), rel=1e-6, abs=1e-17)
    pooled = sum(np.square(np.array(row) - np.mean(row)).sum() for row in groups)
    freedom = sum(len(row) - 1 for row in groups)
    assert plain.repeatability_standard_deviation == pytest.approx(np.sqrt(pooled / freedom), rel=1e-9, abs=1e-9)


def test_without_spread_everything_is_zero():
    result = repeatability_reproducibility([[3.0, 3.0], [3.0]])
    assert (result.mean, result.reproducibility_limit) == (3.0, 0.0)


def test_what_is_refused():
    with pytest.raises(ComputationError, match="at least two laboratories"):
        repeatability_reproducibility([[1.0, 2.0]])
    with pytest.raises(InputError) as caught:
        repeatability_reproducibility([[1.0, 2.0], [1.0, float("inf")]])
    assert caught.value.where == "groups[1][1]"
