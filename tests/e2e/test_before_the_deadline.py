"""The coordinator's, the statistician's and a laboratory's way before the deadline, and the label on a phone."""

import pytest
from django.urls import reverse

from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, Parcel
from comity.domains.exercises.services.labels import print_labels
from tests.domains.exercises.rounds import set_stage
from tests.e2e.conftest import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def stage(house):
    made = set_stage(house, capacity=10, requests=True).frozen()
    made.enrolled(house.laboratory)
    made.invited(house.second_laboratory)
    for prepared in services.prepare_parcels(made.coordinator, made.round.pk).prepared:
        services.dispatch_parcel(made.coordinator, prepared.parcel.pk)
    return made


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "ar")])
def test_pages_of_the_organiser(stage, window, width, language):
    coordinator = window(stage.coordinator, language=language, width=width)
    enrolment, parcel = Enrolment.objects.filter(state="enrolled").get(), Parcel.objects.get()
    round_pages = ("round", "plan", "items", "enrolments", "invite", "parcels", "plan-edit", "plan-file", "labels")
    for name in round_pages:
        look(coordinator, reverse(f"exercises:{name}", args=[stage.round.pk]))
    look(coordinator, reverse("exercises:enrolment", args=[enrolment.pk]))
    look(coordinator, reverse("exercises:parcel", args=[parcel.pk]))
    look(coordinator, reverse("exercises:home"))
    statistician = window(stage.statistician, language=language, width=width)
    look(statistician, reverse("exercises:participants", args=[stage.round.pk]))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_manager_accepts_an_invitation_without_a_script(stage, house, window, width):
    actor = stage.laboratory(house.second_laboratory)
    page = window(actor, width=width, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Answer the invitation").click()
    page.get_by_label("Accept").check()
    page.get_by_label("Only the substances named below").check()
    page.get_by_label("cocaine").check()
    page.get_by_role("button", name="Send the answer").click()
    assert "enrolled" in page.content()
    own = Enrolment.objects.get(laboratory=house.second_laboratory)
    assert (own.state, own.menu) == ("enrolled", ["cocaine"])


@pytest.mark.parametrize("script", [True, False])
def test_whoever_unpacks_confirms_with_a_phone(stage, window, script):
    (printed,) = print_labels(stage.coordinator, stage.round.pk, parcel_ids=[Parcel.objects.get().pk])
    page = window(width=390, java_script_enabled=script)
    address = reverse("exercises:label", args=[printed.secret])
    if script:
        look(page, address)
    else:
        page.goto(address)
    assert "Laboratory North" not in page.content(), "a label's page says no more than the label"
    page.get_by_label("Received by").fill("Reception")
    page.get_by_role("button", name="Yes, it has arrived").click()
    assert "the delivery is confirmed" in page.content()
    assert Parcel.objects.get().confirmed_via == "label"


def test_a_plan_with_faults_is_shown_again_with_everything_typed(house, window):
    stage = set_stage(house).planned()
    page = window(stage.statistician)
    page.goto(reverse("exercises:plan-file", args=[stage.round.pk]))
    text = page.get_by_label("Plan (TOML)").input_value()
    page.get_by_label("Plan (TOML)").fill(text + '\n[[items]]\ncode = "A"\ntitel = "typed by hand"\n')
    page.get_by_role("button", name="Save the plan").click()
    assert "Did you mean “title”?" in page.locator(".faults").inner_text()
    assert "typed by hand" in page.get_by_label("Plan (TOML)").input_value()


def test_the_plan_editor_adds_rows_and_puts_faults_beside_fields(house, window):
    stage = set_stage(house).planned()
    page = window(stage.statistician)
    page.goto(reverse("exercises:plan-edit", args=[stage.round.pk]))
    page.locator("#id_items-0-title").fill("A powder")
    page.get_by_role("button", name="More items").click()
    assert page.locator("#id_items-0-title").input_value() == "A powder"
    page.locator("#id_items-2-code").fill("A")
    page.locator("#id_items-2-title").fill("twice")
    page.get_by_role("button", name="Save the plan").last.click()
    assert "nothing is lost" in page.content()
    assert page.locator("#id_items-2-title").input_value() == "twice"
    page.locator("#id_items-2-code").fill("C")
    page.get_by_role("button", name="Save the plan").last.click()
    assert [item["code"] for item in stage.fresh().plan["items"]] == ["A", "B", "C"]
    assert stage.fresh().plan["items"][0]["composition"], "what the form does not change stays"
