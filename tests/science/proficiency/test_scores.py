import math
import time

import numpy as np
import pt13528.scores as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.proficiency import (
    difference,
    difference_percent,
    en_score,
    percent_allowed,
    widened_maximum_error,
    z_prime_factor,
    z_prime_score,
    z_score,
    zeta_score,
)

numbers = st.floats(-1e6, 1e6, allow_nan=False)
positives = st.floats(1e-3, 1e6)
units = st.sampled_from([1e-12, 1e-6, 0.01, 1000.0, 2.0**40])


@given(numbers, numbers, positives, positives, positives)
def test_scores_equal_the_peer(x, x_pt, sigma, u_x, u_pt):
    pairs = [
        (difference(x, x_pt), peer.difference(x, x_pt)),
        (percent_allowed(x, x_pt, sigma), peer.percent_allowed(x, x_pt, sigma)),
        (z_score(x, x_pt, sigma), peer.z_score(x, x_pt, sigma)),
        (z_prime_score(x, x_pt, sigma, u_pt), peer.z_prime_score(x, x_pt, sigma, u_pt)),
        (z_prime_factor(sigma, u_pt), peer.z_reduction_factor(sigma, u_pt)),
        (zeta_score(x, x_pt, u_x, u_pt), peer.zeta_score(x, x_pt, u_x, u_pt)),
        (en_score(x, x_pt, u_x, u_pt), peer.en_score(x, x_pt, u_x, u_pt)),
        (widened_maximum_error(sigma, u_pt), peer.delta_e_prime(sigma, u_pt)),
    ]
    for ours, theirs in pairs:
        assert float(ours) == pytest.approx(theirs, rel=1e-12, abs=1e-300)


@given(numbers, positives, st.booleans())
def test_percentages_equal_the_peer_also_for_negative_assigned_values(x, size, negative):
    x_pt = -size if negative else size
    assert float(difference_percent(x, x_pt)) == pytest.approx(peer.percent_difference(x, x_pt), rel=1e-12, abs=1e-300)


@given(numbers, numbers, positives, positives, positives, units)
def test_scores_have_no_unit(x, x_pt, sigma, u_x, u_pt, unit):
    for score in (
        lambda k: z_score(k * x, k * x_pt, k * sigma),
        lambda k: z_prime_score(k * x, k * x_pt, k * sigma, k * u_pt),
        lambda k: zeta_score(k * x, k * x_pt, k * u_x, k * u_pt),
        lambda k: en_score(k * x, k * x_pt, k * u_x, k * u_pt),
        lambda k: percent_allowed(k * x, k * x_pt, k * sigma),
    ):
        noise = 1e-9 * (abs(x) + abs(x_pt)) / min(sigma, u_x, u_pt)
        assert float(score(unit)) == pytest.approx(float(score(1.0)), rel=1e-9, abs=noise)


@given(numbers, numbers, positives, positives)
def test_uncertainty_never_enlarges_a_score(x, x_pt, sigma, u):
    assert abs(z_prime_score(x, x_pt, sigma, u)) <= abs(z_score(x, x_pt, sigma))
    assert float(z_prime_score(x, x_pt, sigma, 0.0)) == float(z_score(x, x_pt, sigma))


@given(numbers, numbers, positives, positives)
def test_en_is_half_of_zeta_when_all_coverage_factors_are_two(x, x_pt, u_x, u_pt):
    assert float(en_score(x, x_pt, 2 * u_x, 2 * u_pt)) == pytest.approx(float(zeta_score(x, x_pt, u_x, u_pt)) / 2)


def test_arrays_score_like_their_elements():
    x, u = [0.013, 0.0239, 0.053], [0.0015, 0.0018, 0.0035]
    sigma = [0.0066, 0.005, 0.007]
    assert z_score(x, 0.044, sigma).tolist() == [float(z_score(a, 0.044, s)) for a, s in zip(x, sigma, strict=True)]
    assert zeta_score(x, 0.044, u, 0.0041).shape == (3,)


def test_three_hundred_laboratories_are_scored_within_a_millisecond():
    x = np.random.default_rng(7).normal(10.0, 1.0, 300)
    u = np.full(300, 0.4)

    def score() -> float:
        started = time.perf_counter()
        for arguments in ((1.0,), (2.0,)):
            z_score(x, 10.0, *arguments)
        z_prime_score(x, 10.0, 1.0, 0.2), zeta_score(x, 10.0, u, 0.2), en_score(x, 10.0, u, 0.4)
        difference(x, 10.0), difference_percent(x, 10.0), percent_allowed(x, 10.0, 3.0)
        return time.perf_counter() - started

    assert min(score() for _ in range(20)) < 1e-3


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: z_score([1.0, math.nan], 1.0, 1.0), "x"),
        (lambda: z_score(["ten"], 1.0, 1.0), "x"),
        (lambda: z_score([1.0, None], 1.0, 1.0), "x"),
        (lambda: z_score([math.inf], 1.0, 1.0), "x"),
        (lambda: z_score(1.0, 1e200, 1.0), "x_pt"),
        (lambda: z_score(1.0, 1.0, 0.0), "sigma_pt"),
        (lambda: z_prime_score(1.0, 1.0, 0.0, 1.0), "sigma_pt"),
        (lambda: z_prime_score(1.0, 1.0, 1.0, -1.0), "standard_uncertainty"),
        (lambda: zeta_score(1.0, 1.0, -0.1, 1.0), "standard_uncertainty_x"),
        (lambda: percent_allowed(1.0, 1.0, -1.0), "maximum_error"),
    ],
)
def test_unusable_arguments_are_named(call, where):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.where == where


def test_lengths_that_do_not_fit_are_named():
    with pytest.raises(InputError, match="different lengths: 2 and 3"):
        z_score([1.0, 2.0], [1.0, 2.0, 3.0], 1.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: difference_percent(1.0, 0.0),
        lambda: zeta_score(1.0, 2.0, 0.0, 0.0),
        lambda: en_score(1.0, 2.0, 0.0, 0.0),
        lambda: z_score(1e150, 0.0, 1e-300),
    ],
)
def test_what_cannot_be_scored_says_so(call):
    with pytest.raises(ComputationError):
        call()
