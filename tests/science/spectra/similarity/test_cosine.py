from __future__ import annotations

import itertools

import numpy as np
import pytest

from comity.science.spectra.similarity import (
    IDENTITY,
    Peaks,
    Weighting,
    match_factor,
    modified_cosine,
    prepare,
    reverse_match_factor,
    weighted_cosine,
)
from tests.science.spectra.invented import electron_ionisation


def nominal(mz: list[int], height: list[float], mass: int = 0) -> Peaks:
    return Peaks(np.array(mz), np.array(height) / sum(height), mass, nominal=True)


def test_competing_peaks_are_assigned_for_the_largest_sum() -> None:
    one = Peaks(np.array([1000, 1030]), np.array([0.5, 0.5]), 0)
    other = Peaks(np.array([1010, 1040]), np.array([0.1, 0.9]), 0)
    plain = Weighting(0.0, 1.0)
    found = weighted_cosine(one, other, 30, plain)
    best = max(
        sum(one.intensity[i] * other.intensity[j] for i, j in enumerate(order) if abs(one.mz[i] - other.mz[j]) <= 30)
        for order in itertools.permutations(range(2))
    )
    norm = np.sqrt((one.intensity @ one.intensity) * (other.intensity @ other.intensity))
    assert found.score == pytest.approx(best / norm)
    assert found.matched_peaks == 2


def test_match_factor_by_hand() -> None:
    query, library = nominal([50, 77, 105], [1, 2, 7]), nominal([50, 77, 105, 182], [1, 3, 5, 1])
    a = query.mz**1.3 * query.intensity**0.53
    b = library.mz**1.3 * library.intensity**0.53
    dot = (a @ b[:3]) ** 2 / ((a @ a) * (b @ b))
    quotient = (query.intensity / library.intensity[:3]) ** 0.53
    ratio = np.mean([min(y / x, x / y) for x, y in itertools.pairwise(quotient)])
    assert match_factor(query, library).score == pytest.approx(999 * (3 * dot + 3 * ratio) / 6)
    assert match_factor(query, library, IDENTITY).matched_peaks == 3


def test_reverse_forgives_what_the_library_lacks_and_never_scores_below_forward() -> None:
    random = np.random.Generator(np.random.PCG64(5))
    for _ in range(50):
        one, other = prepare(electron_ionisation(random)), prepare(electron_ionisation(random))
        forward, reverse = match_factor(one, other), reverse_match_factor(one, other)
        assert 0 <= forward.score <= 999.0000001
        assert forward.matched_peaks == reverse.matched_peaks
    pure = nominal([58, 91], [3, 1])
    assert reverse_match_factor(nominal([58, 82, 91], [3, 5, 1]), pure).score == pytest.approx(999)
    assert match_factor(nominal([58, 82, 91], [3, 5, 1]), pure).score < 900


def test_modified_cosine_finds_the_shift_and_never_scores_below_the_plain_one() -> None:
    random = np.random.Generator(np.random.PCG64(6))
    for _ in range(30):
        one, other = prepare(electron_ionisation(random)), prepare(electron_ionisation(random))
        assert modified_cosine(one, other, 0).score >= weighted_cosine(one, other, 0).score - 1e-12


def test_nothing_in_common_scores_nothing() -> None:
    one, other = nominal([50], [1]), nominal([51], [1])
    assert weighted_cosine(one, other, 0).score == 0
    assert match_factor(one, other).score == 0
    assert reverse_match_factor(one, other).score == 0
