"""Reports in a browser: opened from the disk, by phone and desk, in light and dark, without network or scripts."""

import pytest

from comity.domains.exercises.reports import write_reports
from tests.domains.exercises.reports.synthetic import document

PAGES = ["summary.html", "coordinator.html", "laboratories/L004.html"]

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages")
    evaluation = document(30, 3, items=2, long_names=True)
    for language in ("en", "ar"):
        write_reports(evaluation, place / language, language=language, formats=["html"], laboratories=["L004"], jobs=1)
    return place


@pytest.fixture
def opened(chromium, directory):
    """Opens a report; fails afterwards when the page complained or asked for anything."""
    complaints = []
    contexts = []

    def opener(name, *, width=1280, scheme="light", scripts=True, language="en"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda said: complaints.append(str(said)))
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith("file:") else None)
        page.goto((directory / language / name).as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_accessible_and_never_wider_than_the_screen(opened, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width=width, scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_right_to_left_is_accessible_and_fits(opened, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("laboratories/L004.html", width=width, language="ar")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_there_without_scripts(opened, name):
    page = opened(name, scripts=False)
    assert page.locator("h1").count() == 1
    assert page.locator("table").count() > 0
    assert page.locator("thead button").count() == 0


def test_colours_follow_the_readers_scheme(opened):
    ink = [
        opened(PAGES[2], scheme=scheme).evaluate("getComputedStyle(document.querySelector('figure svg text')).fill")
        for scheme in ("light", "dark")
    ]
    assert ink[0] != ink[1]


def test_tables_sort_by_their_headings(opened):
    page = opened("summary.html")
    table = page.locator("table", has_text="Algorithm A")
    first = table.locator("tbody tr").first
    location = table.get_by_role("button", name="Location")
    location.click()
    lowest = float(first.locator("td").nth(1).inner_text())
    location.click()
    highest = float(first.locator("td").nth(1).inner_text())
    assert lowest < highest
    assert table.locator("th[aria-sort=descending]").count() == 1


def test_the_skip_link_is_the_first_stop(opened):
    page = opened("summary.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
