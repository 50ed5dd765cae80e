import hashlib
import sys

from comity.domains.exercises.templates import write_templates
from comity.domains.exercises.work import Inputs, Progress


def test_inputs_carry_the_digests_of_what_was_read(tmp_path):
    plan, results, _ = write_templates(tmp_path)
    digests = Inputs(plan, results).digests
    assert [(entry["role"], entry["name"]) for entry in digests] == [("plan", "plan.toml"), ("results", "results.csv")]
    assert digests[1]["sha256"] == hashlib.sha256(results.read_bytes()).hexdigest()


def show(progress):
    progress.step(1, 8, "A × cocaine")
    progress.reports(3, 9)
    progress.clear()


def test_progress_is_one_line_where_somebody_watches(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    show(Progress("en"))
    streams = capsys.readouterr()
    assert "1 of 8: A × cocaine" in streams.err
    assert "3 of 9" in streams.err
    assert "\n" not in streams.err
    assert streams.out == ""


def test_progress_in_a_log_is_a_line_now_and_then(capsys, monkeypatch):
    show(Progress("en"))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("comity.domains.exercises.work.SECONDS_BETWEEN_LINES", 0)
    show(Progress("en"))
    assert len(capsys.readouterr().err.splitlines()) == 2
