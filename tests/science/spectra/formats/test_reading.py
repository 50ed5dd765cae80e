"""Each format as instruments and libraries write it; the files are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from comity.science.spectra.formats import RecordError, detect_format, read_entries, read_spectra
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

DATA = Path(__file__).parent / "data"


def spectra_of(name: str) -> list[Spectrum]:
    found = [read for read in read_spectra(DATA / name) if isinstance(read, Spectrum)]
    assert found
    return found


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("nist.msp", "msp"),
        ("riken.msp", "msp"),
        ("gnps.mgf", "mgf"),
        ("record.massbank.txt", "massbank"),
        ("mass.jdx", "jcamp"),
        ("infrared.jdx", "jcamp"),
        ("list.csv", "csv"),
        ("long.csv", "csv"),
    ],
)
def test_the_format_is_told_from_the_content(name: str, form: str) -> None:
    assert detect_format((DATA / name).read_bytes(), "name-that-says-nothing") == form


def test_nist_dialect() -> None:
    first, second = spectra_of("nist.msp")
    assert first.technique == "ei"
    assert (first.name, first.synonyms) == ("Invented amine A", ("A-one", "A-two"))
    assert (first.cas, first.identifier, first.formula) == ("107-97-1", "17", "C10H15N")
    assert dict(first.other) == {"MW": "149", "NIST#": "100001", "Comments": "made up"}
    assert first.mz.tolist() == [42, 58, 65, 91, 134]
    assert first.intensity.tolist() == [120, 999, 80, 210, 15]
    assert (second.cas, second.identifier) == ("", "18")
    assert dict(second.other) == {"Peak annotation": "43 acetyl"}


def test_riken_dialect() -> None:
    first, second = spectra_of("riken.msp")
    assert first.technique == "msms"
    assert first.precursor_mz == 304.1543
    assert first.precursor_type == "[M+H]+"
    assert first.retention_time == 315.0  # minutes in the file
    assert (first.polarity, second.polarity) == ("positive", "negative")
    assert first.other == (("Ontology", "Invented"),)
    assert first.intensity.tolist() == [120, 33.5, 999]


def test_mgf() -> None:
    first, second = spectra_of("gnps.mgf")
    assert first.precursor_mz == 304.1543
    assert dict(first.other)["Precursor intensity"] == "12000.0"
    assert dict(first.other)["SCANS"] == "7"
    assert first.retention_time == 315.2
    assert (first.polarity, second.polarity) == ("positive", "negative")
    assert dict(first.other)["Peak annotation"] == "150.0913 1+"


def test_massbank() -> None:
    (record,) = spectra_of("record.massbank.txt")
    assert record.identifier == "MSBNK-Invented-IN000001"
    assert record.contributor == "Invented"
    assert record.retention_time == 315.0
    assert record.intensity.tolist() == [1200, 335, 9990]  # as measured, not the relative column
    assert [text for key, text in record.other if key == "PK$ANNOTATION"] == [
        "m/z formula",
        "82.0651 C5H8N+",
        "182.1176 C10H16NO2+",
    ]


def test_jcamp_mass_spectrum() -> None:
    (record,) = spectra_of("mass.jdx")
    assert (record.technique, record.polarity) == ("ei", "positive")
    assert (record.name, record.formula, record.cas) == ("Invented amine A", "C10H15N", "107-97-1")
    assert record.mz.tolist() == [42, 58, 65, 91, 134]
    np.testing.assert_allclose(record.intensity, [12, 99.9, 8, 21, 1.5])
    assert ("OWNER", "nobody") in record.other


def test_jcamp_curves_packed_and_converted() -> None:
    packed, percent = read_entries(DATA / "infrared.jdx")
    assert isinstance(packed, Trace), packed
    assert isinstance(percent, Trace), percent
    assert packed.wavenumber.tolist() == list(range(400, 413))
    # 100, twice; +10; +10 | check 120; -1, three times; +100 | check 217; +0, twice; squeezed 10; 5; -3
    expected = [100, 100, 110, 120, 119, 118, 117, 217, 217, 217, 10, 5, -3]
    np.testing.assert_allclose(packed.height * 1000, expected, atol=1e-9)
    assert percent.wavenumber.tolist() == [500, 1000, 2000]
    assert percent.height.tolist() == [1.0, 0.5, 0.9]
    assert (packed.ordinate, percent.ordinate) == ("absorbance", "transmittance")


def test_csv_peak_list_with_preamble_and_decimal_comma() -> None:
    (record,) = spectra_of("list.csv")
    assert (record.name, record.precursor_mz) == ("Invented ester B", 304.15)
    assert record.mz.tolist() == [82.07, 105.03, 182.12]
    assert record.intensity.tolist() == [640, 20.5, 999]


def test_csv_long_form_keeps_the_good_records() -> None:
    first, broken, last = read_spectra(DATA / "long.csv")
    assert isinstance(first, Spectrum)
    assert (first.cas, first.other) == ("107-97-1", (("Batch", "K1"),))
    assert first.mz.tolist() == [58, 91]
    assert isinstance(broken, RecordError)
    assert (broken.record, broken.line, broken.code) == (2, 5, "not-a-number")
    assert isinstance(last, Spectrum)
    assert last.name == "Invented amide C"


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_do_not_matter(end: bytes, mark: bytes, tmp_path: Path) -> None:
    for name in ("riken.msp", "gnps.mgf", "record.massbank.txt", "mass.jdx", "long.csv"):
        path = tmp_path / name
        path.write_bytes(mark + (DATA / name).read_bytes().replace(b"\n", end))
        for expected, read in zip(read_spectra(DATA / name), read_spectra(path), strict=True):
            assert expected.same_as(read) if isinstance(expected, Spectrum) else isinstance(read, RecordError)


def test_latin_1_and_utf_8_lines_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "mixed.msp"
    record = "Name: Sérotonine\nNum Peaks: 1\n50 1\n\n"
    path.write_bytes(record.encode("latin-1") + record.encode())
    assert [read.name for read in read_spectra(path) if isinstance(read, Spectrum)] == ["Sérotonine", "Sérotonine"]
