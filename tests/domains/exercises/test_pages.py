"""What waits, what is found and where one can go, for each role; with a number of queries that does not grow."""

import pytest

from comity.domains.exercises import pages, services
from comity.domains.exercises.models import Round
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.rounds import set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(house):
    return set_stage(house, requests=True)


def titles(actor):
    return [str(item.title) for item in pages.waiting(actor)]


def test_the_next_step_of_each_round_waits_for_whoever_takes_it(stage, house):
    assert titles(stage.coordinator) == ["Write the plan"]
    assert titles(stage.statistician) == ["Write the plan"]
    stage.planned().invited(house.laboratory)
    assert titles(stage.coordinator) == ["Freeze the plan"]
    manager = stage.laboratory(house.second_laboratory)
    services.request_enrolment(manager, stage.round.pk, house.second_laboratory.pk)
    assert titles(stage.coordinator) == ["Answer requests"]
    assert titles(stage.statistician) == ["Freeze the plan"], "requests are about names"


def test_a_laboratory_is_told_of_invitations_and_parcels(stage, house):
    stage.frozen().invited(house.laboratory)
    manager, analyst = stage.laboratory(house.laboratory), stage.laboratory(house.laboratory, Role.ANALYST)
    assert titles(manager) == ["Answer the invitation to Seized drugs 2026/1"]
    assert titles(analyst) == []
    stage.enrolled(house.second_laboratory)
    (prepared,) = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared
    services.dispatch_parcel(stage.coordinator, prepared.parcel.pk)
    other = stage.laboratory(house.second_laboratory, Role.ANALYST)
    assert titles(other) == [f"Confirm that parcel {prepared.parcel.reference} has arrived"]


def test_search_finds_only_rounds_that_are_for_the_reader(stage, house):
    assert [hit.title for hit in pages.found(stage.coordinator, "2026", 8).hits] == ["Seized drugs 2026/1"]
    assert not pages.found(stage.laboratory(house.institute), "2026", 8).hits


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_room_is_in_the_navigation_of_whoever_has_a_part_in_rounds(house, role):
    assert [str(entry.label) for entry in pages.navigation(house.actor("P", house.network, role))] == ["Exercises"]


def test_what_waits_costs_the_same_however_many_rounds_there_are(stage, django_assert_max_num_queries):
    for number in range(8):
        services.create_round(stage.coordinator, stage.scheme.pk, code=f"2030/{number}")
    assert Round.objects.count() == 9
    with django_assert_max_num_queries(12):
        assert len(titles(stage.coordinator)) == 9
