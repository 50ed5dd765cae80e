"""Every fast search beside the slow exact score, for every spectrum of a library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.index import bounds, scoring
from comity.science.spectra.index.layout import BLOCK
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import Mode, Tolerances
from comity.science.spectra.similarity import (
    Match,
    entropy_similarity,
    hybrid_similarity,
    neutral_loss_similarity,
    prepare,
)
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.invented import electron_ionisation, product_ions

SLOW: dict[Mode, Callable[..., Match]] = {
    "open": entropy_similarity,
    "neutral-loss": neutral_loss_similarity,
    "hybrid": hybrid_similarity,
}
MAKERS = {"msms": product_ions, "ei": electron_ionisation}


@pytest.fixture(scope="module")
def library() -> dict[str, Spectrum]:
    random = np.random.Generator(np.random.PCG64(7))
    return {f"{kind}-{k}": make(random, f"{kind}-{k}") for kind, make in MAKERS.items() for k in range(250)}


@pytest.fixture(scope="module")
def index(library: dict[str, Spectrum], tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("spectra") / "index"
    spectra = list(library.values())
    return Index.build(folder, spectra[:400]).add(spectra[400:403]).add(spectra[403:])


@pytest.mark.parametrize("mode", SLOW)
@pytest.mark.parametrize("kind", MAKERS)
def test_fast_equals_slow(index: Index, library: dict[str, Spectrum], kind: str, mode: Mode) -> None:
    random = np.random.Generator(np.random.PCG64(8))
    asked = [MAKERS[kind](random) for _ in range(6)] + [library[f"{kind}-{k}"] for k in range(3)]
    for spectrum in asked:
        query = scoring.ready(index, spectrum)
        positions, scores, counts = scoring.score(index, query, mode).dense()
        assert positions.size == 250
        slow = [
            SLOW[mode](query.peaks, prepare(library[index.record(int(at)).identifier]), query.tolerance)
            for at in positions
        ]
        assert scores == pytest.approx([each.score for each in slow], abs=1e-5)
        assert counts.tolist() == [each.matched_peaks for each in slow]


def test_more_than_255_peaks_are_counted(tmp_path: Path) -> None:
    mz = 50 + 0.9 * np.arange(700.0)
    wide = Spectrum(mz, np.ones(700), "msms", precursor_mz=900.0)
    index = Index.build(tmp_path / "index", [wide])
    _, scores, counts = scoring.score(index, scoring.ready(index, wide), "hybrid").best(1)
    assert counts.tolist() == [700]
    assert scores == pytest.approx([1.0], abs=1e-5)


def test_identity_is_open_among_equal_precursors(index: Index, library: dict[str, Spectrum]) -> None:
    for number in range(20):
        spectrum = library[f"msms-{number}"]
        if spectrum.precursor_mz is None:
            continue
        query = scoring.ready(index, spectrum, Tolerances(precursor=1.5))
        positions, same, _ = scoring.score(index, query, "identity").dense()
        _, everything, _ = scoring.score(index, query, "open").dense()
        for at, narrow, whole in zip(positions, same, everything, strict=True):
            mass = index.record(int(at)).precursor_mz
            near = mass is not None and abs(mass - spectrum.precursor_mz) <= 1.5 + 1e-5
            assert narrow == (whole if near else 0)


def test_best_are_the_largest_in_order(index: Index) -> None:
    random = np.random.Generator(np.random.PCG64(9))
    scores = scoring.score(index, scoring.ready(index, product_ions(random)), "open")
    positions, values, _ = scores.dense()
    best, found, _ = scores.best(12)
    expected = sorted(zip(-values, positions, strict=True))[:12]
    assert found == pytest.approx([-value for value, _ in expected])
    assert best.tolist() == [int(at) for value, at in expected]


@pytest.mark.parametrize("fragment", [0.0, -1.0, 0.03, float("nan")])
def test_a_tolerance_that_gives_peaks_two_partners_is_refused(index: Index, fragment: float) -> None:
    with pytest.raises(InputError, match="tolerance"):
        scoring.ready(index, Spectrum.from_peaks([(58.065, 1)]), Tolerances(fragment=fragment))


def test_a_spectrum_without_peaks_is_refused(index: Index) -> None:
    with pytest.raises(InputError, match="No peak"):
        scoring.ready(index, Spectrum.from_peaks([(58.065, 0.0)], identifier="empty"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """More spectra than are worked on at a time, so that the edges of a stretch are met."""
    random = np.random.Generator(np.random.PCG64(21))
    spectra = (
        Spectrum(np.sort(random.permutation(60)[:8] + 40.0), random.lognormal(0, 1.3, 8), "ei", exact_mass=float(mass))
        for mass in random.integers(60, 900, 18_000)
    )
    return Index.build(tmp_path_factory.mktemp("many") / "index", spectra)


@pytest.mark.parametrize("count", [1, 10, 50, 400])
def test_the_best_by_bounds_are_the_best_of_all(many: Index, count: int) -> None:
    random = np.random.Generator(np.random.PCG64(22))
    for _ in range(4):
        mz = np.append(np.sort(random.permutation(60)[:12] + 40.0), 5000.0)  # beyond what the library has
        query = scoring.ready(many, Spectrum(mz, random.lognormal(0, 1.3, 13), "ei"))
        best, every = scoring.best_of(many, query, "open", count), scoring.score(many, query, "open").best(count)
        assert best[0].tolist() == every[0].tolist()
        assert best[1] == pytest.approx(every[1], abs=1e-6)
        assert best[2].tolist() == every[2].tolist()


def test_the_best_of_those_allowed(many: Index) -> None:
    query = scoring.ready(many, Spectrum(np.array([45.0, 60.0, 77.0]), np.array([5.0, 9.0, 3.0]), "ei"))
    allowed = np.arange(len(many)) % 7 == 0
    best = scoring.best_of(many, query, "identity", 30, allowed=allowed)
    every = scoring.score(many, query, "identity").only(allowed).best(30)
    assert best[0].tolist() == every[0].tolist()
    assert all(place % 7 == 0 for place in best[0].tolist())


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("mode", scoring.MODES)
def test_the_best_of_several_segments(index: Index, kind: str, mode: Mode) -> None:
    random = np.random.Generator(np.random.PCG64(23))
    for _ in range(3):
        query = scoring.ready(index, MAKERS[kind](random))
        best, every = scoring.best_of(index, query, mode, 12), scoring.score(index, query, mode).best(12)
        assert best[0].tolist() == every[0].tolist()
        assert best[1] == pytest.approx(every[1], abs=1e-6)


def test_a_bound_is_never_below_a_score(many: Index) -> None:
    random = np.random.Generator(np.random.PCG64(24))
    query = scoring.ready(many, Spectrum(np.sort(random.permutation(60)[:30] + 40.0), random.lognormal(0, 2, 30), "ei"))
    (segment, _), most = next(many.of_kind("ei")), bounds.tables(query.heights)
    highest = np.zeros(-(-segment.count // BLOCK) * BLOCK, np.uint16)
    arrays = segment.arrays
    bounds.add_bounds(highest, arrays["ion.local"], arrays["ion.code"], arrays["ion.start"], query.peaks.mz, most)
    _, scores, _ = scoring.score(many, query, "open").dense()
    above = highest[: segment.count] / bounds.STEPS - scores
    assert above.min() >= 0
    assert above.max() < 0.04
