"""Photographs: real ones, bounded, and without what the camera wrote."""

import io

import pytest
from PIL import Image

from comity.base.errors import InputError
from comity.domains.substances import services
from comity.domains.substances.services import photographs
from comity.kernel.files import store

SECRET = b"51.9225N 4.47917E Camera 17"


def picture(kind="JPEG", size=(40, 20), **more):
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, (200, 30, 30)).save(stream, kind, exif=exif, **more)
    return stream.getvalue()


def test_place_and_device_are_gone(report, analyst):
    sent = picture() + b"hidden behind the picture"
    assert SECRET in sent
    kept = services.attach_photograph(analyst, report.pk, sent, caption="the bag")
    content = store.read(kept["digest"])
    assert SECRET not in content
    assert b"hidden" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    report.refresh_from_db()
    assert report.photographs == [kept]


@pytest.mark.parametrize("content", [b"", b"not a picture", b"GIF89a" + bytes(40), b"<svg/>", picture()[:60]])
def test_what_is_no_picture_is_refused(report, analyst, content):
    with pytest.raises(InputError) as refused:
        services.attach_photograph(analyst, report.pk, content)
    assert refused.value.code == "photograph-unreadable"


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(photographs, "MOST_PIXELS", 100)
    with pytest.raises(InputError):
        photographs.stripped(picture("PNG"))
    monkeypatch.setattr(photographs, "LARGEST_PHOTOGRAPH", 10)
    with pytest.raises(InputError) as refused:
        photographs.stripped(picture())
    assert refused.value.code == "photograph-too-large"
