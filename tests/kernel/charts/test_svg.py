"""Pictures that another process has drawn are taken as they are; what is missing is drawn here."""

import pytest

from comity.kernel.charts import Sketch, draw_ahead, leave_sketches, svg, use_gallery

SPEC = {"data": {"values": [{"a": 1}, {"a": 2}]}, "mark": "point", "encoding": {"x": {"field": "a"}}}


@pytest.fixture
def gallery(tmp_path, monkeypatch):
    monkeypatch.setattr(svg, "_gallery", [])
    return tmp_path / "gallery"


def test_a_picture_is_the_same_drawn_ahead_and_drawn_here(gallery):
    here = Sketch(SPEC)()
    names = leave_sketches([Sketch(SPEC), Sketch(SPEC, description="again")], gallery)
    assert names == [Sketch(SPEC).name]
    draw_ahead(names, gallery)
    assert (gallery / f"{names[0]}.svg").read_text() == here
    use_gallery(gallery)
    assert Sketch(SPEC)() == here


def test_what_hangs_in_the_gallery_is_not_drawn_again(gallery, monkeypatch):
    use_gallery(gallery)
    draw_ahead(leave_sketches([Sketch(SPEC)], gallery), gallery)
    monkeypatch.setattr(svg, "_render", lambda *_: pytest.fail("drawn again"))
    assert Sketch(SPEC, description="Two points")().startswith("<svg")
    assert 'aria-label="Two points"' in Sketch(SPEC, description="Two points")()


def test_numbers_of_another_language_make_another_picture():
    assert Sketch(SPEC, language="fr").name != Sketch(SPEC).name
