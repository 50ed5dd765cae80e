import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, ParticipantCode, Submission
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import REASON, set_stage


@pytest.fixture
def stage(house):
    return set_stage(house, requests=True).planned()


def test_invited_accepted_and_given_a_code(stage):
    house = stage.house
    made = services.invite_laboratories(stage.coordinator, stage.round.pk, [house.laboratory.pk, house.institute.pk])
    assert [one.state for one in made] == ["invited", "invited"]
    assert not ParticipantCode.objects.exists()
    manager = stage.laboratory(house.laboratory)
    enrolment = services.answer_invitation(manager, made[0].pk, accept=True, menu=["Cocaine"])
    assert (enrolment.state, enrolment.menu) == ("enrolled", ["cocaine"])
    assert len(stage.code_of(house.laboratory)) == 6


def test_inviting_again_changes_nothing_for_those_who_are_in(stage):
    stage.enrolled(stage.house.laboratory)
    assert services.invite_laboratories(stage.coordinator, stage.round.pk, [stage.house.laboratory.pk] * 3) == []


def test_who_declined_may_be_invited_again_and_keeps_one_record(stage):
    manager = stage.laboratory(stage.house.laboratory)
    enrolment = stage.invited(stage.house.laboratory)
    services.answer_invitation(manager, enrolment.pk, accept=False, reason="no capacity this year")
    with pytest.raises(ConflictError, match="nothing to answer"):
        services.answer_invitation(manager, enrolment.pk, accept=True)
    again = services.invite_laboratories(stage.coordinator, stage.round.pk, [stage.house.laboratory.pk])
    assert [one.pk for one in again] == [enrolment.pk]


def test_asked_and_taken_in_or_refused_with_a_reason(stage):
    north = services.request_enrolment(
        stage.laboratory(stage.house.laboratory), stage.round.pk, stage.house.laboratory.pk, note="first time"
    )
    south = services.request_enrolment(
        stage.laboratory(stage.house.institute), stage.round.pk, stage.house.institute.pk
    )
    assert services.decide_request(stage.coordinator, north.pk, accept=True).state == "enrolled"
    with pytest.raises(InputError, match="reason"):
        services.decide_request(stage.coordinator, south.pk, accept=False)
    assert services.decide_request(stage.coordinator, south.pk, accept=False, reason=REASON).state == "refused"
    with pytest.raises(ConflictError):
        services.request_enrolment(
            stage.laboratory(stage.house.institute, name="Another"), stage.round.pk, stage.house.institute.pk
        )


def test_the_manager_of_a_ministry_asks_for_its_laboratory_and_not_for_another(stage):
    ministry = stage.laboratory(stage.house.ministry)
    assert services.request_enrolment(ministry, stage.round.pk, stage.house.laboratory.pk).state == "requested"
    with pytest.raises(NotFoundError):
        services.request_enrolment(ministry, stage.round.pk, stage.house.institute.pk)


def test_an_analyst_does_not_enrol(stage):
    analyst = stage.laboratory(stage.house.laboratory, Role.ANALYST)
    with pytest.raises(NotAllowedError):
        services.request_enrolment(analyst, stage.round.pk, stage.house.laboratory.pk)
    with pytest.raises(NotAllowedError):
        services.answer_invitation(analyst, stage.invited(stage.house.laboratory).pk, accept=True)


def test_a_round_that_is_not_announced_is_not_there_for_those_not_invited(house):
    stage = set_stage(house).planned()
    with pytest.raises(NotFoundError):
        services.request_enrolment(stage.laboratory(house.laboratory), stage.round.pk, house.laboratory.pk)


def test_nobody_comes_in_beyond_capacity_or_after_the_close(house):
    stage = set_stage(house, capacity=1).opened()
    stage.enrolled(house.laboratory)
    with pytest.raises(ConflictError, match="All 1 places"):
        stage.enrolled(house.institute)
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    with pytest.raises(ConflictError, match="closed"):
        services.invite_laboratories(stage.coordinator, stage.round.pk, [house.second_laboratory.pk])


def test_who_leaves_gives_the_place_back_and_keeps_the_code(house):
    stage = set_stage(house, capacity=1).opened()
    enrolment = stage.enrolled(house.laboratory)
    code = stage.code_of(house.laboratory)
    services.withdraw_enrolment(stage.laboratory(house.laboratory), enrolment.pk, reason=REASON)
    stage.enrolled(house.institute)
    services.withdraw_enrolment(stage.coordinator, Enrolment.objects.get(laboratory=house.institute).pk, reason=REASON)
    stage.enrolled(house.laboratory)
    assert stage.code_of(house.laboratory) == code
    assert stage.code_of(house.institute) != code


def test_results_that_are_in_stand(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    code = ParticipantCode.objects.get()
    Submission.objects.create(code=code, version=1, submitted_at=enrolment.enrolled_at, source="page")
    with pytest.raises(ConflictError, match="they stand"):
        services.withdraw_enrolment(stage.laboratory(stage.house.laboratory), enrolment.pk, reason=REASON)


def test_people_states_and_ended_laboratories_do_not_take_part(stage):
    with pytest.raises(InputError, match="Network"):
        services.invite_laboratories(stage.coordinator, stage.round.pk, [stage.house.network.pk])
    person = stage.coordinator.person_id
    with pytest.raises((InputError, NotFoundError)):
        services.invite_laboratories(stage.coordinator, stage.round.pk, [person])


def test_one_wrong_laboratory_and_none_is_invited(stage):
    with pytest.raises(InputError):
        services.invite_laboratories(
            stage.coordinator, stage.round.pk, [stage.house.laboratory.pk, stage.house.network.pk]
        )
    assert not Enrolment.objects.exists()


def test_a_menu_is_kept_until_a_parcel_is_sent(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    manager = stage.laboratory(stage.house.laboratory)
    assert services.set_menu(manager, enrolment.pk, ["MDMA"]).menu == ["MDMA"]
    assert services.set_menu(stage.coordinator, enrolment.pk, None).menu is None
    with pytest.raises(ConflictError, match="Somebody else"):
        services.set_menu(manager, enrolment.pk, ["cocaine"], version=1)
    parcel = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0].parcel
    services.dispatch_parcel(stage.coordinator, parcel.pk)
    with pytest.raises(ConflictError, match="sent"):
        services.set_menu(manager, enrolment.pk, ["cocaine"])


def test_the_audit_trail_belongs_to_the_laboratory_and_holds_no_code(stage):
    stage.enrolled(stage.house.laboratory)
    entries = AuditEntry.objects.filter(party_id=stage.house.laboratory.pk)
    assert [entry.verb for entry in entries] == ["invite laboratories", "answer invitation"]
    code = stage.code_of(stage.house.laboratory)
    assert all(code not in f"{entry.detail} {entry.object_ref}" for entry in AuditEntry.objects.all())
