import json

import pytest

from comity.cli.main import main
from comity.science.linkage import synthetic_profiles


@pytest.fixture
def profiles(tmp_path):
    table = synthetic_profiles(40, 3, seed=2, within=0.3, between=0.8)
    rows = []
    for number, profile in enumerate(table.profiles):
        source = profile.source if number < 111 else ""
        rows.append(",".join([profile.identifier, "invented", "GC 1", source, *map(repr, profile.values)]))
    path = tmp_path / "profiles.csv"
    path.write_text("\n".join([",".join(["id", "substance", "method", "source", *table.variables]), *rows]) + "\n")
    return path


def test_json_per_pair(profiles, capsys):
    assert main(["profiles", "compare", str(profiles), "--json", "-"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert len(result["pairs"]) == 36
    assert {"distance", "log10_lr", "bounds", "label"} <= set(result["pairs"][0])
    assert {tuple(series["members"]) for series in result["series"]} >= {("S38-1", "S38-2", "S38-3")}


def test_known_origin_in_a_file_of_its_own(profiles, tmp_path, capsys):
    header, *rows = profiles.read_text().splitlines()
    known, asked = tmp_path / "known.csv", tmp_path / "asked.csv"
    known.write_text("\n".join([header, *rows[:111]]) + "\n")
    asked.write_text("\n".join([header, *rows[111:]]) + "\n")
    assert main(["profiles", "compare", str(profiles), "--json", "-"]) == 0
    together = json.loads(capsys.readouterr().out)
    assert main(["profiles", "compare", str(asked), "--known", str(known), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == together["pairs"]


def test_links_as_lines(profiles, capsys):
    assert main(["--language", "en", "profiles", "compare", str(profiles), "--distance", "canberra"]) == 0
    said = capsys.readouterr().out
    assert "S38-1\tS38-2\t" in said
    assert "3 series." in said


def test_a_bad_row_is_named(profiles, capsys):
    profiles.write_text(profiles.read_text() + "X,invented,GC 1," + ",much" * 26 + "\n")
    assert main(["--language", "en", "profiles", "compare", str(profiles), "--json", "-"]) == 1
    caught = capsys.readouterr()
    assert "row 122" in caught.err
    assert len(json.loads(caught.out)["pairs"]) == 36


@pytest.mark.parametrize("options", [["--false-positive-rate", "nan"], ["--known", "nowhere.csv"]])
def test_what_cannot_be_used(profiles, options, capsys):
    assert main(["profiles", "compare", str(profiles), *options]) == 3
    assert "Traceback" not in capsys.readouterr().err
