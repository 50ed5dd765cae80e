"""Charts in a browser: drawn without a script, alive with one, by keyboard, on paper, under the strict policy."""

import json

import pytest
from django.urls import reverse

from comity.domains.exercises.models import EvaluationRun
from tests.domains.exercises.closed import SLIPPED, close_round_of
from tests.e2e.conftest import look

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def closed(house):
    return close_round_of(house).released()


def addresses(closed):
    """Who looks at what."""
    run = EvaluationRun.objects.get()
    return [
        (closed.statistician, reverse("outcome:evaluation", args=[run.round_id])),
        (closed.statistician, reverse("outcome:gate_picture", args=[run.round_id, "A", "cocaine"])),
        (closed.person(SLIPPED), reverse("outcome:round", args=[run.round_id])),
    ]


def alive(page):
    chart = page.locator("figure.chart").first
    page.locator("figure.chart[data-alive=yes]").first.wait_for()
    return chart


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "ar")])
def test_alive_accessible_and_without_a_violation(closed, window, width, scheme, language):
    for actor, address in addresses(closed):
        page = window(actor, width=width, color_scheme=scheme, language=language)
        assert page.goto(address).ok
        alive(page)
        assert not page.locator("figure.chart .chart-drawn").first.is_visible()
        look(page)
        ink = page.locator(".chart-alive svg text").first.evaluate("text => getComputedStyle(text).fill")
        assert ink == ("rgb(85, 99, 111)" if scheme == "light" else "rgb(167, 180, 190)"), "it follows light and dark"


def test_without_a_script_the_drawn_picture_stands_there_with_its_words(closed, window):
    for actor, address in addresses(closed):
        page = window(actor, java_script_enabled=False)
        page.goto(address)
        picture = page.locator("figure.chart .chart-drawn svg").first
        assert picture.is_visible()
        assert picture.get_attribute("aria-label")


def test_what_cannot_be_fetched_leaves_the_drawn_picture(closed, window):
    actor, address = addresses(closed)[0]
    page = window(actor)
    page.route("**/chart.json*", lambda route: route.abort())
    page.goto(address)
    page.locator("figure.chart[data-alive=no]").wait_for()
    assert page.locator(".chart-drawn svg").is_visible()


def test_points_speak_by_keyboard_and_by_pointer(closed, window):
    actor, address = addresses(closed)[0]
    page = window(actor)
    page.goto(address)
    chart = alive(page)
    chart.focus()
    chart.press("End")
    last = page.get_by_role("status").filter(has_text="z").inner_text()
    assert last.startswith(closed.code(SLIPPED)), "the highest score stands last"
    chart.press("ArrowLeft")
    before = page.locator(".chart-tip").inner_text()
    assert before
    assert before != last
    chart.press("Escape")
    assert page.locator(".chart-tip").inner_text() == ""
    page.locator(".chart-alive .mark-symbol.role-mark path").first.hover()  # waits until the page stands still
    expect(page.locator(".chart-tip")).not_to_be_empty()
    page.mouse.move(2, 2)
    expect(page.locator(".chart-tip")).to_be_empty()


def test_paper_shows_the_drawn_picture_in_the_colours_of_paper(closed, window):
    actor, address = addresses(closed)[0]
    page = window(actor, color_scheme="dark")
    page.goto(address)
    alive(page)
    page.locator("button[value=dark]").click()
    alive(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 39, 51)", (
        "paper is light, whatever was chosen"
    )
    assert page.locator(".chart-drawn svg").first.is_visible()
    assert not page.locator(".chart-alive").first.is_visible()


def test_the_engine_is_fetched_once_and_only_where_there_is_a_chart(closed, window, client):
    actor, address = addresses(closed)[0]
    page = window(actor)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.goto(address)
    alive(page)
    page.goto(address)
    alive(page)
    engine = [url for url in asked if "/vendor/vega/" in url]
    assert len(set(engine)) == 1
    answer = client.get("/static/" + engine[0].split("/static/")[1], headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer["Cache-Control"]
    assert len(b"".join(answer.streaming_content)) < 350_000
    home = asked.index(next(url for url in asked if url.endswith(address)))
    assert not [url for url in asked[:home] if "charts.js" in url or "vega" in url]


def test_a_crowded_axis_is_narrowed_and_widened(house, window):
    closed = close_round_of(house, 85).decided()
    closed.evaluated()
    page = window(closed.statistician)
    page.goto(reverse("outcome:evaluation", args=[closed.pk]))
    chart = alive(page)
    count = "() => [...document.querySelectorAll('.chart-alive path')].filter(p => p.__data__?.datum?.words).length"
    assert page.evaluate(count) == 85
    assert page.get_by_role("button", name="Farther").is_disabled()
    page.get_by_role("button", name="Closer").click()
    first = page.locator(".mark-symbol path").first
    before = first.get_attribute("transform")
    chart.focus()
    chart.press("Shift+ArrowRight")
    expect(first).not_to_have_attribute("transform", before)
    page.get_by_role("button", name="Show all").click()
    assert page.get_by_role("button", name="Farther").is_disabled()
    look(page)


def test_what_a_laboratory_s_page_holds_of_others_has_no_code(closed, window):
    actor, address = addresses(closed)[2]
    page = window(actor)
    page.goto(address)
    held = [json.loads(text) for text in page.locator("script[type='application/json']").all_text_contents()]
    assert held
    text = json.dumps(held)
    assert closed.code(SLIPPED) in text
    assert not any(closed.code(n) in text for n in range(12) if n != SLIPPED)
