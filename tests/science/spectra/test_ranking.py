from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from comity.science.spectra.candidates import Candidate, Row
from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index
from comity.science.spectra.ranking import of_its_mass
from comity.science.spectra.search import search
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.invented import electron_ionisation, product_ions

CH2 = 14.01565
ION = [(58.0651, 30), (91.0542, 100), (119.0855, 60), (133.1, 12), (105.0699, 20)]
NOMINAL = [(44, 100), (58, 35), (65, 10), (77, 12), (91, 60), (120, 8), (134, 14), (149, 5)]
Peaks = list[tuple[float, float]]


def measured(kind: str, name: str, peaks: Peaks, mass: float) -> Spectrum:
    """`mass` is that of the molecule."""
    if kind == "ei":
        return Spectrum.from_peaks(
            peaks, technique="ei", name=name, identifier=name, inchikey=(name * 14)[:14], exact_mass=mass
        )
    return Spectrum.from_peaks(
        peaks, name=name, identifier=name, inchikey=(name * 14)[:14], precursor_mz=mass + 1.00728,
        precursor_type="[M+H]+", polarity="positive",
    )  # fmt: skip


def unlike(peaks: Peaks, seed: int) -> Peaks:
    """As another instrument would have measured it: heights differ by a quarter or so."""
    random = np.random.Generator(np.random.PCG64(seed))
    return [(mz, height * float(random.lognormal(0, 0.25))) for mz, height in peaks]


def homologue(peaks: Peaks, step: float) -> Peaks:
    """One CH₂ more, on the side of the heaviest peaks."""
    return [(mz + step if mz > 115 else mz, height) for mz, height in peaks]


PARENTS: dict[str, tuple[Peaks, float, float]] = {"msms": (ION, 149.12045, CH2), "ei": (NOMINAL, 149.12045, 14.0)}


def library(kind: str, folder: Path, *, complete: bool) -> Index:
    """Noise and a homologue that agrees in most peaks; the compound itself where the library is complete."""
    peaks, mass, step = PARENTS[kind]
    random = np.random.Generator(np.random.PCG64(5))
    make = electron_ionisation if kind == "ei" else product_ions
    spectra = [make(random, f"noise-{number}") for number in range(60)]
    spectra.append(measured(kind, "homologue", homologue(peaks, step), mass + CH2))
    if complete:
        spectra += [measured(kind, "itself", unlike(peaks, seed), mass) for seed in (1, 2)]
    return Index.build(folder / kind, spectra)


@pytest.mark.parametrize("mode", ["hybrid", "neutral-loss", "open"])
@pytest.mark.parametrize("kind", ["msms", "ei"])
@pytest.mark.parametrize("seed", [3, 4, 5, 6])
def test_a_compound_that_is_in_the_library_comes_first(kind: str, mode: str, seed: int, tmp_path: Path) -> None:
    peaks, mass, _ = PARENTS[kind]
    index = library(kind, tmp_path, complete=True)
    hits = search(index, measured(kind, "", unlike(peaks, seed), mass), mode).hits  # type: ignore[arg-type]  # a mode
    assert hits[0].record.name == "itself"
    assert "homologue" in {hit.record.name for hit in hits}


@pytest.mark.parametrize("kind", ["msms", "ei"])
def test_an_absent_compound_gets_its_relative(kind: str, tmp_path: Path) -> None:
    peaks, mass, _ = PARENTS[kind]
    index = library(kind, tmp_path, complete=False)
    for mode in ("hybrid", "neutral-loss"):
        hit = search(index, measured(kind, "", peaks, mass), mode).hits[0]  # type: ignore[arg-type]  # a mode
        assert hit.record.name == "homologue"
        assert hit.mass_difference == pytest.approx(-CH2, abs=0.5 if kind == "ei" else 1e-3)


def test_a_query_with_nothing_but_its_precursor_still_finds_its_compound(tmp_path: Path) -> None:
    index = library("msms", tmp_path, complete=True)
    bare = measured("msms", "", [(150.1277, 1)], PARENTS["msms"][1])
    assert search(index, bare, "hybrid").hits[0].record.name == "itself"


def test_a_given_mass_excludes_others_and_their_share_falls_to_the_rest() -> None:
    asked = Spectrum.from_peaks([(58.0, 1)], technique="ei", exact_mass=149.0)
    same = [
        (Candidate(name, [Row(0, Record(exact_mass=mass))]), chance)
        for name, mass, chance in (("a", 149.12, 0.3), ("b", 163.14, 0.4), ("c", None, 0.1))
    ]
    left = {each.compound: chance for each, chance in of_its_mass(same, asked)}
    assert left == {"a": pytest.approx(0.5), "c": pytest.approx(1 / 6)}


def test_an_isomer_without_a_fragment_in_common_is_no_relative(tmp_path: Path) -> None:
    peaks, mass, _ = PARENTS["msms"]
    isomer = measured("msms", "isomer", [(71.01, 5), (83.3, 9)], mass)
    index = library("msms", tmp_path, complete=False).add([isomer])
    assert "isomer" in {hit.record.name for hit in search(index, measured("msms", "", peaks, mass)).hits}
    assert "isomer" not in {hit.record.name for hit in search(index, measured("msms", "", peaks, mass), "hybrid").hits}
