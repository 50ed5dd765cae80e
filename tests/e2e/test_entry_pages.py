"""A laboratory hands in results in a browser: with and without a script, at a desk, by phone, right to left."""

import re

import pytest

from comity.domains.exercises.models import Draft, Submission
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.submitting import submit_results
from tests.e2e.conftest import look
from tests.submission_round import COCAINE, GOOD, SCRIPT, open_round

EXPECTED = re.compile(r"status of 422|ERR_FAILED|^htmx:")  # faults, and the connection that a test takes away
FAULTY = [{**COCAINE, "result": "1,234", "uncertainty": "1"}, {"item": "Z", "measurand": "cocaine", "result": "12"}]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def made(house):
    house.laboratory.name = f"Laboratory North {SCRIPT}"
    house.laboratory.save()
    return open_round(house, instructions="Dry the powder.\nReport two decimals.")


@pytest.fixture
def opened(window):
    """Opens a page as somebody; what a test brings about itself is no complaint."""

    def opener(actor, path, *, scripts=True, **options):
        page = window(actor, java_script_enabled=scripts, expected=EXPECTED, **options)
        page.goto(path)
        return page

    return opener


def sheet_of(made):
    return f"/exercises/entries/{made.enrolment.pk}/"


LOOKS = [
    (1280, "en"),
    (390, "ar"),
    *(pytest.param(*look, marks=pytest.mark.long) for look in [(390, "en"), (1280, "ar")]),
]


@pytest.mark.parametrize(("width", "language"), LOOKS)
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
    for path in paths.values():
        page = opened(made.manager, path, width=width, language=language)
        assert page.locator("h1").count() == 1
        look(page)
    page.goto(page.url.replace("/exercises/receipts/verify/", paths["verdict-question"]))
    page.locator("button[name=confirmed]").click()
    look(page)


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
        look(page)
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
        look(page)


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
