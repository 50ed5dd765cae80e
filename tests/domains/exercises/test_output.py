import pytest

from comity.domains.exercises.output import MARKER, whole_directory
from comity.kernel.tables import PlacedError


def fill(out, name="a.txt", text="1"):
    with whole_directory(out) as staging:
        (staging / "sub").mkdir()
        (staging / "sub" / name).write_text(text)


def test_a_directory_appears_whole(tmp_path):
    out = tmp_path / "deep" / "out"
    fill(out)
    assert (out / "sub" / "a.txt").read_text() == "1"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_failure_leaves_nothing(tmp_path):
    def fail(staging):
        (staging / "half").write_text("x")
        raise RuntimeError

    with pytest.raises(RuntimeError), whole_directory(tmp_path / "out") as staging:
        fail(staging)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_one(tmp_path):
    out = tmp_path / "out"
    fill(out)
    with pytest.raises(RuntimeError), whole_directory(out):
        raise RuntimeError
    assert (out / "sub" / "a.txt").read_text() == "1"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_comity_wrote_is_replaced(tmp_path):
    out = tmp_path / "out"
    fill(out)
    fill(out, "b.txt", "2")
    assert sorted(path.name for path in out.rglob("*")) == [MARKER, "b.txt", "sub"]
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_directory_is_used(tmp_path):
    (tmp_path / "out").mkdir()
    fill(tmp_path / "out")
    assert (tmp_path / "out" / "sub").is_dir()


@pytest.mark.parametrize("foreign", ["notes.txt", "sub/mine.txt"])
def test_what_somebody_else_put_there_is_never_replaced(tmp_path, foreign):
    out = tmp_path / "out"
    fill(out)
    (out / foreign).write_text("precious")
    with pytest.raises(PlacedError) as caught:
        fill(out, "b.txt")
    assert caught.value.code == "output-exists"
    assert (out / foreign).read_text() == "precious"
    assert (out / "sub" / "a.txt").exists()


@pytest.mark.parametrize("marker", ["not json", '{"a": 1}', "[]"])
def test_a_directory_with_a_false_marker_is_not_ours(tmp_path, marker):
    out = tmp_path / "out"
    out.mkdir()
    (out / MARKER).write_text(marker)
    (out / "x").write_text("x")
    with pytest.raises(PlacedError):
        fill(out)


def test_a_file_is_not_replaced_by_a_directory(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(PlacedError):
        fill(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "x"
