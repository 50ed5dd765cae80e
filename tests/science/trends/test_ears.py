import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.trends import Status, ears
from comity.science.trends.bounds import normal_quantile

COUNTS = st.lists(st.integers(0, 30), min_size=14, max_size=30)


def slowly(counts, method, position, z):
    """Straight from the definition, one period at a time."""

    def c2(at):
        window = counts[at - 9 : at - 2]
        deviation = np.std(window, ddof=1)
        away = counts[at] - np.mean(window)
        return away / deviation if deviation else (np.inf if away > 0 else 0.0)

    if method == "C3":
        deviation = np.std(counts[position - 9 : position - 2], ddof=1)
        excess = sum(max(0.0, c2(position - lag) - 1) for lag in (1, 2))
        return 0.0 if np.isinf(excess) else max(0.0, counts[position] + deviation * (z - excess))
    window = counts[position - 7 : position] if method == "C1" else counts[position - 9 : position - 2]
    return np.mean(window) + z * np.std(window, ddof=1)


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
@given(counts=COUNTS)
def test_the_same_as_the_definition(method, counts):
    found = ears(counts, method, alpha=0.01)
    slow = [slowly(counts, method, position, normal_quantile(0.01)) for position in found.positions]
    assert found.bound[0] == pytest.approx(slow, rel=1e-9, abs=1e-9)
    assert found.alarm[0].tolist() == [counts[p] > b for p, b in zip(found.positions, found.bound[0], strict=True)]
    assert found.positions[0] == {"C1": 7, "C2": 9, "C3": 11}[method]


@given(counts=COUNTS, more=st.integers(1, 50))
def test_a_shift_of_all_counts_changes_nothing(counts, more):
    for method in ("C1", "C2"):
        before, after = ears(counts, method), ears([count + more for count in counts], method)
        assert after.bound == pytest.approx(before.bound + more)


def test_not_reported():
    counts = [3.0] * 12
    counts[4] = np.nan
    counts[11] = np.nan
    assert [Status(code) for code in ears(counts, "C1", [10, 11]).status[0]] == [
        Status.NO_REFERENCE,
        Status.NOT_REPORTED,
    ]


def test_a_least_deviation_silences_a_single_event_after_none():
    counts = [0] * 9 + [1]
    assert ears(counts).alarms() == [9]
    assert ears(counts, least_deviation=0.5).alarms() == []


@pytest.mark.parametrize(
    ("how", "said"),
    [({"method": "C4"}, "C1, C2 and C3"), ({"baseline": 2}, "at least 3"), ({"at": 3}, "earlier periods"),
     ({"least_deviation": -1}, "below zero")],
)  # fmt: skip
def test_what_is_refused(how, said):
    with pytest.raises(InputError, match=said):
        ears([1] * 20, **how)
