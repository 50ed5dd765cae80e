from __future__ import annotations

import numpy as np
import pytest

from comity.science.spectra.mixtures import components
from comity.science.spectra.spectrum import Spectrum

VOLTAGES = ("30", "60", "90")


def pure(random: np.random.Generator) -> dict[str, Spectrum]:
    mz = np.sort(random.uniform(60, 400, 8))
    return {each: Spectrum(mz, random.lognormal(0, 1, 8), "ms1") for each in VOLTAGES}


def blend(parts: list[dict[str, Spectrum]], shares: list[float]) -> dict[str, Spectrum]:
    return {
        voltage: Spectrum.from_peaks(
            [
                (m, share * h / part[voltage].intensity.sum())
                for part, share in zip(parts, shares, strict=True)
                for m, h in zip(part[voltage].mz, part[voltage].intensity, strict=True)
            ],
            technique="ms1",
        )
        for voltage in VOLTAGES
    }


@pytest.mark.parametrize("seed", range(8))
def test_what_was_mixed_is_found_in_order_of_its_share(seed: int) -> None:
    random = np.random.Generator(np.random.PCG64(seed))
    library = {f"S{k:02d}": pure(random) for k in range(40)}
    mixture = blend([library["S03"], library["S17"], library["S29"]], [0.6, 0.3, 0.1])
    found = components(mixture, library)
    assert [each.name for each in found.components] == ["S03", "S17", "S29"]
    assert found.explained == pytest.approx(1.0)
    assert found.components[0].explained == pytest.approx(0.6, abs=0.05)
    assert found.components[0].voltages == 3


def test_what_is_missing_at_one_voltage_is_not_there() -> None:
    random = np.random.Generator(np.random.PCG64(9))
    substance = pure(random)
    mixture = dict(substance) | {"90": Spectrum.from_peaks([(500.0, 1.0)])}
    assert components(mixture, {"A": substance}).components == ()


def test_nothing_is_explained_by_nothing() -> None:
    assert components({}, {}).explained == 0
    assert components({"30": Spectrum.from_peaks([(50.0, 0.0)])}, {"A": pure(np.random.default_rng(1))}).explained == 0
