"""Files of the wrong kind, cut off, damaged or hostile: a clear answer with its place, and the good records kept."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.formats import Limits, RecordError, read_spectra, write_spectra
from comity.science.spectra.spectrum import Spectrum

DATA = Path(__file__).parent / "data"
THERMO = b"\x01\xa1" + "Finnigan".encode("utf-16-le") + b"\0" * 600


def packed_folder() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.D/AcqData/MSScan.bin", b"\0" * 50)
    return file.getvalue()


def packed_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("library.msp", b"0" * 2_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (THERMO, "vendor-thermo"),
        (packed_folder(), "vendor-agilent"),
        (b"\x012\x00\x00" + b"\0" * 600, "vendor-agilent"),
        (b"CDF\x01" + b"\0" * 600, "vendor-netcdf"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 600, "vendor-hdf5"),
        (b"\x00\x4b" + b"\0" * 600, "vendor-spc"),
        (b"Spectral Data File" + b"\0" * 600, "vendor-spa"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "vendor-compound"),
        (b"SQLite format 3\0" + b"\0" * 600, "vendor-sqlite"),
        (packed_bomb(), "packed"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 600, "packed"),
        (b"%PDF-1.7", "not-spectra"),
        (b"<?xml version='1.0'?><mzXML/>", "mzxml"),
        (b"<?xml version='1.0'?><html/>", "not-spectra"),
        ("Name: A\n".encode("utf-16"), "encoding"),
        (b"ab\0cd", "binary"),
        (b"", "empty"),
        (b"Dear colleague,\nplease find attached.\n", "unknown-format"),
    ],
)
def test_files_of_another_kind_are_told_apart(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        list(read_spectra(io.BytesIO(content)))
    assert caught.value.code == code
    assert caught.value.where


def test_a_vendor_folder_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "run.D").mkdir()
    with pytest.raises(InputError) as caught:
        list(read_spectra(tmp_path / "run.D"))
    assert caught.value.code == "vendor-folder"


def test_a_gzip_bomb_is_not_read_to_its_end() -> None:
    bomb = gzip.compress(b"Name: A\nNum Peaks: 1\n50 1\n\n" + b"\n" * 200_000_000, 9)
    with pytest.raises(InputError) as caught:
        list(read_spectra(io.BytesIO(bomb)))
    assert caught.value.code == "expands-too-far"


def test_a_damaged_gzip_is_said_to_be_damaged() -> None:
    content = gzip.compress((DATA / "riken.msp").read_bytes() * 50)
    with pytest.raises(InputError) as caught:
        list(read_spectra(io.BytesIO(content[:-100])))
    assert caught.value.code == "gzip-damaged"


def test_a_good_gzip_is_read() -> None:
    content = gzip.compress((DATA / "riken.msp").read_bytes())
    assert len(list(read_spectra(io.BytesIO(content)))) == 2


@pytest.mark.parametrize(
    ("peak", "code"),
    [
        ("fifty 9", "not-a-number"),
        ("50 nine", "not-a-number"),
        ("50 -9", "negative-peak"),
        ("-50 9", "negative-peak"),
        ("0 9", "negative-peak"),
        ("50 nan", "not-finite"),
        ("inf 9", "not-finite"),
        ("50,5 9,1", "decimal-comma"),
        ("50 1e31", "too-large"),
        ("5_0 9", "not-finite"),
        ("50", "not-a-peak"),
    ],
)
def test_a_wrong_peak_is_named_with_its_line_and_the_others_are_kept(peak: str, code: str) -> None:
    text = f"Name: A\nNum Peaks: 1\n40 1\n\nName: B\nNum Peaks: 2\n41 1\n{peak}\n\nName: C\nNum Peaks: 1\n42 1\n"
    first, wrong, last = read_spectra(io.BytesIO(text.encode()))
    assert isinstance(first, Spectrum)
    assert isinstance(last, Spectrum)
    assert isinstance(wrong, RecordError)
    assert (wrong.code, wrong.record) == (code, 2)
    assert wrong.line == (5 if code == "too-large" else 8)


@pytest.mark.parametrize("name", ["riken.msp", "gnps.mgf", "record.massbank.txt", "mass.jdx"])
def test_a_file_cut_off_in_its_last_record_loses_only_that(name: str) -> None:
    content = (DATA / name).read_bytes().rstrip()
    whole = list(read_spectra(io.BytesIO(content)))
    cut = list(read_spectra(io.BytesIO(content[: -len(content.splitlines()[-1]) - 1])))
    assert all(isinstance(read, Spectrum) for read in whole)
    assert len(cut) == len(whole)
    assert isinstance(cut[-1], RecordError)
    assert cut[-1].line is not None


def mzml_of(count: int) -> bytes:
    file = io.BytesIO()
    write_spectra([Spectrum.from_peaks([(50 + n, 1.0)], name=f"scan {n}") for n in range(count)], file, "mzml")
    return file.getvalue()


def test_truncated_mzml_keeps_what_came_before() -> None:
    content = mzml_of(20)
    reads = list(read_spectra(io.BytesIO(content[: len(content) // 2])))
    assert len(reads) > 3
    assert all(isinstance(read, Spectrum) for read in reads[:-1])
    assert isinstance(reads[-1], RecordError)
    assert reads[-1].code == "xml-damaged"
    assert reads[-1].line


def test_arrays_that_unpack_without_end_are_refused_and_the_next_scan_is_read() -> None:
    content = mzml_of(2).decode()
    bomb = base64.b64encode(zlib.compress(b"\0" * 50_000_000, 9)).decode()
    start = content.index("<binary>") + len("<binary>")
    content = content[:start] + bomb + content[content.index("</binary>") :]
    refused, kept = read_spectra(io.BytesIO(content.encode()))
    assert isinstance(refused, RecordError)
    assert refused.code == "too-many-peaks"
    assert isinstance(kept, Spectrum)


def test_entities_are_not_expanded() -> None:
    declared = '<!DOCTYPE mzML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = mzml_of(1).decode().replace("<mzML", declared + "<mzML", 1)
    with pytest.raises(InputError) as caught:
        list(read_spectra(io.BytesIO(content.encode())))
    assert caught.value.code == "document-type"


def test_many_peaks_are_read_and_too_many_are_refused() -> None:
    rows = "\n".join(f"{50 + n / 100:.2f} {n % 7}" for n in range(10_280))
    text = f"Name: A\nNum Peaks: 10280\n{rows}\n\nName: B\nNum Peaks: 1\n50 1\n".encode()
    first, _ = read_spectra(io.BytesIO(text))
    assert isinstance(first, Spectrum)
    assert first.mz.size == 10_280
    refused, kept = read_spectra(io.BytesIO(text), limits=Limits(peaks=10_000))
    assert isinstance(refused, RecordError)
    assert refused.code == "too-many-peaks"
    assert isinstance(kept, Spectrum)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "file-too-large"),
        (Limits(records=1), "too-many-records"),
        (Limits(line_characters=10), "line-too-long"),
    ],
)
def test_every_ceiling_holds(limits: Limits, code: str) -> None:
    with pytest.raises(InputError) as caught:
        list(read_spectra(DATA / "riken.msp", limits=limits))
    assert caught.value.code == code


def test_header_lines_of_a_record_are_bounded() -> None:
    text = "Name: A\n" + "Comments: x\n" * 500 + "Num Peaks: 1\n50 1\n"
    (refused,) = read_spectra(io.BytesIO(text.encode()), limits=Limits(peaks=10, header_lines=10))
    assert isinstance(refused, RecordError)
    assert refused.code == "record-too-long"


def test_a_precursor_that_is_text_is_refused_and_one_that_is_missing_is_not() -> None:
    record = "BEGIN IONS\nPEPMASS={}\n50 1\nEND IONS\n"
    text = record.format("heavy") + record.format("0.0") + record.format("") + record.format("500.1/304.2")
    wrong, zero, empty, stages = read_spectra(io.BytesIO(text.encode()))
    assert isinstance(wrong, RecordError)
    assert (wrong.code, wrong.line) == ("precursor-not-a-number", 2)
    assert isinstance(zero, Spectrum)
    assert isinstance(empty, Spectrum)
    assert (zero.precursor_mz, empty.precursor_mz) == (None, None)
    assert isinstance(stages, Spectrum)
    assert stages.precursor_mz == 304.2
    assert ("PEPMASS", "500.1/304.2") in stages.other


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    target = tmp_path / "out.msp"
    target.write_text("as before")

    def failing() -> list[Spectrum]:
        raise InputError("broken", RecordError("", 0, None, np.e, "").reason)  # type: ignore[arg-type]  # on purpose

    with pytest.raises(InputError):
        write_spectra((each for each in [1] if failing()), target, "msp")  # type: ignore[misc]  # on purpose
    assert target.read_text() == "as before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.msp"]
