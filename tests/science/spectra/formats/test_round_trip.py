"""What is written is read again as the same, whatever the record holds, in every format."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.science.spectra.formats import (
    WRITTEN_FORMATS,
    RecordError,
    read_spectra,
    read_traces,
    write_spectra,
    write_traces,
)
from comity.science.spectra.formats.jcamp.packed import pack, unpack
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace
from tests.science.spectra.strategies import spectra, traces


@pytest.mark.parametrize("form", WRITTEN_FORMATS)
@settings(max_examples=60, deadline=None)
@given(records=st.lists(spectra(), min_size=1, max_size=3))
def test_every_field_and_every_digit_survives(form: str, records: list[Spectrum]) -> None:
    file = io.BytesIO()
    write_spectra(records, file, form)
    file.seek(0)
    back = list(read_spectra(file, form.removesuffix("-riken")))

    assert [each.render() for each in back if isinstance(each, RecordError)] == []
    assert len(back) == len(records)
    for written, read in zip(records, back, strict=True):
        assert written.same_as(read), (written, read)


@pytest.mark.parametrize("form", WRITTEN_FORMATS)
def test_the_format_is_told_from_what_was_written(form: str) -> None:
    file = io.BytesIO()
    record = Spectrum.from_peaks([(50.5, 3), (60, 4)], name="A", other=(("RECORD_TITLE", "x"), ("Num", "3")))
    write_spectra([record], file, form)
    file.seek(0)
    (read,) = read_spectra(file)
    assert isinstance(read, Spectrum)
    assert read.same_as(record)


@settings(max_examples=60, deadline=None)
@given(records=st.lists(traces(), min_size=1, max_size=3))
def test_curves_survive_as_points(records: list[Trace]) -> None:
    file = io.BytesIO()
    write_traces(records, file)
    file.seek(0)
    for written, read in zip(records, read_traces(file), strict=True):
        assert isinstance(read, Trace), read
        assert written.same_as(read), (written, read)


@settings(max_examples=60, deadline=None)
@given(heights=st.lists(st.floats(min_value=-1, max_value=1), min_size=2, max_size=200))
def test_packed_curves_lose_no_more_than_rounding(heights: list[float]) -> None:
    trace = Trace(wavenumber=np.linspace(400, 4000, len(heights)), height=np.array(heights))
    file = io.BytesIO()
    write_traces([trace], file, packed=True)
    file.seek(0)
    (read,) = read_traces(file)
    assert isinstance(read, Trace), read
    np.testing.assert_allclose(read.height, trace.height, atol=1.01e-8)
    np.testing.assert_allclose(read.wavenumber, trace.wavenumber, rtol=1e-12)


@given(ordinates=st.lists(st.integers(min_value=-(10**9), max_value=10**9), min_size=1, max_size=120))
def test_whole_numbers_are_packed_without_loss(ordinates: list[int]) -> None:
    lines = pack(ordinates, [str(place) for place in range(len(ordinates))])
    assert unpack(lines, 1, 1000).values == ordinates
