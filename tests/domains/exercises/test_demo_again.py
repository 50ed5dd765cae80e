"""A second demonstration links what would come out the same, and nothing else."""

import pytest

from comity.domains.exercises.demo import INVENTED, STAMP, _take_over
from comity.domains.exercises.output import whole_directory


@pytest.fixture
def earlier(tmp_path):
    with whole_directory(tmp_path / "demo") as staging:
        (staging / INVENTED).mkdir()
        (staging / INVENTED / "summary.html").write_text("old")
        (staging / STAMP).write_text("same")
    return tmp_path / "demo"


def again(out, stamp):
    with whole_directory(out) as staging:
        (staging / INVENTED).mkdir()
        (staging / INVENTED / "plan.toml").write_text("new")
        return _take_over(out, staging, stamp), sorted(path.name for path in (staging / INVENTED).iterdir())


def test_what_would_come_out_the_same_is_taken_over(earlier):
    assert again(earlier, "same") == (True, ["summary.html"])
    assert (earlier / INVENTED / "summary.html").read_text() == "old"


def test_other_results_or_other_software_are_written_anew(earlier):
    assert again(earlier, "other") == (False, ["plan.toml"])


def test_a_report_that_is_gone_makes_all_be_written_anew(earlier):
    (earlier / INVENTED / "summary.html").unlink()
    assert again(earlier, "same")[0] is False


def test_a_first_time_has_nothing_to_take_over(tmp_path):
    assert again(tmp_path / "demo", "same")[0] is False
