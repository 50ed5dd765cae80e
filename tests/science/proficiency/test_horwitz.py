import math

import pt13528.sigma_pt as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.proficiency import sigma_pt_from_horwitz


@given(st.floats(-11, 0).map(lambda power: min(10**power, 1.0)))
def test_curve_equals_the_peer(c):
    assert sigma_pt_from_horwitz(c).value == pytest.approx(peer.horwitz(c), rel=1e-12)


@given(st.floats(-9, 0).map(lambda power: min(10**power, 1.0)), st.sampled_from([1.0, 0.01, 1e-3, 1e-6]))
def test_result_follows_the_unit(c, unit):
    assert sigma_pt_from_horwitz(c, in_unit_of=unit).value * unit == pytest.approx(sigma_pt_from_horwitz(c).value)


@pytest.mark.parametrize(("c", "percent"), [(1.19e-7, 22.0), (1.21e-7, 21.9822), (0.137, 2.6975), (0.139, 2.6822)])
def test_the_three_pieces_meet_where_the_standard_says(c, percent):
    assert 100 * sigma_pt_from_horwitz(c).value / c == pytest.approx(percent, abs=1e-3)


def test_only_high_mass_fractions_bring_the_warning():
    assert sigma_pt_from_horwitz(0.138).warnings == ()
    warning = sigma_pt_from_horwitz(0.77, in_unit_of=0.01).warnings[0]
    assert "seized drugs" in warning.render()
    assert warning.values["percent"] == pytest.approx(1.1396, abs=1e-4)


def test_purity_in_percent_is_refused_rather_than_guessed():
    with pytest.raises(InputError) as error:
        sigma_pt_from_horwitz(77.0)
    assert "Divide percentages" in str(error.value)


@pytest.mark.parametrize("c", [0.0, -0.1, math.nan])
def test_no_mass_fraction_is_refused(c):
    with pytest.raises(InputError):
        sigma_pt_from_horwitz(c)
