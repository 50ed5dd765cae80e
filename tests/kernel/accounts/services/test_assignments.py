from dataclasses import replace

import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts import queries, services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import authenticate_token
from comity.kernel.accounts.models import Assignment
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry


@pytest.fixture
def administrator(house):
    return house.actor("Adam", house.laboratory, Role.ADMINISTRATOR)


def test_a_further_role_for_somebody_who_acts_here(house, administrator):
    ana = house.person("Ana", house.laboratory)
    given = services.assign_role(administrator, ana.user_id, house.laboratory.pk, "quality_manager")
    assert (given.user_id, given.role) == (ana.user_id, "quality_manager")
    with pytest.raises(ConflictError):
        services.assign_role(administrator, ana.user_id, house.laboratory.pk, "quality_manager")


def test_who_acts_elsewhere_is_not_found(house, administrator):
    stranger = house.person("Ines", house.institute)
    with pytest.raises(NotFoundError):
        services.assign_role(administrator, stranger.user_id, house.laboratory.pk, "analyst")


def test_nobody_raises_themselves(house):
    manager = house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)
    for role in (Role.ADMINISTRATOR, Role.LABORATORY_MANAGER, Role.QUALITY_MANAGER):
        with pytest.raises(NotAllowedError):
            services.assign_role(manager, manager.user_id, house.laboratory.pk, role)
    analyst = house.actor("Ana", house.laboratory)
    with pytest.raises(NotAllowedError):
        services.assign_role(analyst, analyst.user_id, house.laboratory.pk, "administrator")


def test_an_unknown_role_is_an_input_error(house, administrator):
    with pytest.raises(InputError):
        services.assign_role(administrator, administrator.user_id, house.laboratory.pk, "king")


def test_ending_stops_power_and_tokens_at_once(house, administrator):
    ana = house.actor("Ana", house.laboratory)
    issued = services.create_token(ana, name="x", scopes=["parties:read"], days=1)
    assert authenticate_token(issued.secret).assignment_id == ana.assignment_id
    services.end_assignment(administrator, ana.assignment_id)
    assert authenticate_token(issued.secret) is None
    assert not queries.my_assignments(ana).exists()
    with pytest.raises(ConflictError):
        services.end_assignment(administrator, ana.assignment_id)


def test_a_person_gives_up_their_own_role(house):
    ana = house.actor("Ana", house.laboratory)
    services.end_assignment(ana, ana.assignment_id)
    entry = AuditEntry.objects.get(verb="end assignment")
    assert (entry.user_id, entry.party_id) == (ana.user_id, house.laboratory.pk)


def test_but_not_by_a_token(house):
    ana = house.actor("Ana", house.laboratory)
    with pytest.raises(NotAllowedError):
        services.end_assignment(
            replace(ana, via="token", scopes=frozenset({"people:write", "people:read"})), ana.assignment_id
        )


def test_the_last_administrator_stays(house, administrator):
    with pytest.raises(ConflictError) as refused:
        services.end_assignment(administrator, administrator.assignment_id)
    assert refused.value.code == "last-administrator"
    second = house.actor("Berta", house.laboratory, Role.ADMINISTRATOR)
    services.end_assignment(administrator, administrator.assignment_id)
    with pytest.raises(ConflictError):
        services.end_assignment(second, second.assignment_id)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_ends_assignments_of_another_organisation(house, administrator, role):
    victim = house.person("Victor", house.institute, Role.ANALYST)
    actor = house.actor("Someone", house.second_laboratory, role)
    missing = administrator.user_id
    for attempt in (victim.pk, missing):
        with pytest.raises(NotFoundError):
            services.end_assignment(actor, attempt)


def test_a_laboratory_manager_ends_analysts_but_no_administrator(house, administrator):
    manager = house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)
    services.end_assignment(manager, house.person("Ana", house.laboratory).pk)
    with pytest.raises(NotAllowedError):
        services.end_assignment(manager, administrator.assignment_id)


def test_the_ministry_administers_its_laboratories(house, administrator):
    minister = house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    services.end_assignment(minister, house.person("Ana", house.laboratory).pk)
    with pytest.raises(NotFoundError):
        services.end_assignment(administrator, minister.assignment_id)


def test_switching_to_ones_own_assignment_only(house):
    ana = house.actor("Ana", house.laboratory)
    other = house.person("Ana", house.institute, Role.OBSERVER)
    changed = services.switch_assignment(ana, other.pk)
    assert (changed.party_id, changed.role) == (house.institute.pk, "observer")
    with pytest.raises(NotFoundError):
        services.switch_assignment(ana, house.person("Olaf", house.institute).pk)
    Assignment.objects.filter(pk=other.pk).update(until=other.since)
    with pytest.raises(NotFoundError):
        services.switch_assignment(ana, other.pk)
    with pytest.raises(NotAllowedError):
        services.switch_assignment(replace(ana, via="token", scopes=frozenset()), ana.assignment_id)


def test_the_system_may_give_any_role(house):
    ana = house.person("Ana", house.laboratory)
    given = services.assign_role(Actor.system("test"), ana.user_id, house.laboratory.pk, "administrator")
    assert AuditEntry.objects.get(object_ref=f"assignment:{given.pk}").origin == "test"
