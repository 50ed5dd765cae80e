from __future__ import annotations

import numpy as np
import pytest

from comity.base.errors import ComputationError
from comity.science.spectra.similarity.correlation import search_traces, slope_correlation
from comity.science.spectra.trace import Trace


def curve(places: list[float], *, low: float = 600, high: float = 1800, step: float = 2.0, **known: str) -> Trace:
    x = np.arange(low, high, step)
    return Trace(x, sum(np.exp(-(((x - place) / 15) ** 2)) for place in places), **known)  # type: ignore[arg-type]  # on purpose


def test_baseline_scale_and_spacing_do_not_matter() -> None:
    one = curve([800, 1100, 1500])
    other = curve([800, 1100, 1500], low=550, high=1750, step=3.1)
    tilted = Trace(other.wavenumber, 7 * other.height + other.wavenumber / 100)
    assert slope_correlation(one, tilted) > 0.99


def test_transmittance_equals_absorbance() -> None:
    absorbance = curve([800, 1100], ordinate="absorbance")
    for factor in (1.0, 100.0):
        passed = Trace(absorbance.wavenumber, factor * 10**-absorbance.height, ordinate="transmittance")
        assert slope_correlation(absorbance, passed) == pytest.approx(1.0, abs=1e-6)


def test_the_same_substance_comes_first_and_other_techniques_are_left_out() -> None:
    library = [curve([800 + shift, 1100], identifier=f"{shift}") for shift in (0, 40, 80)]
    raman = Trace(library[0].wavenumber, library[0].height, "raman", identifier="raman")
    hits = search_traces([*library, raman], curve([840, 1100]))
    assert hits[0].trace.identifier == "40"
    assert "raman" not in {hit.trace.identifier for hit in hits}
    assert hits[0].correlation == pytest.approx(1.0)


def test_curves_without_a_common_stretch() -> None:
    with pytest.raises(ComputationError, match="share less"):
        slope_correlation(curve([800], high=1000), curve([1500], low=1100))
    assert search_traces([curve([1500], low=1100)], curve([800], high=1000)) == []
    flat = Trace(np.arange(600.0, 1800.0, 2.0), np.ones(600))
    assert slope_correlation(flat, curve([800])) == 0
