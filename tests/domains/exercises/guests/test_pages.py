"""Pages across nodes: who is told is said before; where a round is run and what has reached the organiser is shown."""

from __future__ import annotations

import json

from django.urls import reverse

from comity.domains.exercises.models import Announcement
from comity.domains.exercises.services.submitting import submit_results
from comity.kernel.accounts.roles import Role
from comity.protocol.bundle import Bundle, verify_bundle
from tests.domains.exercises.test_views import client_of

from .conftest import ROW


def page(client, name, *keys):
    return client.get(reverse(name, args=keys))


def test_a_coordinator_announces_and_reads_before_who_receives_what(abroad, stage):
    client = client_of(stage.coordinator)
    asked = page(client, "exercises:round-announce", stage.round.pk).content.decode()
    assert "Agency b.test" in asked
    assert "It does not receive: compositions" in asked
    answer = client.post(reverse("exercises:round-announce", args=[stage.round.pk]), {"node": [str(abroad.peer.pk)]})
    assert answer.status_code == 302
    shown = page(client, "exercises:round", stage.round.pk).content.decode()
    assert "not acknowledged yet" in shown
    assert "/log/entry/" in shown
    withdraw = reverse("exercises:announcement-withdraw", args=[stage.round.pk, abroad.peer.pk])
    assert client.get(withdraw).status_code == 200
    client.post(withdraw, {"reason": "The courier does not go there."})
    assert Announcement.objects.get().withdrawn_at is not None


def test_nothing_chosen_or_nothing_agreed_is_said_on_the_page(meet, stage):
    meet("other.test")
    client = client_of(stage.coordinator)
    asked = page(client, "exercises:round-announce", stage.round.pk).content.decode()
    assert "exercise-submission" in asked
    refused = client.post(reverse("exercises:round-announce", args=[stage.round.pk]))
    assert refused.status_code == 409
    assert "Choose among the partner nodes" in refused.content.decode()


def test_others_than_the_coordinator_announce_nothing(abroad, stage, house):
    for actor in (
        stage.statistician,
        stage.laboratory(house.laboratory),
        house.actor("Olaf", house.network, Role.OBSERVER),
    ):
        client = client_of(actor)
        address = reverse("exercises:round-announce", args=[stage.round.pk])
        assert client.get(address).status_code in {403, 404}
        assert client.post(address, {"node": [str(abroad.peer.pk)]}).status_code in {403, 404}
    assert not Announcement.objects.exists()


def test_the_proof_of_the_plan_is_a_file_that_verifies(stage, house):
    answer = page(client_of(stage.coordinator), "exercises:plan-proof", stage.round.pk)
    assert verify_bundle(Bundle.parse(answer.content)).valid
    assert (
        page(client_of(stage.laboratory(house.laboratory)), "exercises:plan-proof", stage.round.pk).status_code == 404
    )


def test_the_laboratory_reads_where_the_round_is_run_and_what_has_arrived(host):
    client = client_of(host.manager())
    assert "at the node" in client.get(reverse("exercises:home")).content.decode()
    assert "Entry 12" in page(client, "exercises:announced", host.round.pk).content.decode()
    enrolment = host.answers(host.requested())
    assert "Agency b.test" in page(client, "exercises:part", enrolment.pk).content.decode()
    made = submit_results(host.manager(), enrolment.pk, [ROW])
    assert "has not acknowledged them yet" in page(client, "entry:receipt", made.pk).content.decode()
    host.receipts(made)
    shown = page(client, "entry:receipt", made.pk).content.decode()
    assert "Your results reached the organiser" in shown
    assert made.receipt_digest in shown


def test_programs_announce_too(abroad, stage):
    from comity.kernel.accounts import services

    client = client_of(stage.coordinator)
    address = f"/api/v1/exercises/rounds/{stage.round.pk}/announcements"
    body = json.dumps({"peers": [str(abroad.peer.pk)]})
    secret = services.create_token(
        stage.coordinator, name="programs", scopes=["exercises:write", "exercises:read"], days=7
    )
    token = getattr(secret, "secret", None) or secret[1]
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    sent = client.post(address, body, content_type="application/json", **headers)
    assert sent.status_code == 204, sent.content
    listed = client.get(address, **headers).json()
    assert [one["origin"] for one in listed] == [abroad.node.origin]
