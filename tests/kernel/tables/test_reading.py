import os

import pytest

from comity.kernel.tables import PlacedError, read_bounded


def refusal(path, **options):
    with pytest.raises(PlacedError) as caught:
        read_bounded(path, **options)
    assert caught.value.place.file == str(path)
    assert caught.value.remedy.render()
    return caught.value.code


def test_a_file_as_large_as_the_bound_is_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_bounded(path, maximum=5) == b"12345"
    assert refusal(path, maximum=4) == "file-too-large"


def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: takes no room on the disk
    assert refusal(path) == "file-too-large"


def test_what_is_no_file_is_refused(tmp_path):
    assert refusal(tmp_path / "absent") == "file-missing"
    assert refusal(tmp_path) == "file-missing"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "file-missing"


def test_what_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "secret"
    path.write_bytes(b"x")

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert refusal(path) == "file-unreadable"
