import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.base.errors import InputError
from comity.base.messages import message
from comity.cli import main as entry

COMITY = Path(sys.executable).parent / "comity"


def test_help_lists_every_verb(capsys):
    with pytest.raises(SystemExit) as stopped:
        entry.main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(verb in shown for verb in ("exercises", "demo", "doctor", "Exit codes"))


def test_a_misspelt_verb_exits_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        entry.main(["exercise"])
    assert stopped.value.code == 2
    assert "exercises" in capsys.readouterr().err


def test_an_error_is_shown_in_words_with_its_exit_code(monkeypatch, capsys):
    def fail(_arguments):
        raise InputError("x", message("test", "Broken."), where="plan.toml", remedy=message("test", "Mend it."))

    monkeypatch.setattr(entry.doctor, "run", fail)
    assert entry.main(["doctor"]) == 3
    assert capsys.readouterr().err == "plan.toml: Broken.\n  → Mend it.\n"


def test_the_language_comes_from_the_option_then_from_the_environment(monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert entry.chosen_language([]) == "fr"
    assert entry.chosen_language(["--language", "ar", "doctor"]) == "ar"
    monkeypatch.setenv("LC_ALL", "C")
    assert entry.chosen_language(["--language=fr"]) == "fr"
    assert entry.chosen_language([]) == "en"


def test_nothing_heavy_is_imported_for_help():
    program = (
        "import sys; from comity.cli.main import build_parser; build_parser('en').format_help();"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for heavy in ("numpy", "scipy", "openpyxl", "jsonschema", "typst", "vl_convert", "jinja2"):
        assert f"'{heavy}'" not in done.stdout


def test_the_installed_command_says_its_version():
    done = subprocess.run([COMITY, "--version"], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.startswith("comity 0.")
