"""The same files read by pyteomics, an independent implementation."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyteomics import mgf, mzml

from comity.science.spectra.formats import RecordError, read_spectra, write_spectra
from comity.science.spectra.spectrum import Spectrum

LIBRARY = Path(__file__).resolve().parents[4] / "src/comity/domains/substances/data/spectra"
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def records() -> list[Spectrum]:
    found = []
    for read in read_spectra(LIBRARY / "library-cc-by-and-cc0.massbank.txt.gz"):
        assert not isinstance(read, RecordError)
        found.append(read)
        if len(found) == 400:
            break
    return found


def assert_same_peaks(ours: Spectrum, theirs: dict[str, Any]) -> None:
    np.testing.assert_array_equal(ours.mz, theirs["m/z array"])
    np.testing.assert_array_equal(ours.intensity, theirs["intensity array"])


def test_pyteomics_reads_our_mgf_as_we_do(records: list[Spectrum], tmp_path: Path) -> None:
    path = tmp_path / "ours.mgf"
    write_spectra(records, path, "mgf")
    with mgf.read(str(path), use_index=False, convert_arrays=1) as theirs:
        for ours, read, other in zip(records, read_spectra(path), theirs, strict=True):
            assert isinstance(read, Spectrum)
            assert_same_peaks(ours, other)
            assert read.name == other["params"]["title"]
            if ours.precursor_mz is not None:
                assert other["params"]["pepmass"][0] == ours.precursor_mz


def test_pyteomics_reads_our_mzml_as_we_do(records: list[Spectrum], tmp_path: Path) -> None:
    pytest.importorskip("psims", reason="pyteomics reads mzML only with its vocabulary beside it")
    path = tmp_path / "ours.mzML"
    write_spectra(records, path, "mzml")
    with mzml.MzML(str(path), use_index=False) as theirs:
        for ours, other in zip(records, theirs, strict=True):
            assert_same_peaks(ours, other)
            assert other["ms level"] == (2 if ours.technique == "msms" else 1)
            if ours.precursor_mz is not None:
                ion = other["precursorList"]["precursor"][0]["selectedIonList"]["selectedIon"][0]
                assert ion["selected ion m/z"] == ours.precursor_mz
            if ours.retention_time is not None:
                assert float(other["scanList"]["scan"][0]["scan start time"]) == ours.retention_time


def test_we_read_the_invented_mgf_as_pyteomics_does() -> None:
    with mgf.read(str(DATA / "gnps.mgf"), use_index=False) as theirs:
        for ours, other in zip(read_spectra(DATA / "gnps.mgf"), theirs, strict=True):
            assert isinstance(ours, Spectrum)
            assert_same_peaks(ours, other)
            assert ours.precursor_mz == other["params"]["pepmass"][0]


def test_we_read_what_pyteomics_writes(records: list[Spectrum]) -> None:
    text = io.StringIO()
    theirs = [
        {
            "m/z array": each.mz,
            "intensity array": each.intensity,
            "params": {"title": each.name or "none", "pepmass": 300.5},
        }
        for each in records[:50]
    ]
    mgf.write(theirs, text, write_charges=False, use_numpy=False)
    for ours, written in zip(read_spectra(io.BytesIO(text.getvalue().encode())), theirs, strict=True):
        assert isinstance(ours, Spectrum)
        assert ours.precursor_mz == 300.5
        assert_same_peaks(ours, written)
