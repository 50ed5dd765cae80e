from __future__ import annotations

import itertools

import numpy as np
import pytest
from ms_entropy import FlashEntropySearch, calculate_entropy_similarity, clean_spectrum

from comity.science.spectra.similarity import (
    entropy_similarity,
    hybrid_similarity,
    neutral_loss_similarity,
    prepare,
)
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.invented import product_ions


def drawn(count: int, seed: int) -> list[Spectrum]:
    random = np.random.Generator(np.random.PCG64(seed))
    spectra = [product_ions(random, str(number), known=1.0) for number in range(count)]
    return [each for each in spectra if prepare(each).count]


def pairs(spectrum: Spectrum) -> np.ndarray:
    return np.column_stack([spectrum.mz, spectrum.intensity]).astype(np.float32)


def test_cleaning_equals_ms_entropy() -> None:
    for spectrum in drawn(60, 1):
        ours = prepare(spectrum)
        theirs = clean_spectrum(pairs(spectrum), max_mz=spectrum.precursor_mz - 1.6, min_ms2_difference_in_da=0.05)
        assert ours.count == len(theirs)
        assert ours.mz / 1e5 == pytest.approx(theirs[:, 0], abs=1e-4)
        assert ours.intensity == pytest.approx(theirs[:, 1], abs=1e-6)


def test_entropy_similarity_equals_ms_entropy() -> None:
    spectra = drawn(40, 2)
    for one, other in itertools.pairwise(spectra):
        a, b = prepare(one), prepare(other)
        theirs = calculate_entropy_similarity(
            np.column_stack([a.mz / 1e5, a.intensity]), np.column_stack([b.mz / 1e5, b.intensity]),
            ms2_tolerance_in_da=0.02, clean_spectra=False,
        )  # fmt: skip
        assert entropy_similarity(a, b, 2000).score == pytest.approx(theirs, abs=1e-5)


@pytest.mark.parametrize(
    ("method", "ours"),
    [("open", entropy_similarity), ("neutral_loss", neutral_loss_similarity), ("hybrid", hybrid_similarity)],
)
def test_every_way_of_matching_equals_ms_entropy(method: str, ours: object) -> None:
    spectra = drawn(80, 3)
    engine = FlashEntropySearch()
    entries = [{"precursor_mz": each.precursor_mz, "peaks": pairs(each), "at": k} for k, each in enumerate(spectra)]
    order = [entry["at"] for entry in engine.build_index(entries)]
    for query in spectra[:12]:
        found = engine.search(precursor_mz=query.precursor_mz, peaks=pairs(query), method=method)[f"{method}_search"]
        mine = [ours(prepare(query), prepare(spectra[at]), 2000).score for at in order]  # type: ignore[operator]  # on purpose
        assert mine == pytest.approx(found, abs=1e-5)


def test_a_spectrum_equals_itself_and_scores_are_symmetric() -> None:
    spectra = [prepare(each) for each in drawn(20, 4)]
    for one, other in itertools.pairwise(spectra):
        assert entropy_similarity(one, one, 2000).score == pytest.approx(1.0)
        assert entropy_similarity(one, one, 2000).matched_peaks == one.count
        for score in (entropy_similarity, neutral_loss_similarity, hybrid_similarity):
            assert score(one, other, 2000).score == pytest.approx(score(other, one, 2000).score, abs=1e-12)
        assert hybrid_similarity(one, other, 2000).score >= entropy_similarity(one, other, 2000).score - 1e-12


def test_without_a_precursor_there_is_no_neutral_loss_and_hybrid_is_open() -> None:
    a = prepare(Spectrum.from_peaks([(58.065, 3), (91.054, 1)]))
    b = prepare(Spectrum.from_peaks([(58.065, 3), (105.07, 1)], precursor_mz=150.128))
    assert neutral_loss_similarity(a, b, 2000).matched_peaks == 0
    assert hybrid_similarity(a, b, 2000) == entropy_similarity(a, b, 2000)
