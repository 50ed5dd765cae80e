"""Exchanged test items: found over all measurands, not mistaken for outliers."""

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.proficiency import screen_sample_swap


def items(count=30, measurands=2, apart=8.0, seed=1):
    draw = np.random.Generator(np.random.PCG64(seed))
    first = 50 + draw.standard_normal((count, measurands))
    second = 50 + apart + draw.standard_normal((count, measurands))
    return first, second


def exchange(first, second, laboratory):
    first[laboratory], second[laboratory] = second[laboratory].copy(), first[laboratory].copy()


def test_several_measurands_together_show_what_one_could_not():
    first, second = items(measurands=5, apart=2.5)
    exchange(first, second, 4)
    assert screen_sample_swap(first, second).participants == (4,)
    assert screen_sample_swap(first[:, 0], second[:, 0]).verdict == "clear"


def test_outliers_in_one_or_both_items_are_no_swap():
    first, second = items()
    first[3] = second[3]
    second[5] += 30
    first[5] -= 30
    assert screen_sample_swap(first, second).verdict == "clear"


def test_missing_results_are_skipped_and_fully_missing_laboratories_too():
    first, second = items(measurands=3)
    exchange(first, second, 2)
    first[2, 0] = np.nan
    second[7] = np.nan
    gate = screen_sample_swap(
        first, second, laboratories=[f"L{number}" for number in range(30)], items=("SM-1", "SM-2")
    )
    assert gate.findings[0].laboratories == ("L2",)
    assert gate.findings[0].evidence["measurands"] == 2
    assert "SM-1 and SM-2" in str(gate.findings[0].message)


def test_items_of_the_same_level_cannot_be_told_apart():
    first, second = items(apart=0.0)
    exchange(first, second, 2)
    assert screen_sample_swap(first, second).verdict == "clear"


def test_sigma_pt_keeps_small_differences_from_counting():
    first, second = items(apart=8.0)
    exchange(first, second, 2)
    assert screen_sample_swap(first, second, sigma_pt=[10.0, 10.0]).verdict == "clear"
    assert screen_sample_swap(first, second, sigma_pt=np.full((2, 2), 1.0)).verdict == "suspect"


def test_clean_rounds_are_not_suspected():
    suspected = [
        screen_sample_swap(*items(apart=apart, seed=seed)).verdict for seed in range(40) for apart in (1, 3, 9)
    ]
    assert suspected.count("suspect") == 0


def test_equal_results_few_laboratories_and_wrong_shapes():
    assert screen_sample_swap([1.0] * 9, [2.0] * 9).verdict == "clear"
    assert screen_sample_swap([1.0, 2.0], [2.0, 1.0]).verdict == "not_examined"
    for first, second in (([1.0] * 6, [1.0] * 5), ([np.inf] * 6, [1.0] * 6), (np.ones((2, 2, 2)), np.ones((2, 2, 2)))):
        with pytest.raises(InputError):
            screen_sample_swap(first, second)


def test_the_evidence_is_the_fit_with_own_and_exchanged_consensus():
    first = np.array([50.0, 49, 51, 48, 52, 50, 58])
    second = np.array([58.0, 57, 59, 56, 60, 58, 50])
    finding = screen_sample_swap(first, second + 0.5 * (second == 50), sigma_pt=[2.0, 2.0]).findings[0]
    # Own fits (58 - 50)/2 and (50.5 - 58)/2, exchanged ones 0 and 0.25.
    assert finding.evidence["own_fit"] == pytest.approx(np.sqrt((4**2 + 3.75**2) / 2))
    assert finding.evidence["exchanged_fit"] == pytest.approx(np.sqrt((0 + 0.25**2) / 2))
    assert finding.evidence["evidence"] == pytest.approx((4**2 + 3.75**2 - 0.25**2) / 2)
    assert screen_sample_swap(first, second, sigma_pt=[3.0, 3.0]).verdict == "clear"  # ln(7000) is not reached


def test_the_fit_is_an_average_over_the_measurands():
    first = np.array([50.0, 49, 51, 48, 52, 50, 58])
    second = np.array([58.0, 57, 59, 56, 60, 58, 50])
    table = screen_sample_swap(np.c_[first, first], np.c_[second, second], sigma_pt=[2.0, 2.0]).findings[0]
    assert table.evidence["own_fit"] == pytest.approx(4.0)
