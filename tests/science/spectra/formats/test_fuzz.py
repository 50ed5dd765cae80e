"""Whatever bytes come: only `InputError` and `RecordError` come out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.spectra.formats import FORMATS, Limits, RecordError, read_entries, write_spectra
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

DATA = Path(__file__).parent / "data"
SMALL = Limits(peaks=1000, records=100, line_characters=10_000, header_lines=1000)


def seeds() -> list[tuple[str, bytes]]:
    files = [("msp", "nist.msp"), ("msp", "riken.msp"), ("mgf", "gnps.mgf"), ("massbank", "record.massbank.txt")]
    files += [("jcamp", "mass.jdx"), ("jcamp", "infrared.jdx"), ("csv", "list.csv"), ("csv", "long.csv")]
    mzml = io.BytesIO()
    write_spectra([Spectrum.from_peaks([(50, 1), (60, 2)], name="A")] * 2, mzml, "mzml")
    return [(form, (DATA / name).read_bytes()) for form, name in files] + [("mzml", mzml.getvalue())]


SEEDS = seeds()


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    content = bytearray(original)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 2, 20])))
        piece = draw(
            st.binary(max_size=4) | st.sampled_from([b"\n", b"=", b":", b"nan", b"1e999", b"-", b"\xff", b";(", b'"'])
        )
        content[start:end] = piece
    return bytes(content)


@pytest.mark.parametrize(
    ("form", "original"), SEEDS, ids=[f"{form}-{number}" for number, (form, _) in enumerate(SEEDS)]
)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_files(form: str, original: bytes, data: st.DataObject) -> None:
    read_all(data.draw(mutated(original)), data.draw(st.sampled_from([form, None])))


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes(form: str, content: bytes) -> None:
    read_all(content, form)


def read_all(content: bytes, form: str | None) -> None:
    try:
        for entry in read_entries(io.BytesIO(content), form, limits=SMALL):
            assert isinstance(entry, Spectrum | Trace | RecordError)
            if isinstance(entry, RecordError):
                assert entry.render()
    except InputError:
        pass
