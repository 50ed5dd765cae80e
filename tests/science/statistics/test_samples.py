from decimal import Decimal

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.statistics import samples


@pytest.mark.parametrize(
    ("values", "code", "place"),
    [
        ([], "statistics.empty", "values"),
        ([1.0, float("nan")], "statistics.not_finite", "values[1]"),
        ([1.0, 2.0, float("-inf")], "statistics.not_finite", "values[2]"),
        (np.array([np.nan, 1.0]), "statistics.not_finite", "values[0]"),
        ([1.0, None], "statistics.not_a_number", "values[1]"),
        ([1.0, "2"], "statistics.not_a_number", "values[1]"),
        ([True, 2.0], "statistics.not_a_number", "values[0]"),
        ("12", "statistics.not_a_number", "values[0]"),
        ([[1.0, 2.0]], "statistics.not_a_number", "values[0]"),
        (np.ones((2, 2)), "statistics.shape", "values"),
        ([1.0, 1e151], "statistics.too_large", "values[1]"),
        ([1, 10**400], "statistics.not_a_number", "values[1]"),
    ],
)
def test_what_is_no_sample_is_refused_with_its_place(values, code, place):
    with pytest.raises(InputError) as caught:
        samples.sample(values)
    assert (caught.value.code, caught.value.where) == (code, place)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "values", [(1, 2.5), range(3), np.array([1, 2], dtype=np.int32), [Decimal("1.5"), np.float32(2)]]
)
def test_any_row_of_numbers_is_a_sample(values):
    assert samples.sample(values).dtype == np.float64
    assert samples.sample(values).tolist() == [float(value) for value in values]


def test_a_sample_is_a_copy():
    original = np.array([1.0, 2.0])
    samples.sample(original)[0] = 9
    assert original[0] == 1.0


def test_positive_numbers():
    assert samples.positive([0.0, 1.0], "s", zero=True).tolist() == [0.0, 1.0]
    with pytest.raises(InputError, match=r"s\[1\]: The value 0 must be above zero"):
        samples.positive([1.0, 0.0], "s")
    with pytest.raises(InputError, match=r"s\[0\]: The value −1 must not be below zero"):
        samples.positive([-1.0, 0.0], "s", zero=True)


def test_replicates_keep_their_laboratories():
    assert [row.tolist() for row in samples.replicates([1.0, [2.0, 3.0]])] == [[1.0], [2.0, 3.0]]
    assert [row.tolist() for row in samples.replicates(np.array([[1, 2], [3, 4]]))] == [[1.0, 2.0], [3.0, 4.0]]
    assert samples.laboratory_means(samples.replicates([1.0, [2.0, 3.0]])).tolist() == [1.0, 2.5]
    with pytest.raises(InputError) as caught:
        samples.replicates([[1.0], [2.0, float("nan")]])
    assert caught.value.where == "values[1][1]"
    with pytest.raises(InputError, match="There is not a single value"):
        samples.replicates([])
    with pytest.raises(InputError, match="There is not a single value"):
        samples.replicates([[1.0], []])
    with pytest.raises(InputError, match="one row of replicates"):
        samples.replicates(3.0)


def test_levels_and_counts():
    assert samples.check_level(0.05) == 0.05
    assert samples.check_count(3, 2) == 3
    for level in (0, 1, -0.1, float("nan")):
        with pytest.raises(InputError):
            samples.check_level(level)
    for count in (1, 2.5, True, float("nan")):
        with pytest.raises(InputError):
            samples.check_count(count, 2)


def test_centring_keeps_digits_and_drops_noise():
    centred = samples.centre(np.array([1e9 + 0.25, 1e9, 1e9 - 0.5]))
    assert [centred.location(d) for d in centred.deviations] == [1e9 + 0.25, 1e9, 1e9 - 0.5]
    assert not samples.centre(np.array([0.3, 0.1 + 0.2, 0.3])).deviations.any()
    assert not samples.centre(np.array([1e-300, 2e-300])).deviations.any()
    far = samples.centre(np.array([1.0, 1.1, 1.2, 1e15]))
    assert 0.01 < np.median(np.abs(far.deviations)) <= 1
