import numpy as np
import pytest
from hypothesis import given
from ms_entropy.spectra.tools import clean_spectrum

from comity.base.errors import InputError
from comity.science.spectra.cleaning import CleaningRules, clean, merged, nominal_bins
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.strategies import spectra


def test_equal_to_the_reference_implementation_of_entropy_similarity():
    random = np.random.default_rng(5)
    for _ in range(300):
        # Gaps of 0.05 Da are decided in 32 bits there; here the peaks keep clear of that border.
        mz = np.cumsum(random.choice([0.0131, 0.0217, 0.3, 1.7, 12.1], size=random.integers(2, 60))) + 50
        intensity = random.lognormal(0, 1.5, mz.size)
        expected = clean_spectrum(np.column_stack((mz, intensity)), max_mz=200 - 1.6)
        cleaned = clean(Spectrum(mz=mz, intensity=intensity, precursor_mz=200.0))
        assert cleaned.mz.size == len(expected)
        np.testing.assert_allclose(cleaned.mz, expected[:, 0], atol=2e-3)
        np.testing.assert_allclose(cleaned.intensity, expected[:, 1], atol=1e-5)


@given(spectra())
def test_cleaning_keeps_its_promises(spectrum):
    cleaned = clean(spectrum)
    if cleaned.mz.size:
        assert cleaned.intensity.sum() == pytest.approx(1)
        assert (cleaned.intensity > 0).all()
        assert np.diff(cleaned.mz).min(initial=1) >= (1 if spectrum.technique == "ei" else 0.05)
    assert cleaned.name == spectrum.name


@given(spectra())
def test_merging_loses_no_intensity(spectrum):
    _, intensity = merged(spectrum.mz, spectrum.intensity)
    assert intensity.sum() == pytest.approx(spectrum.intensity.sum())


def test_without_a_precursor_nothing_is_cut():
    assert clean(Spectrum.from_peaks([(50, 1), (900, 1)])).mz.size == 2
    assert clean(Spectrum.from_peaks([(50, 1), (900, 1)], precursor_mz=900.0)).mz.size == 1


def test_noise_is_relative_to_the_base_peak():
    peaks = [(50, 1000), (60, 10), (70, 9.9)]
    assert clean(Spectrum.from_peaks(peaks)).mz.tolist() == [50, 60]
    assert clean(Spectrum.from_peaks(peaks), CleaningRules(noise_share=0)).mz.size == 3


def test_nominal_masses_reach_from_minus_three_to_plus_seven_tenths():
    mz, intensity = nominal_bins(np.array([42.69, 42.71, 43.0, 43.69]), np.ones(4))
    assert mz.tolist() == [42, 43]
    assert intensity.tolist() == [1, 3]


@pytest.mark.parametrize("wrong", [{"noise_share": 1.0}, {"noise_share": -0.1}, {"merge_window": 1.0}])
def test_senseless_rules_are_refused(wrong):
    with pytest.raises(InputError):
        CleaningRules(**wrong)
