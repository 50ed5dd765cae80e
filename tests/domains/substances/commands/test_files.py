"""`comity spectra validate | convert`, as typed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from comity.cli.main import main
from comity.science.spectra.formats import read_spectra

GOOD = (
    "Name: Cocaine\nID: 1\nFormula: C17H21NO4\nSMILES: COC(=O)C1C(CC2CCC1N2C)OC(=O)C3=CC=CC=C3\n"
    "InChIKey: ZPUCINDJVBIVPJ-UHFFFAOYSA-N\nPrecursor_type: [M+H]+\nPrecursorMZ: 304.1543\nIon_mode: P\n"
    "License: CC0\nNum Peaks: 2\n82.0651 10\n182.1176 99\n\n"
)
BROKEN = "Name: B\nNum Peaks: 1\n50 -1\n\n"
CURVE = "##TITLE= A\n##JCAMP-DX= 4.24\n##DATA TYPE= INFRARED SPECTRUM\n##XYPOINTS= (XY..XY)\n400, 1\n500, 2\n##END=\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.msp"
    path.write_text(GOOD + BROKEN + GOOD.replace("ID: 1", "ID: 2").replace("182.1176", "183.1176"))
    return path


def test_a_good_file_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.msp"
    path.write_text(GOOD)
    assert main(["spectra", "validate", str(path)]) == 0
    assert "1 records read, 0 of them unusable: 0 errors, 0 warnings, 0 notes." in capsys.readouterr().out


def test_findings_are_printed_with_place_and_remedy(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spectra", "validate", str(library)]) == 1
    printed = capsys.readouterr().out
    assert "library.msp, record 2, line 16: error: The intensity must not be “-1”." in printed
    assert "→" in printed


def test_findings_as_json(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spectra", "validate", str(library), "--json", "-"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["records"], data["unusable"], data["errors"]) == (3, 1, 1)
    (finding,) = data["findings"]
    assert (finding["code"], finding["record"], finding["line"]) == ("negative-peak", 2, 16)


def test_a_structure_that_differs_from_its_key_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.msp"
    path.write_text(GOOD.replace("ZPUCINDJVBIVPJ", "AAAAAAAAAAAAAA").replace("ID: 1", "ID: C(("))
    assert main(["spectra", "validate", str(path)]) == 1
    assert "different substances" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["massbank", "msp", "msp-riken", "mgf", "mzml", "jcamp", "csv"])
def test_converting_keeps_the_good_records_and_names_the_others(
    library: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert main(["spectra", "convert", str(library), "--to", form, "--out", str(target)]) == 1
    assert "record 2, line 16" in capsys.readouterr().err
    first, last = read_spectra(target)
    originals = [read for read in read_spectra(library) if hasattr(read, "mz")]
    assert first.same_as(originals[0])
    assert last.same_as(originals[1])


def test_a_file_that_cannot_be_read_leaves_the_target_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = tmp_path / "run.zip"
    packed.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    target = tmp_path / "out.mgf"
    target.write_text("as before")
    assert main(["spectra", "convert", str(packed), "--to", "mgf", "--out", str(target)]) == 3
    assert target.read_text() == "as before"
    assert "packed file" in capsys.readouterr().err


def test_curves_become_jcamp_only(tmp_path: Path) -> None:
    curve = tmp_path / "curve.jdx"
    curve.write_text(CURVE)
    assert main(["spectra", "convert", str(curve), "--to", "mgf", "--out", str(tmp_path / "x")]) == 3
    assert main(["spectra", "convert", str(curve), "--to", "jcamp", "--out", str(tmp_path / "y.jdx")]) == 0
    assert "400.0, 1.0" in (tmp_path / "y.jdx").read_text()


def test_to_standard_output(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
    assert main(["spectra", "convert", str(library), "--to", "mgf", "--out", "-"]) == 1
    assert out.getvalue().count(b"BEGIN IONS") == 2
