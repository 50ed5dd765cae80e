import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ComputationError, InputError
from comity.science.linkage import Pretreatment, distances
from comity.science.linkage.distances import DISTANCES, TRANSFORMS, paired_distances

PAIR = st.lists(st.tuples(st.floats(0.01, 100), st.floats(0.01, 100)), min_size=3, max_size=12)


def slowly(x, y, distance):
    """As printed in textbooks, one term after the other."""
    if distance in ("pearson", "cosine"):
        a = sum(x) / len(x) if distance == "pearson" else 0
        b = sum(y) / len(y) if distance == "pearson" else 0
        top = sum((p - a) * (q - b) for p, q in zip(x, y, strict=True))
        return 1 - top / math.sqrt(sum((p - a) ** 2 for p in x) * sum((q - b) ** 2 for q in y))
    terms = {
        "euclidean": lambda p, q: (p - q) ** 2,
        "manhattan": lambda p, q: abs(p - q),
        "canberra": lambda p, q: abs(p - q) / (abs(p) + abs(q)) if p or q else 0,
    }
    total = sum(terms[distance](p, q) for p, q in zip(x, y, strict=True))
    return math.sqrt(total) if distance == "euclidean" else total


@pytest.mark.parametrize("distance", DISTANCES)
@given(pair=PAIR)
def test_the_same_as_the_textbook(distance, pair):
    x, y = (np.array(side) for side in zip(*pair, strict=True))
    if distance == "pearson" and min(x.std(), y.std()) < 1e-6 * max(x.max(), y.max()):
        return
    wanted = slowly(x.tolist(), y.tolist(), distance)
    assert distances([x], [y], distance)[0, 0] == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert paired_distances(x[None], y[None], distance)[0] == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert distances([y], [x], distance) == pytest.approx(distances([x], [y], distance), abs=1e-9)
    assert distances([x], [x], distance)[0, 0] == pytest.approx(0, abs=1e-9)


def test_published_worked_numbers():
    """Lance & Williams' measure of (1, 2, 3) and (2, 4, 6) is 1/3 + 1/3 + 1/3; their shapes agree entirely."""
    x, y = [[1.0, 2.0, 3.0]], [[2.0, 4.0, 6.0]]
    found = {distance: float(distances(x, y, distance)[0, 0]) for distance in DISTANCES}
    assert found == pytest.approx(
        {"pearson": 0, "euclidean": math.sqrt(14), "manhattan": 6, "canberra": 1, "cosine": 0}, abs=1e-12
    )


@pytest.mark.parametrize("transform", TRANSFORMS)
@given(values=st.lists(st.floats(0.01, 100), min_size=2, max_size=9), factor=st.floats(0.01, 100))
def test_a_diluted_sample_is_the_same_sample(transform, values, factor):
    treatment = Pretreatment(transform=transform)
    assert treatment.apply([factor * v for v in values]) == pytest.approx(treatment.apply(values), rel=1e-9)
    powers = {"none": 1, "square-root": 2, "fourth-root": 4}
    if transform in powers:
        assert (treatment.apply(values) ** powers[transform]).sum() == pytest.approx(1)
    else:
        assert (10 ** treatment.apply(values)).sum() == pytest.approx(1)


def test_standardising_and_the_floor():
    table = np.array([[1.0, 9.0], [3.0, 7.0], [5.0, 5.0]])
    treatment = Pretreatment(transform="none").standardised_by(table)
    treated = treatment.apply(table)
    assert treated.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert treated.std(axis=0, ddof=1) == pytest.approx(1)
    assert Pretreatment(transform="logarithm", floor=0.01).apply([0.0, 1.0]).tolist() == [[-2.0, 0.0]]


def test_what_is_refused():
    with pytest.raises(ComputationError, match="all equal"):
        distances([[1.0, 1.0]], [[1.0, 2.0]])
    with pytest.raises(InputError, match="no such distance"):
        distances([[1.0, 1.0]], [[1.0, 2.0]], "best")
    with pytest.raises(InputError, match="no such distance"):
        distances([[1.0, 1.0]], [[1.0, 2.0, 3.0]], "euclidean")
    with pytest.raises(InputError, match="no such transform"):
        Pretreatment(transform="cube")
    with pytest.raises(InputError, match="does not vary"):
        Pretreatment().standardised_by([[1.0, 1.0], [2.0, 2.0]])
    with pytest.raises(InputError, match="not below zero"):
        Pretreatment().apply([-1.0, 2.0])
    with pytest.raises(InputError, match="above zero for each"):
        Pretreatment(centre=(1.0,), deviation=(0.0,))
    with pytest.raises(InputError, match="has changed"):
        Pretreatment(centre=(1.0,), deviation=(1.0,)).apply([1.0, 2.0])
