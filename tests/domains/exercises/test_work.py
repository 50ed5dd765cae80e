import hashlib
import sys

import pytest

from comity.domains.exercises.templates import write_templates
from comity.domains.exercises.work import Inputs, Progress


def test_inputs_carry_the_digests_of_what_was_read(tmp_path):
    plan, results, _ = write_templates(tmp_path)
    digests = Inputs(plan, results).digests
    assert [(entry["role"], entry["name"]) for entry in digests] == [("plan", "plan.toml"), ("results", "results.csv")]
    assert digests[1]["sha256"] == hashlib.sha256(results.read_bytes()).hexdigest()


@pytest.mark.parametrize("watched", [True, False])
def test_progress_is_one_line_where_somebody_watches(capsys, monkeypatch, watched):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched, raising=False)
    progress = Progress("en")
    progress.step(1, 8, "A × cocaine")
    progress.reports(3, 9)
    progress.clear()
    streams = capsys.readouterr()
    assert streams.out == ""
    assert ("1 of 8: A × cocaine" in streams.err and "3 of 9" in streams.err) is watched
    assert "\n" not in streams.err
