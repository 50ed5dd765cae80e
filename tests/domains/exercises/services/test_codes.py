import pytest

from comity.base.errors import InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.models import CodeLookup
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import set_stage

WHY = "the laboratory appeals against its score"


@pytest.fixture
def stage(house):
    made = set_stage(house).opened()
    made.enrolled(house.laboratory)
    made.enrolled(house.institute)
    return made


def test_a_look_up_is_on_record_and_the_laboratory_sees_it(stage):
    code = stage.code_of(stage.house.laboratory)
    found = services.look_up_code(stage.coordinator, stage.round.pk, f" {code.lower()} ", WHY)
    assert (found.code, found.laboratory) == (code, stage.house.laboratory)
    manager = stage.laboratory(stage.house.laboratory)
    seen = queries.code_lookups(manager, stage.round.pk, stage.house.laboratory.pk).get()
    assert (seen.user_id, seen.acting_for, seen.role, seen.why) == (
        stage.coordinator.user_id,
        stage.house.network,
        "coordinator",
        WHY,
    )


def test_the_other_way_round_is_the_same_look_up(stage):
    found = services.look_up_code(stage.coordinator, stage.round.pk, why=WHY, laboratory_id=stage.house.institute.pk)
    assert found.code == stage.code_of(stage.house.institute)
    assert CodeLookup.objects.get().code.laboratory == stage.house.institute


def test_the_audit_entry_names_the_code_and_not_the_laboratory(stage):
    services.look_up_code(stage.coordinator, stage.round.pk, stage.code_of(stage.house.laboratory), WHY)
    entry = AuditEntry.objects.get(verb="look up code")
    assert entry.party_id == stage.house.network.pk
    assert str(stage.house.laboratory.pk) not in f"{entry.detail} {entry.object_ref}"


@pytest.mark.parametrize(("code", "why"), [("", WHY), ("BBBBBB", ""), ("BBBBBB", "because")])
def test_a_look_up_names_what_and_why(stage, code, why):
    with pytest.raises(InputError):
        services.look_up_code(stage.coordinator, stage.round.pk, code, why)
    assert not CodeLookup.objects.exists()


def test_an_unknown_code_is_not_found_and_not_written_down(stage):
    with pytest.raises(NotFoundError):
        services.look_up_code(stage.coordinator, stage.round.pk, "BBBBBB", WHY)
    assert not CodeLookup.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_nobody_but_the_coordinator_looks_up(stage, role):
    for party in (stage.house.network, stage.house.laboratory):
        actor = stage.house.actor(f"{role} at {party.name}", party, role)
        with pytest.raises((NotAllowedError, NotFoundError)):
            services.look_up_code(actor, stage.round.pk, stage.code_of(stage.house.laboratory), WHY)
    assert not CodeLookup.objects.exists()


def test_a_program_never_looks_up(stage):
    from dataclasses import replace

    from comity.kernel.accounts.policy import SCOPES

    program = replace(stage.coordinator, via="token", scopes=frozenset(SCOPES))
    with pytest.raises(NotAllowedError):
        services.look_up_code(program, stage.round.pk, stage.code_of(stage.house.laboratory), WHY)


def test_look_ups_are_never_changed_or_removed(stage):
    services.look_up_code(stage.coordinator, stage.round.pk, stage.code_of(stage.house.laboratory), WHY)
    lookup = CodeLookup.objects.get()
    for attempt in (lookup.save, lookup.delete, CodeLookup.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()


def test_an_analyst_does_not_see_who_looked_up(stage):
    analyst = stage.laboratory(stage.house.laboratory, Role.ANALYST)
    with pytest.raises(NotAllowedError):
        queries.code_lookups(analyst, stage.round.pk, stage.house.laboratory.pk)


def test_every_round_has_its_own_codes(stage):
    from comity.domains.exercises.models import ParticipantCode, Round
    from comity.kernel.accounts.actor import Actor

    second = services.create_round(stage.coordinator, stage.scheme.pk, code="2026/2")
    services.invite_laboratories(stage.coordinator, second.pk, [stage.house.laboratory.pk])
    enrolment = Round.objects.get(pk=second.pk).enrolments.get()
    services.answer_invitation(Actor.system("test"), enrolment.pk, accept=True)
    codes = ParticipantCode.objects.filter(laboratory=stage.house.laboratory).values_list("code", flat=True)
    assert len(set(codes)) == 2
