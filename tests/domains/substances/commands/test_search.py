from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.cli.main import main

LIBRARY = """Name: Invented one
PrecursorMZ: 150.1277
Precursor_type: [M+H]+
Ion_mode: P
Formula: C10H15N
ID: one
Num Peaks: 4
58.0651 30
91.0542 100
105.0699 20
119.0855 60

Name: Invented two
PrecursorMZ: 164.1434
Precursor_type: [M+H]+
Ion_mode: P
Formula: C11H17N
ID: two
Num Peaks: 3
72.0808 80
91.0542 50
133.1012 20

"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "library.msp").write_text(LIBRARY)
    assert main(["spectra", "index", "build", str(tmp_path / "library.msp"), "--out", str(tmp_path / "index")]) == 0
    return tmp_path


def test_hits_as_json(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    given = ["spectra", "search", str(library / "library.msp"), "--index", str(library / "index")]
    for mode in ("identity", "open", "neutral-loss", "hybrid"):
        assert main([*given, "--mode", mode, "--json", "-"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert [query["record"] for query in answer["queries"]] == [1, 2]
        hit = answer["queries"][0]["hits"][0]
        assert hit["name"] == "Invented one"
        assert hit["score"] == pytest.approx(1.0, abs=1e-5)
        assert hit["matched_peaks"] == 4
        assert 0 <= hit["probability"] <= 1
        assert {"id", "inchikey", "mass_difference"} <= hit.keys()


def test_a_table_for_people(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["spectra", "search", str(library / "library.msp"), "--index", str(library / "index"), "--mode", "hybrid"]
    assert main([*given, "--top", "2"]) == 0
    shown = capsys.readouterr().out
    assert "Invented two" in shown
    assert "CH2" in shown


def test_adding_merging_checking(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(library / "index")]
    assert main(["spectra", "index", "add", str(library / "library.msp"), *index]) == 0
    assert main(["spectra", "index", "merge", *index]) == 0
    assert main(["spectra", "index", "check", *index]) == 0
    assert "4 spectra" in capsys.readouterr().out
    segment = next((library / "index").glob("*.segment"))
    data = bytearray(segment.read_bytes())
    data[-80] ^= 1
    segment.write_bytes(data)
    assert main(["spectra", "index", "check", *index]) == 1
    assert segment.name in capsys.readouterr().out


def test_a_bad_query_is_an_answer_of_its_own(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = LIBRARY.replace("58.0651 30", "58.0651 thirty")
    (library / "bad.msp").write_text(bad)
    capsys.readouterr()
    given = ["spectra", "search", str(library / "bad.msp"), "--index", str(library / "index"), "--json", "-"]
    assert main(given) == 1
    answer = json.loads(capsys.readouterr().out)
    assert "bad.msp" in answer["queries"][0]["error"]
    assert answer["queries"][1]["hits"][0]["name"] == "Invented two"


@pytest.mark.parametrize("more", [["--tolerance", "0.5"], ["--tolerance", "nan"], ["--precursor-tolerance", "0"]])
def test_a_tolerance_out_of_range(library: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    given = ["spectra", "search", str(library / "library.msp"), "--index", str(library / "index"), *more]
    assert main(given) == 3
    assert "tolerance" in capsys.readouterr().err


def test_no_index_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "library.msp").write_text(LIBRARY)
    assert main(["spectra", "search", str(tmp_path / "library.msp"), "--index", str(tmp_path)]) == 3
    assert "no index" in capsys.readouterr().err
