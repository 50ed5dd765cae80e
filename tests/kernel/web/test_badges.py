from django.template import Context, Template

from comity.kernel.web.badges import TONES, Badge


def test_a_badge_shows_letter_colour_and_word():
    assert str(Badge("open", "info")) == (
        '<span class="badge-state tone-info"><span class="badge-letter" aria-hidden="true">O</span>open</span>'
    )


def test_words_are_escaped_however_a_badge_is_shown():
    shown = Template('{% load comity %}{{ one }}{% badge "bad" word %}').render(
        Context({"one": Badge("<b>", "bad"), "word": "<b>"})
    )
    assert "<b>" not in shown
    assert shown.count("&lt;b&gt;") == 2
    assert shown.count("<span class=") == 4


def test_every_tone_has_its_style():
    from tests.kernel.web.test_static import STATIC

    sheet = (STATIC / "comity" / "comity.css").read_text()
    assert all(f".tone-{tone} " in sheet for tone in TONES)
