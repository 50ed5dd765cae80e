"""Silverman's test: level, power, and independence of unit and order."""

import numpy as np

from comity.science.proficiency.screening.silverman import silverman_p_value


def p_value(values):
    return silverman_p_value(np.asarray(values, dtype=float), resamples=99, seed=1)


def test_one_normal_group_is_seldom_rejected():
    draw = np.random.Generator(np.random.PCG64(1))
    assert np.mean([p_value(draw.standard_normal(50)) <= 0.05 for _ in range(60)]) <= 0.1


def test_two_clear_groups_are_always_rejected():
    draw = np.random.Generator(np.random.PCG64(2))
    for _ in range(10):
        assert p_value(np.concatenate([draw.normal(0, 1, 60), draw.normal(9, 1, 15)])) <= 0.05


def test_the_unit_and_the_order_do_not_matter():
    values = np.random.Generator(np.random.PCG64(3)).standard_normal(30)
    assert p_value(values) == p_value(values[::-1]) == p_value(values * 1e-9) == p_value(values * 1e9)


def test_the_p_value_is_never_zero():
    assert p_value([0.0] * 10 + [1.0] * 10) >= 0.01
