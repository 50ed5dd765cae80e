"""Work in a process that ends: results, progress, errors and deaths arrive where the work was asked for."""

import os
import signal
import sys
from types import SimpleNamespace

import pytest

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.jobs.apart import MALLOPT, THRIFTY, DiedError, be_thrifty, run_apart, thrifty


def where(*words):
    return os.getpid(), words, os.environ.get("MALLOC_ARENA_MAX")


def counted(upto, progress):
    for number in range(upto):
        progress(number, f"step {number}")
    return "counted"


def refused():
    raise InputError("too-blue", message("test", "This is {colour}.", colour="blue"), where="here")


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_work_is_done_elsewhere_and_sparingly():
    pid, words, arenas = run_apart(where, "one", 2)
    assert pid != os.getpid()
    assert words == ("one", 2)
    assert arenas == "1"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_function_given_by_its_place_is_loaded_there_only():
    assert run_apart("os.path:join", "a", "b") == "a/b"
    assert run_apart("colorsys:rgb_to_hsv", 0, 0, 0) == (0.0, 0.0, 0)
    assert "colorsys" not in sys.modules


def test_a_process_that_runs_already_is_told_all_but_what_the_machine_says(monkeypatch):
    told = []
    library = SimpleNamespace(mallopt=lambda *setting: told.append(setting))
    monkeypatch.setattr("ctypes.CDLL", lambda _name: library)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "3")
    be_thrifty()
    assert told == [(MALLOPT[name], int(THRIFTY[name])) for name in THRIFTY if name != "MALLOC_ARENA_MAX"]


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda _name: SimpleNamespace())
    be_thrifty()


def test_progress_arrives_in_order():
    told = []
    assert run_apart(counted, 3, progress=lambda *content: told.append(content)) == "counted"
    assert told == [(0, "step 0"), (1, "step 1"), (2, "step 2")]


def test_an_error_arrives_whole():
    with pytest.raises(InputError) as caught:
        run_apart(refused)
    assert caught.value.what.values == {"colour": "blue"}
    assert caught.value.to_data() == {
        "code": "too-blue",
        "where": "here",
        "what": message("test", "This is {colour}.", colour="blue").to_data(),
        "remedy": None,
    }


def test_a_process_that_is_killed_is_an_error():
    with pytest.raises(DiedError):
        run_apart(killed)


def test_own_settings_of_the_machine_are_kept(monkeypatch):
    monkeypatch.setenv("MALLOC_ARENA_MAX", "3")
    monkeypatch.delenv("MALLOC_TOP_PAD_", raising=False)
    with thrifty():
        assert os.environ["MALLOC_ARENA_MAX"] == "3"
        assert os.environ["MALLOC_TOP_PAD_"] == THRIFTY["MALLOC_TOP_PAD_"]
    assert os.environ["MALLOC_ARENA_MAX"] == "3"
    assert "MALLOC_TOP_PAD_" not in os.environ
