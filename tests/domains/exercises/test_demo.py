import json

import pytest

from comity.cli.main import main


@pytest.mark.xdist_group("heavy")
def test_the_demonstration_finds_everything_and_fits_on_a_screen(tmp_path, capsys):
    out = tmp_path / "demo"
    assert main(["--language", "en", "demo", "--no-serve", "--out", str(out), "--formats", "json", "--jobs", "1"]) == 0
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert len(lines) <= 34
    assert "Found: 12 of 12." in printed
    assert "✗" not in printed
    assert str(out) in printed
    assert json.loads((out / "invented-round" / "evaluation.json").read_text())["plan"]["exercise"]["invented"]
    assert len(list(out.glob("*/evaluation.json"))) == 9


@pytest.mark.long
def test_the_whole_demonstration_writes_every_report(tmp_path, capsys):
    out = tmp_path / "demo"
    assert main(["--language", "en", "demo", "--no-serve", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "Found: 12 of 12." in printed
    assert f"Start with: {out / 'invented-round' / 'summary.html'}" in printed
    for kind in ("pdf", "html", "xlsx", "csv", "json"):
        assert len(list((out / "invented-round" / "laboratories").glob(f"*.{kind}"))) == 120
        assert len(list(out.glob(f"*/summary.{kind}"))) == 9
