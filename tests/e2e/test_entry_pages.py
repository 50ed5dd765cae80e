"""A laboratory hands in results in a browser: with and without a script, at a desk, by phone, right to left."""

import os
import re
import shutil

import pytest

from comity.domains.exercises.models import Draft, Submission
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.submitting import submit_results
from tests.submission_round import COCAINE, GOOD, SCRIPT, open_round

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
SHOTS = os.environ.get("COMITY_SCREENSHOTS", "")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
EXPECTED = re.compile(r"status of 422|ERR_FAILED|^htmx:")  # faults, and the connection that a test takes away
FAULTY = [{**COCAINE, "result": "1,234", "uncertainty": "1"}, {"item": "Z", "measurand": "cocaine", "result": "12"}]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian package chromium)"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as engine:
        started = engine.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def made(house):
    house.laboratory.name = f"Laboratory North {SCRIPT}"
    house.laboratory.save()
    return open_round(house, instructions="Dry the powder.\nReport two decimals.")


@pytest.fixture
def opened(browser, live_server, client):
    """Opens a page as somebody; fails afterwards when the page complained."""
    complaints, contexts = [], []

    def opener(actor, path, *, width=1280, scripts=True, scheme="light", language="en"):
        from comity.kernel.accounts.models import User

        client.force_login(User.objects.get(pk=actor.user_id))
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
        )
        contexts.append(context)
        cookies = [{"name": name, "value": kept.value, "url": live_server.url} for name, kept in client.cookies.items()]
        context.add_cookies([*cookies, {"name": "comity_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: None if EXPECTED.search(said.text) else complaints.append(said.text))
        page.on("pageerror", lambda said: complaints.append(str(said)))
        page.goto(live_server.url + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


def check(page, name, width):
    from axe_playwright_python.sync_playwright import Axe

    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def sheet_of(made):
    return f"/exercises/entries/{made.enrolment.pk}/"


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "en"), (1280, "ar"), (390, "ar")])
def test_every_page_is_accessible_and_fits(made, opened, width, language):
    first = submit_results(made.analyst, made.enrolment.pk, [{**GOOD[0], "method": SCRIPT}, *GOOD[1:3]])
    second = submit_results(made.colleague, made.enrolment.pk, GOOD)
    save_draft(made.manager, made.enrolment.pk, GOOD)
    save_draft(made.manager, made.enrolment.pk, GOOD[:2])
    paths = {
        "sheet": sheet_of(made),
        "list": "/exercises/entries/",
        "drafts": f"{sheet_of(made)}drafts/",
        "upload": f"{sheet_of(made)}upload/",
        "receipt": f"/exercises/receipts/{first.pk}/",
        "receipt-other": f"/exercises/receipts/{second.pk}/",
        "nominate": f"/exercises/receipts/{second.pk}/nominate/",
        "verdict-question": f"/exercises/receipts/{first.pk}/verdict/",
        "verify": "/exercises/receipts/verify/",
    }
    for name, path in paths.items():
        page = opened(made.manager, path, width=width, language=language)
        assert page.locator("h1").count() == 1
        check(page, f"{name}-{language}", width)
    page.goto(page.url.replace("/exercises/receipts/verify/", paths["verdict-question"]))
    page.locator("button[name=confirmed]").click()
    check(page, f"verdict-{language}", width)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_faults_stand_beside_their_fields_and_nothing_is_lost(made, opened, width, scripts):
    save_draft(made.analyst, made.enrolment.pk, FAULTY)
    page = opened(made.analyst, sheet_of(made), width=width, scripts=scripts)
    page.get_by_role("button", name="Submit").click()
    assert page.locator(".error-summary a").count() == 3
    assert page.locator("#f0-result-1").input_value() == "1,234"
    assert page.locator("input[value='Z']").count() == 1
    if scripts:
        check(page, "faults", width)
    assert Draft.objects.get().rows[0]["result"] == "1,234"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_whole_way_by_phone(made, opened, scripts):
    page = opened(made.analyst, sheet_of(made), width=390, scripts=scripts)
    page.locator("#f0-result-1").fill("45,2")
    page.locator("#f0-unit").select_option("g/100 g")
    page.locator("#f0-form").select_option("base")
    page.get_by_role("button", name="Add a replicate").first.click()
    page.locator("#f0-result-2").fill("45,4")
    page.get_by_label("MDMA").check()
    page.get_by_label("Result").last.select_option("strong")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name=re.compile("Receipt, version 1")).wait_for()
    rows = Submission.objects.get().rows
    assert [row["result"] for row in rows] == ["45,2", "45,4", "MDMA", "strong"]
    assert [row["replicate"] for row in rows[:2]] == ["1", "2"]
    if scripts:
        check(page, "receipt-first", 390)


def test_the_return_key_saves_and_does_not_submit(made, opened):
    page = opened(made.analyst, sheet_of(made), scripts=False)
    page.locator("#f0-result-1").fill("45,2")
    page.locator("#f0-result-1").press("Enter")
    page.get_by_text("Your draft is saved").wait_for()
    assert not Submission.objects.exists()


def test_typing_is_saved_by_itself(made, opened):
    page = opened(made.analyst, sheet_of(made))
    page.locator("#f0-result-1").fill("45,")
    page.get_by_text("Draft saved at").wait_for()
    assert Draft.objects.get().rows == [{"item": "A", "measurand": "cocaine", "replicate": "1", "result": "45,"}]
    page.locator("#f0-result-1").fill("45,2")
    page.locator("#seen[value='2']").wait_for(state="attached")
    assert Draft.objects.get().version == 2


def test_a_lost_connection_is_said_and_what_was_typed_stays(made, opened):
    page = opened(made.analyst, sheet_of(made))
    page.route("**/autosave/", lambda route: route.abort())
    page.locator("#f0-result-1").fill("45,2")
    page.get_by_text("Not saved: there is no connection").wait_for()
    assert page.locator("#f0-result-1").input_value() == "45,2"
    page.unroute("**/autosave/")
    page.locator("#f0-result-1").fill("45,3")
    page.get_by_text("Draft saved at").wait_for()
