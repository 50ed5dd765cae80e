import json

import pytest

from comity.domains.substances.output import read_input, write_json


def test_strict_json_in_a_file_or_on_standard_output(tmp_path, capsys):
    write_json(str(tmp_path / "x.json"), {"é": 1})
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == {"é": 1}
    write_json("-", [1])
    assert json.loads(capsys.readouterr().out) == [1]
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json("-", float("nan"))


def test_a_table_from_a_file(tmp_path):
    (tmp_path / "x.csv").write_text("date,count\n1,2\n")
    assert read_input(str(tmp_path / "x.csv"), frozenset()).header == ("date", "count")
