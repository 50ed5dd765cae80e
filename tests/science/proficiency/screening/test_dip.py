"""The dip against its definition, solved as a linear programme, and its table against fresh simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from comity.science.proficiency.screening.dip import QUANTILES, dip_p_value, dip_statistic


def dip_by_definition(values):
    """Smallest largest distance to a distribution that is convex before and concave after one of the values."""
    x = np.sort(values)
    return min(distance_with_mode(x, mode) for mode in range(x.size))


def distance_with_mode(x, mode):
    """Unknowns: U at x_0 .. x_mode from the left, U at x_mode .. x_n-1 from the right, and the distance t."""
    count = x.size
    feet = np.concatenate([np.arange(mode + 1), [mode + 1], np.arange(mode + 1, count)]) / count
    tops = np.concatenate([np.arange(1, mode + 1), [mode], np.arange(mode + 1, count + 1)]) / count
    before, after = slopes(x[: mode + 1]), slopes(x[mode:])
    rises = np.block([[before, np.zeros((len(before), count - mode))], [np.zeros((len(after), mode + 1)), after]])
    bends = np.vstack([-np.diff(rises[: len(before)], axis=0), np.diff(rises[len(before) :], axis=0)])
    jump = np.zeros((1, count + 1))
    jump[0, [mode, mode + 1]] = 1, -1
    near = np.hstack([np.vstack([np.eye(count + 1), -np.eye(count + 1)]), -np.ones((2 * count + 2, 1))])
    shape = np.vstack([-rises, bends, jump])
    constraints = np.vstack([near, np.hstack([shape, np.zeros((len(shape), 1))])])
    limits = np.concatenate([feet, -tops, np.zeros(len(shape))])
    cost = np.append(np.zeros(count + 1), 1.0)
    return linprog(cost, A_ub=constraints, b_ub=limits, bounds=[(None, None)] * (count + 2)).fun


def slopes(x):
    """Rows that turn values at x into slopes between neighbours."""
    steps = np.zeros((max(x.size - 1, 0), x.size))
    for row in range(x.size - 1):
        steps[row, [row, row + 1]] = np.array([-1, 1]) / (x[row + 1] - x[row])
    return steps


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(4, 12), st.booleans())
def test_the_dip_is_what_its_definition_says(seed, count, grouped):
    draw = np.random.Generator(np.random.PCG64(seed))
    values = draw.standard_normal(count) + (6 * (draw.random(count) < 0.4) if grouped else 0)
    assert dip_statistic(values) == pytest.approx(dip_by_definition(values), abs=1e-7)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.floats(0.01, 100))
def test_the_dip_knows_no_unit_and_lies_between_its_bounds(values, unit):
    x = np.round(values, 3)
    dip = dip_statistic(x)
    assert 0 < dip <= 0.2500001
    if np.unique(x).size > 1:
        assert dip_statistic(unit * x) == pytest.approx(dip, rel=1e-6, abs=1e-9)


def test_two_equal_tight_groups_reach_a_quarter():
    assert dip_statistic(np.array([0, 1e-9, 2e-9, 1, 1 + 1e-9, 1 + 2e-9])) == pytest.approx(0.25)


@pytest.mark.parametrize("count", [8, 20, 50])
def test_the_table_agrees_with_fresh_simulation(count):
    draw = np.random.Generator(np.random.PCG64(99 + count))
    dips = np.sqrt(count) * np.array([dip_statistic(draw.random(count)) for _ in range(1500)])
    assert (dips > QUANTILES[count][3]).mean() == pytest.approx(0.05, abs=0.02)
    assert (dips > QUANTILES[count][0]).mean() == pytest.approx(0.5, abs=0.05)


def test_p_values_fall_as_groups_part_and_stay_within_the_table():
    base = np.random.Generator(np.random.PCG64(5)).standard_normal(40)
    apart = [dip_p_value(base + distance * (np.arange(40) % 2)) for distance in (0, 3, 4, 8, 50)]
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] == pytest.approx(0.001)
    assert apart[0] > 0.2
