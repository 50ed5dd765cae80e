"""Every page before the deadline answers to those whom it is for, and is not there for others."""

import pytest
from django.test import Client
from django.urls import reverse

from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, Parcel
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.rounds import set_stage

pytestmark = pytest.mark.django_db

ROUND_PAGES = ("round", "plan", "items", "enrolments", "parcels", "participants", "invite", "plan-edit", "plan-file")
ORGANISERS = {*ROUND_PAGES, "round-settings", "round-open", "round-close", "prepare-parcels", "labels", "dispatch-all"}


def client_of(actor) -> Client:
    from comity.kernel.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def stage(house):
    made = set_stage(house, capacity=10, requests=True).frozen()
    made.enrolled(house.laboratory)
    made.invited(house.second_laboratory)
    services.prepare_parcels(made.coordinator, made.round.pk)
    return made


def enrolment_of(stage, party):
    return Enrolment.objects.get(round=stage.round, laboratory=party)


@pytest.mark.parametrize("name", sorted(ORGANISERS))
def test_the_coordinator_reads_every_page_of_a_round(stage, name):
    response = client_of(stage.coordinator).get(reverse(f"exercises:{name}", args=[stage.round.pk]))
    if name == "participants":  # codes stay away from names until the close
        assert response.status_code == 409
    else:
        assert response.status_code == 200, response.content.decode()[:2000]


@pytest.mark.parametrize("name", ["round", "plan", "items", "participants", "plan-edit", "plan-file", "plan-freeze"])
def test_the_statistician_reads_plan_and_codes(stage, name):
    assert client_of(stage.statistician).get(reverse(f"exercises:{name}", args=[stage.round.pk])).status_code == 200


@pytest.mark.parametrize(
    "name", ["enrolments", "parcels", "invite", "labels", "dispatch-all", "prepare-parcels", "look-up"]
)
def test_the_statistician_meets_no_name(stage, name):
    response = client_of(stage.statistician).get(reverse(f"exercises:{name}", args=[stage.round.pk]))
    assert response.status_code in {403, 404}
    assert "Laboratory North" not in response.content.decode()


@pytest.mark.parametrize("name", sorted(ORGANISERS))
def test_a_laboratory_is_not_told_that_these_pages_exist(stage, house, name):
    manager = stage.laboratory(house.laboratory)
    assert client_of(manager).get(reverse(f"exercises:{name}", args=[stage.round.pk])).status_code == 404


def test_pages_of_an_enrolment_and_a_parcel(stage, house):
    client, enrolment = client_of(stage.coordinator), enrolment_of(stage, house.laboratory)
    parcel = Parcel.objects.get(enrolment=enrolment)
    for name in ("enrolment", "withdraw", "menu", "permit-new"):
        assert client.get(reverse(f"exercises:{name}", args=[enrolment.pk])).status_code == 200, name
    for name in ("parcel", "dispatch", "delivered", "damaged", "replace"):
        assert client.get(reverse(f"exercises:{name}", args=[parcel.pk])).status_code == 200, name


def test_a_laboratory_reads_its_own_part_and_nobody_elses(stage, house):
    client = client_of(stage.laboratory(house.second_laboratory))
    own, other = enrolment_of(stage, house.second_laboratory), enrolment_of(stage, house.laboratory)
    for name in ("part", "answer", "menu", "permit-new", "withdraw"):
        assert client.get(reverse(f"exercises:{name}", args=[own.pk])).status_code == 200, name
        assert client.get(reverse(f"exercises:{name}", args=[other.pk])).status_code == 404, name
    assert client.get(reverse("exercises:look-ups", args=[other.pk])).status_code == 404


def test_an_invitation_is_accepted_with_a_menu(stage, house):
    client, own = client_of(stage.laboratory(house.second_laboratory)), enrolment_of(stage, house.second_laboratory)
    answer = {"answer": "yes", "bounds": "some", "substances": ["cocaine", "MDMA"]}
    response = client.post(reverse("exercises:answer", args=[own.pk]), answer, follow=True)
    assert response.status_code == 200
    own.refresh_from_db()
    assert (own.state, own.menu) == ("enrolled", ["cocaine", "MDMA"])


def test_an_announced_round_is_asked_for(stage, house):
    client = client_of(stage.laboratory(house.institute))
    page = reverse("exercises:announced", args=[stage.round.pk])
    assert client.get(page).status_code == 200
    assert client.get(reverse("exercises:home")).content.decode().count(page) == 1
    request = reverse("exercises:request", args=[stage.round.pk])
    sent = client.post(request, {"laboratory": str(house.institute.pk), "bounds": "none", "note": "We would like to."})
    assert sent.status_code == 302
    enrolment = enrolment_of(stage, house.institute)
    assert enrolment.state == "requested"
    decide = reverse("exercises:decide", args=[enrolment.pk])
    coordinator = client_of(stage.coordinator)
    assert coordinator.get(decide).status_code == 200
    assert coordinator.post(decide, {"answer": "no", "reason": "no"}).status_code == 422, "a refusal has a reason"
    assert coordinator.post(decide, {"answer": "yes"}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.state == "enrolled"


def test_the_whole_way_to_an_open_round(house):
    stage = set_stage(house)
    client = client_of(stage.coordinator)
    made = client.post(reverse("exercises:scheme-new"), {"title": "Toxicology"}, follow=True)
    assert made.status_code == 200
    values = {
        "code": "2026/2",
        "title": "T",
        "time_zone": "Europe/Vienna",
        "deadline": "2027-03-31T16:00",
        "grace_hours": "24",
    }
    new = made.redirect_chain[-1][0]
    assert client.post(new, {**values, "time_zone": "Nowhere"}).status_code == 422
    made = client.post(new, values, follow=True)
    assert made.status_code == 200
    assert "2027, 16:00 (Europe/Vienna)" in made.content.decode()
    assert "Write the plan" in made.content.decode()


def test_settings_refuse_what_somebody_else_changed_meanwhile(stage):
    client, address = client_of(stage.coordinator), reverse("exercises:round-settings", args=[stage.round.pk])
    sent = {"version": "1", "time_zone": "UTC", "capacity": "12", "grace_hours": "0", "instructions": "Cool and dry."}
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "Cool and dry." in response.content.decode(), "nothing typed is lost"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STATISTICIAN])
@pytest.mark.parametrize("more", [0, 6])
def test_the_number_of_queries_does_not_grow_with_the_rows(stage, role, more, django_assert_max_num_queries):
    from comity.kernel.parties.models import Party

    parties = [Party.objects.create(kind="laboratory", name=f"Laboratory {number}") for number in range(more)]
    for party in parties:
        stage.enrolled(party)
    services.prepare_parcels(stage.coordinator, stage.round.pk)
    client = client_of(stage.coordinator if role == Role.COORDINATOR else stage.statistician)
    names = ("round", "enrolments", "parcels") if role == Role.COORDINATOR else ("round", "participants")
    for name in names:
        with django_assert_max_num_queries(30):
            assert client.get(reverse(f"exercises:{name}", args=[stage.round.pk])).status_code == 200


def test_an_empty_list_says_to_each_what_to_do(house):
    manager = house.actor("Kofi", house.laboratory, Role.LABORATORY_MANAGER)
    assert "Your laboratory is in no round yet" in client_of(manager).get("/exercises/").content.decode()
    observer = house.actor("Olga", house.network, Role.OBSERVER)
    text = client_of(observer).get("/exercises/").content.decode()
    assert "You take part in no round" in text
    assert f'href="{reverse("outcome:reports")}"' in text
