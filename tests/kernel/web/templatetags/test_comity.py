from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from comity.kernel.web.templatetags.comity import browser, day, instant, tone, tone_sign


def shown(template, **values):
    return Template("{% load comity %}" + template).render(Context(values))


def test_a_moment_is_shown_in_the_readers_time_zone_which_is_named():
    moment = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Paris")):
        assert instant(moment) == '<time datetime="2026-03-31T16:00:00+00:00">March 31, 2026, 18:00 CEST</time>'
    assert instant(None) == "–"


def test_a_day():
    assert day(date(2026, 3, 31)) == '<time datetime="2026-03-31">March 31, 2026</time>'
    assert day(None) == "–"


def test_components_escape_what_they_are_given():
    evil = "<script>"
    for template in (
        "{% next_action evil evil %}",
        "{% empty_state evil evil evil evil %}",
        "{% facts pairs %}",
        "{% form_buttons evil evil %}",
    ):
        text = shown(template, evil=evil, pairs=[(evil, evil)])
        assert evil not in text
        assert "&lt;script&gt;" in text


def test_a_fact_that_is_not_known_shows_a_dash():
    assert "<dd><bdi>–</bdi></dd>" in shown("{% facts pairs %}", pairs=[("Website", "")])


@pytest.mark.parametrize(
    ("level", "as_tone", "sign"), [("success", "good", "✓"), ("error", "bad", "×"), ("odd", "info", "i")]
)
def test_levels_of_messages_have_tones(level, as_tone, sign):
    assert (tone(level), tone_sign(level)) == (as_tone, sign)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.1", "Another program"),
    ],
)
def test_a_browser_in_two_words(user_agent, words):
    assert browser(user_agent) == words
