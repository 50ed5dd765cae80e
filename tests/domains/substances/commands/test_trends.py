import json

import pytest

from comity.cli.main import main
from tests.science.trends.invented import weekly


@pytest.fixture
def series(tmp_path):
    counts = weekly(5, 313).tolist()
    counts[312] = 21
    path = tmp_path / "series.csv"
    path.write_text("week,count\n" + "".join(f"{number + 1},{count}\n" for number, count in enumerate(counts)))
    return path


def test_json_per_date(series, capsys):
    options = ["--method", "farrington-flexible", "--years", "4", "--from", "312", "--json", "-"]
    assert main(["trends", "detect", str(series), *options]) == 0
    points = json.loads(capsys.readouterr().out)["series"][0]["points"]
    assert [(point["date"], point["alarm"]) for point in points] == [("312", False), ("313", True)]
    assert {"observed", "expected", "bound", "alarm", "status"} <= set(points[0])


def test_alarms_as_lines(series, capsys):
    assert main(["--language", "en", "trends", "detect", str(series), "--method", "ears-c1", "--from", "313"]) == 0
    said = capsys.readouterr().out
    assert "313" in said
    assert "1 alarm." in said


def test_a_bad_row_is_named_and_the_rest_is_done(series, capsys):
    series.write_text(series.read_text() + "soon,3\n")
    assert main(["--language", "en", "trends", "detect", str(series), "--from", "313", "--json", "-"]) == 1
    caught = capsys.readouterr()
    assert "series.csv, row 315, column week [soon]" in caught.err
    result = json.loads(caught.out)
    assert result["faults"][0]["place"]["row"] == 315
    assert result["alarms"] == 1


@pytest.mark.parametrize(
    "options", [["--alpha", "nan"], ["--from", "999"], ["--years", "50"], ["--reweight-above", "inf"]]
)
def test_what_cannot_be_used(series, options, capsys):
    assert main(["trends", "detect", str(series), *options]) == 3
    assert "Traceback" not in capsys.readouterr().err
