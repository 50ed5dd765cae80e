import json

from comity.cli import doctor
from comity.cli.main import main


def test_doctor_finds_this_machine_fit(capsys):
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "✓ NumPy" in shown
    assert "✗" not in shown


def test_doctor_as_json_names_what_each_thing_is_for(capsys):
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"subject", "works", "needed_for", "remedy"} <= set(found[0])


def test_a_missing_library_is_reported_with_its_remedy_and_exit_code_4(monkeypatch, capsys):
    def refuse(name):
        raise ImportError(f"no {name}")

    monkeypatch.setattr(doctor, "import_module", refuse)
    assert main(["doctor"]) == 4
    shown = capsys.readouterr().out
    assert "✗ NumPy" in shown
    assert "make demo" in shown
