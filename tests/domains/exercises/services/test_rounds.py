from datetime import UTC, datetime, timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import services
from comity.domains.exercises.services import RoundSettings
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import REASON, set_stage


@pytest.fixture
def stage(house):
    return set_stage(house)


def test_a_scheme_and_a_round_are_made_and_written_down(stage):
    assert (stage.round.state, stage.round.version) == ("draft", 1)
    verbs = list(AuditEntry.objects.filter(party_id=stage.house.network.pk).values_list("verb", flat=True))
    assert verbs == ["create scheme", "create round"]


def test_titles_and_codes_are_there_once(stage):
    with pytest.raises(ConflictError):
        services.create_scheme(stage.coordinator, stage.house.network.pk, title=" Seized  drugs ")
    with pytest.raises(ConflictError):
        services.create_round(stage.coordinator, stage.scheme.pk, code="2026/1")


@pytest.mark.parametrize("code", ["", "/1", "a b", "x" * 33, "../1", "a\nb"])
def test_a_code_is_fit_for_addresses(stage, code):
    with pytest.raises(InputError):
        services.create_round(stage.coordinator, stage.scheme.pk, code=code)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_only_the_coordinator_makes_rounds(stage, role):
    actor = stage.house.actor("Somebody", stage.house.network, role)
    with pytest.raises((NotAllowedError, NotFoundError)):
        services.create_round(actor, stage.scheme.pk, code="2026/2")


def test_the_coordinator_of_another_organisation_does_not_find_them(stage):
    other = stage.house.actor("Other", stage.house.ministry, Role.COORDINATOR)
    with pytest.raises(NotFoundError):
        services.create_round(other, stage.scheme.pk, code="2026/2")
    with pytest.raises(NotFoundError):
        services.change_round(other, stage.round.pk, RoundSettings())


def test_a_deadline_on_the_wall_of_a_stated_zone(stage):
    wall = datetime(2030, 7, 1, 18)  # noqa: DTZ001 - a wall clock
    changed = services.change_round(
        stage.coordinator, stage.round.pk, RoundSettings(time_zone="Europe/Vienna", deadline=wall)
    )
    assert changed.deadline == datetime(2030, 7, 1, 16, tzinfo=UTC)


def test_settings_follow_into_the_plan_until_it_is_frozen(stage):
    stage.planned()
    later = now() + timedelta(days=60)
    changed = services.change_round(stage.coordinator, stage.round.pk, RoundSettings(deadline=later, grace_hours=2))
    assert changed.plan["exercise"]["deadline"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert changed.plan["exercise"]["grace"] == 2


def test_what_the_frozen_plan_fixes_does_not_change_and_the_rest_does(stage):
    stage.frozen()
    before = stage.fresh()
    same = RoundSettings(deadline=before.deadline, capacity=5, instructions="Keep cool.", open_to_requests=True)
    changed = services.change_round(stage.coordinator, stage.round.pk, same)
    assert (changed.capacity, changed.instructions, changed.plan) == (5, "Keep cool.", before.plan)
    with pytest.raises(ConflictError, match="frozen"):
        services.change_round(stage.coordinator, stage.round.pk, RoundSettings(deadline=now() + timedelta(days=99)))


def test_capacity_does_not_fall_below_those_enrolled(stage):
    stage.enrolled(stage.house.laboratory)
    stage.enrolled(stage.house.institute)
    with pytest.raises(InputError, match="2 laboratories"):
        services.change_round(stage.coordinator, stage.round.pk, RoundSettings(capacity=1))


def test_whoever_saw_an_older_version_does_not_write_over_a_newer(stage):
    services.change_round(stage.coordinator, stage.round.pk, RoundSettings(title="First"), version=1)
    with pytest.raises(ConflictError, match="Somebody else"):
        services.change_round(stage.coordinator, stage.round.pk, RoundSettings(title="Second"), version=1)
    assert stage.fresh().title == "First"


def test_a_closed_round_is_not_changed(stage):
    stage.opened()
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    with pytest.raises(ConflictError, match="closed"):
        services.change_round(stage.coordinator, stage.round.pk, RoundSettings())
