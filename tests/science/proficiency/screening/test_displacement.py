"""Results a known factor away: units and forms, alone and as a group, either way."""

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.proficiency import screen_forms, screen_units

SALT = {"cocaine hydrochloride": 0.893}


def results(count, relative_spread, seed=1):
    return 50 * (1 + relative_spread * np.random.Generator(np.random.PCG64(seed)).standard_normal(count))


def test_a_single_result_in_another_unit_speaks_for_itself():
    values = results(30, 0.04)
    values[4] *= 10
    gate = screen_units(values, {"mg/g": 0.1, "µg/g": 0.0001})
    assert gate.participants == (4,)
    assert gate.findings[0].evidence["name"] == "mg/g"
    assert "read as mg/g" in str(gate.findings[0].message)


def test_a_result_converted_twice_is_found_on_the_other_side():
    values = results(30, 0.04)
    values[4] /= 10
    gate = screen_units(values, {"mg/g": 0.1})
    assert gate.findings[0].evidence["direction"] == "converted_twice"


def test_an_outlier_at_no_declared_factor_is_not_the_business_of_this_gate():
    values = results(30, 0.04)
    values[4] *= 4
    assert screen_units(values, {"mg/g": 0.1}).verdict == "clear"


def test_one_salt_result_in_a_tight_round():
    values = results(120, 0.015)
    values[0] = 50 / 0.893
    assert screen_forms(values, SALT).participants == (0,)


@pytest.mark.parametrize("salts", [12, 36])
def test_a_group_of_salt_results_is_found_where_single_ones_could_be_chance(salts):
    values = results(120, 0.025, seed=2)
    values[:salts] /= 0.893
    flagged = set(screen_forms(values, SALT).participants)
    assert len(flagged & set(range(salts))) >= 0.8 * salts
    assert len(flagged - set(range(salts))) <= 0.03 * (120 - salts)


def test_when_most_reported_the_salt_the_others_look_converted_twice():
    values = results(120, 0.015)
    values[30:] /= 0.893
    gate = screen_forms(values, SALT)
    assert len(set(gate.participants) & set(range(30))) >= 28
    assert {finding.evidence["direction"] for finding in gate.findings} == {"converted_twice"}
    assert "or the others not at all" in str(gate.findings[0].message)


def test_outliers_on_both_sides_are_not_taken_for_a_form():
    values = results(60, 0.015)
    values[:3] = 50 / 0.893 + np.array([0.1, 0, -0.1])
    assert screen_forms(values, SALT).participants == (0, 1, 2)
    values[3:6] = 50 * 0.893 + np.array([0.1, 0, -0.1])
    assert screen_forms(values, SALT).verdict == "clear"


def test_factors_closer_than_the_scatter_are_not_looked_at():
    assert screen_forms(results(100, 0.3), SALT).verdict == "clear"


def test_a_result_is_given_to_one_form_only():
    values = results(80, 0.01)
    values[:5] /= 0.85
    gate = screen_forms(values, {"one": 0.85, "two": 0.84})
    assert gate.participants == (0, 1, 2, 3, 4)
    assert len(gate.findings) == 5
    assert {finding.evidence["name"] for finding in gate.findings} == {"one"}


def test_a_factor_of_one_displaces_nothing_and_impossible_ones_are_refused():
    assert screen_units(results(20, 0.02), {"g/100 g": 1.0}).verdict == "clear"
    for factor in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(InputError):
            screen_units(results(20, 0.02), {"x": factor})
