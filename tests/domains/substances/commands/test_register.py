"""`comity substances …` as somebody at the node's machine types it: what is printed, the exit code, what is kept."""

import pytest

from comity.cli.main import main
from comity.domains.substances.library import loading
from comity.domains.substances.models import ControlStatus, LibrarySpectrum, Report, Substance
from comity.domains.substances.services import reference
from comity.kernel.accounts.models import User
from comity.kernel.audit.models import AuditEntry
from tests.domains.substances.library.conftest import THREE

REPORTS = (
    "kind,own_reference,happened_on,country,substance,quantity,unit\n"
    "seizure,A-1,2026-05-17,NL,Cocaine,2.5,kg\n"
    "seizure,A-2,2026-05-18,NL,Something vague,1,kg\n"
)
LISTS = "substance,instrument,country,schedule,effective_from\nCocaine,Invented Act,NL,A,2001-05-01\n"


@pytest.fixture
def here(tmp_path, monkeypatch, settings, house):
    settings.DATA = tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    try:
        return main(["--language", "en", *map(str, arguments)])
    except SystemExit as stop:
        return stop.code


def test_a_bare_word_says_what_there_is(capsys):
    assert run("substances") == 2
    assert "comity substances" in capsys.readouterr().err
    assert run("substances", "--help") == 0
    said = capsys.readouterr().out
    for verb in ("import", "export", "load-reference", "schedules", "spectra"):
        assert verb in said


def test_reports_in_and_out(here, cocaine, house, capsys):
    (here / "r.csv").write_text(REPORTS)
    command = ("substances", "import", "r.csv", "--for", house.laboratory.pk)
    assert run(*command, "--dry-run") == 1
    out, err = capsys.readouterr()
    assert "Would keep 1 reports" in out
    assert "row 3" in err
    assert "Something vague" in err
    assert not Report.objects.exists()
    assert run(*command) == 1
    assert "Kept 1 reports with 1 findings" in capsys.readouterr().out
    assert Report.objects.get().reporter == house.laboratory
    for kind in ("csv", "xlsx", "json"):
        assert run("substances", "export", f"out.{kind}", "--shape", "ids", "--kind", kind) == 0
        assert (here / f"out.{kind}").stat().st_size > 50
    assert b"Cocaine" in (here / "out.csv").read_bytes()
    assert AuditEntry.objects.filter(verb__contains="export").count() == 3


def test_control_schedules(here, cocaine, capsys):
    (here / "s.csv").write_text(LISTS)
    assert run("substances", "schedules", "import", "s.csv") == 1
    assert "Nobody is named who says so" in capsys.readouterr().err
    command = ("substances", "schedules", "import", "s.csv", "--source", "Invented Gazette, 1 May 2001")
    assert run(*command, "--dry-run") == 0
    assert "Would keep 1 new" in capsys.readouterr().out
    assert not ControlStatus.objects.exists()
    assert run(*command) == 0
    assert "Kept 1 new and 0 corrected" in capsys.readouterr().out
    assert run(*command) == 0
    assert "Kept 0 new and 0 corrected; 1 were" in capsys.readouterr().out


def test_the_starting_register_is_loaded_once(here, monkeypatch, capsys):
    whole = reference._compounds

    def some():
        yield from list(zip(range(6), whole(), strict=False))

    monkeypatch.setattr(reference, "_compounds", lambda: (one for _, one in some()))
    assert run("substances", "load-reference") == 0
    assert "6 substances are new, 0 were there" in capsys.readouterr().out
    held = Substance.objects.count()
    assert run("substances", "load-reference") == 0
    assert "0 substances are new, 6 were there" in capsys.readouterr().out
    assert Substance.objects.count() == held


def test_spectra_are_added_at_the_machine_and_indexed_anew(here, capsys):
    (here / "three.msp").write_text(THREE + "Name: Bad\nNum Peaks: 1\nfifty 9\n\n")
    assert run("substances", "spectra", "add", "three.msp", "--tlp", "GREEN") == 1
    out = capsys.readouterr().out
    assert "3 added, 0 known already, 1 left out" in out
    assert "three.msp:4" in out
    assert {one.label.tlp for one in LibrarySpectrum.objects.all()} == {"GREEN"}
    assert run("substances", "spectra", "reindex") == 0
    assert "holds 3 spectra" in capsys.readouterr().out


def test_without_files_the_starting_library_is_added(here, monkeypatch, capsys):
    (here / "three.msp").write_text(THREE)
    monkeypatch.setattr(loading, "starting_library", lambda: [here / "three.msp"])
    assert run("substances", "spectra", "add") == 0
    assert "3 added" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ("import", "nowhere.csv", "--for", "00000000-0000-4000-8000-000000000001"),
        ("import", "r.csv", "--for", "nobody"),
        ("schedules", "import", "nowhere.csv"),
        ("export", "nowhere/out.csv"),
        ("export", "out.csv", "--shape", "pdf"),
        ("spectra", "add", "nowhere.msp"),
        ("spectra", "add", "r.csv", "--tlp", "PURPLE"),
        ("substances", "spectra", "add"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(here, command, capsys):
    (here / "r.csv").write_text("x\n")
    assert run("substances", *command) not in (0, None)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert err.strip() or out.strip()


def test_nobody_is_made_up_by_these_commands(here, cocaine, capsys):
    """Whoever runs it at the machine acts as the system: no account is needed and none is left behind."""
    before = User.objects.count()
    run("substances", "spectra", "reindex")
    assert User.objects.count() == before
