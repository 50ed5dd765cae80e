import math

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace


def test_peaks_are_read_only_copies():
    mz = np.array([50.0, 60.0])
    spectrum = Spectrum(mz=mz, intensity=np.array([1.0, 2.0]))
    mz[0] = 55
    assert spectrum.mz[0] == 50
    with pytest.raises(ValueError, match="read-only"):
        spectrum.mz[0] = 1


@pytest.mark.parametrize(
    ("mz", "intensity", "code"),
    [
        ([60, 50], [1, 1], "not-rising"),
        ([50, 50], [1, 1], "not-rising"),
        ([0, 50], [1, 1], "not-positive"),
        ([50, math.nan], [1, 1], "not-finite"),
        ([50, 60], [1, math.inf], "not-finite"),
        ([50, 60], [1, -1], "negative-intensity"),
        ([50, 60], [1], "lengths-differ"),
        ([[50, 60]], [[1, 1]], "shape"),
        (["a"], [1], "not-numbers"),
        ([50, 1e8], [1, 1], "too-large"),
        ([50, 60], [1, 1e31], "too-large"),
    ],
)
def test_wrong_peaks_are_refused_by_name(mz, intensity, code):
    with pytest.raises(InputError) as caught:
        Spectrum(mz=mz, intensity=intensity)
    assert caught.value.code == code
    assert caught.value.where in ("mz", "intensity", "peaks")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("technique", "nmr", "unknown-word"),
        ("polarity", "+", "unknown-word"),
        ("precursor_mz", 0.0, "too-small"),
        ("precursor_mz", math.nan, "not-finite"),
        ("exact_mass", -1.0, "too-small"),
        ("retention_time", math.inf, "not-finite"),
        ("name", "a\x00b", "control-character"),
        ("name", "\ud800", "control-character"),
        ("other", (("1a", "x"),), "field-name"),
        ("other", (("a:b", "x"),), "field-name"),
    ],
)
def test_wrong_fields_are_refused_by_name(field, value, code):
    with pytest.raises(InputError) as caught:
        Spectrum(mz=[50], intensity=[1], **{field: value})
    assert caught.value.code == code


def test_texts_become_one_line():
    spectrum = Spectrum(mz=[50], intensity=[1], name="  Two\n lines\t", other=(("Key", "a\r\nb"),))
    assert spectrum.name == "Two lines"
    assert spectrum.other == (("Key", "a b"),)


def test_pairs_are_sorted_and_equal_places_added():
    spectrum = Spectrum.from_peaks([(60, 1), (50, 2), (60, 3)])
    assert spectrum.mz.tolist() == [50, 60]
    assert spectrum.intensity.tolist() == [2, 4]
    assert spectrum.base_peak == 4


def test_a_spectrum_may_be_empty_and_knows_whether_another_is_the_same():
    assert Spectrum.from_peaks([]).base_peak == 0
    one, other = Spectrum.from_peaks([(50, 1)], name="A"), Spectrum.from_peaks([(50, 1)], name="A")
    assert one.same_as(other)
    assert not one.same_as(Spectrum.from_peaks([(50, 2)], name="A"))
    assert not one.same_as(Spectrum.from_peaks([(50, 1)], name="B"))


def test_traces_hold_to_the_same_rules():
    with pytest.raises(InputError):
        Trace(wavenumber=[2, 1], height=[0, 0])
    with pytest.raises(InputError):
        Trace(wavenumber=[1, 2], height=[0, 0], technique="nmr")
    assert Trace.from_points([(2, -0.1), (1, 5)]).height.tolist() == [5, -0.1]
