"""People who ask for what is not theirs: every answer is that of a thing that does not exist, or of a verb refused."""

import pytest

from comity.base.errors import ComityError, ConflictError, NotAllowedError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.models import Enrolment, Parcel
from comity.domains.exercises.services import PermitDetails, RoundSettings
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import REASON, plan_data, set_stage, stranger_id


@pytest.fixture
def stage(house):
    made = set_stage(house).opened()
    made.enrolled(house.laboratory)
    made.enrolled(house.institute)
    services.prepare_parcels(made.coordinator, made.round.pk)
    return made


def by_enrolment(enrolment_id):
    """Everything that can be asked or done with the id of an enrolment."""
    return [
        lambda actor: queries.get_enrolment(actor, enrolment_id),
        lambda actor: queries.permits(actor, enrolment_id),
        lambda actor: queries.parcels_of(actor, enrolment_id),
        lambda actor: services.answer_invitation(actor, enrolment_id, accept=True),
        lambda actor: services.decide_request(actor, enrolment_id, accept=True),
        lambda actor: services.withdraw_enrolment(actor, enrolment_id, reason=REASON),
        lambda actor: services.set_menu(actor, enrolment_id, []),
        lambda actor: services.record_permit(actor, enrolment_id, PermitDetails("import", "needed")),
    ]


def by_parcel(parcel_id):
    """Everything that can be asked or done with the id of a parcel."""
    return [
        lambda actor: queries.get_parcel(actor, parcel_id),
        lambda actor: queries.parcel_events(actor, parcel_id),
        lambda actor: services.dispatch_parcel(actor, parcel_id),
        lambda actor: services.confirm_delivery(actor, parcel_id),
        lambda actor: services.report_damage(actor, parcel_id, note="broken"),
        lambda actor: services.replace_parcel(actor, parcel_id),
        lambda actor: services.renew_label(actor, parcel_id),
    ]


def by_round(round_id):
    """Everything that only the organiser may ask or do with the id of a round."""
    return [
        lambda actor: queries.get_organised_round(actor, round_id),
        lambda actor: queries.enrolments(actor, round_id),
        lambda actor: queries.participants(actor, round_id),
        lambda actor: queries.parcels(actor, round_id),
        lambda actor: queries.progress(actor, round_id),
        lambda actor: queries.deviations(actor, round_id),
        lambda actor: queries.item_checks(actor, round_id),
        lambda actor: services.change_round(actor, round_id, RoundSettings()),
        lambda actor: services.save_plan(actor, round_id, plan_data(), version=None),
        lambda actor: services.freeze_plan(actor, round_id),
        lambda actor: services.open_round(actor, round_id),
        lambda actor: services.close_round(actor, round_id, reason=REASON),
        lambda actor: services.release_round(actor, round_id),
        lambda actor: services.amend_round(actor, round_id, reason=REASON),
        lambda actor: services.invite_laboratories(actor, round_id, []),
        lambda actor: services.prepare_parcels(actor, round_id),
        lambda actor: services.look_up_code(actor, round_id, "BBBBBB", REASON),
    ]


def answer(attempt, actor) -> str:
    with pytest.raises(ComityError) as refused:
        attempt(actor)
    return f"{type(refused.value).__name__} {refused.value.to_data()}"


@pytest.mark.parametrize("role", [Role.LABORATORY_MANAGER, Role.ANALYST, Role.QUALITY_MANAGER, Role.OBSERVER])
def test_ids_of_others_answer_exactly_as_ids_of_nothing(stage, role):
    actor = stage.laboratory(stage.house.laboratory, role)
    theirs = Enrolment.objects.get(laboratory=stage.house.institute)
    parcel = Parcel.objects.get(enrolment=theirs)
    before = AuditEntry.objects.count()
    for kind, record_id in ((by_enrolment, theirs.pk), (by_parcel, parcel.pk), (by_round, stage.round.pk)):
        for guessed, nothing in zip(kind(record_id), kind(stranger_id()), strict=True):
            assert answer(guessed, actor) == answer(nothing, actor)
            assert answer(guessed, actor).startswith("NotFoundError")
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", sorted(Role))
def test_people_of_another_organiser_find_nothing(stage, role):
    actor = stage.house.actor("Somebody", stage.house.operator, role)
    enrolment = Enrolment.objects.first()
    parcel = Parcel.objects.get(enrolment=enrolment)
    for attempt in (*by_enrolment(enrolment.pk), *by_parcel(parcel.pk), *by_round(stage.round.pk)):
        assert answer(attempt, actor) == answer(attempt, Actor.visitor(""))
        assert answer(attempt, actor).startswith("NotFoundError")


def test_codes_of_others_are_not_there(stage):
    actor = stage.laboratory(stage.house.laboratory)
    for question in (queries.own_code, queries.code_lookups):
        for laboratory_id in (stage.house.institute.pk, stranger_id()):
            with pytest.raises(NotFoundError):
                question(actor, stage.round.pk, laboratory_id)
    for laboratory_id in (stage.house.institute.pk, stranger_id()):
        with pytest.raises(NotFoundError):
            queries.get_laboratory_round(actor, stage.round.pk, laboratory_id=laboratory_id)


def test_the_statistician_is_told_no_name_by_any_question(stage):
    """Neither by answers nor by errors, nor by whether a name that is asked for is there."""
    actor, round_id = stage.statistician, stage.round.pk
    names = {party.name for party in (stage.house.laboratory, stage.house.institute)}
    shown = repr(
        [
            queries.participants(actor, round_id),
            queries.participation_by_region(actor, round_id),
            list(queries.deviations(actor, round_id)),
            queries.item_checks(actor, round_id),
            queries.published_rounds(actor),
            queries.get_organised_round(actor, round_id).plan,
        ]
    )
    assert not [name for name in names if name in shown]
    assert not {"GH", "NL"} & {cell.group[0] for cell in _shown(queries.participation_by_region(actor, round_id))}
    for text in ("Laboratory North", "no such laboratory"):
        for question in (queries.enrolments, queries.parcels, queries.progress):
            asked = {"text": text} if question is queries.enrolments else {}
            assert answer(lambda who, q=question, a=asked: q(who, round_id, **a), actor) == answer(
                lambda who, q=question: q(who, round_id), actor
            )


def _shown(table):
    return [cell for cell in table.cells if cell.shown and cell.group]


def test_ids_of_enrolments_and_parcels_tell_the_statistician_nothing(stage):
    enrolment = Enrolment.objects.first()
    parcel = Parcel.objects.get(enrolment=enrolment)
    for kind, record_id in ((by_enrolment, enrolment.pk), (by_parcel, parcel.pk)):
        for guessed, nothing in zip(kind(record_id), kind(stranger_id()), strict=True):
            assert answer(guessed, stage.statistician) == answer(nothing, stage.statistician)


def test_the_statistician_is_refused_the_coordinators_verbs(stage):
    for attempt in (
        lambda: queries.enrolments(stage.statistician, stage.round.pk),
        lambda: services.look_up_code(
            stage.statistician, stage.round.pk, stage.code_of(stage.house.laboratory), REASON
        ),
        lambda: services.invite_laboratories(stage.statistician, stage.round.pk, [stage.house.laboratory.pk]),
        lambda: services.prepare_parcels(stage.statistician, stage.round.pk),
    ):
        with pytest.raises(NotAllowedError) as refused:
            attempt()
        assert "Laboratory" not in refused.value.render()


def test_a_withdrawal_does_not_show_which_code_has_gone(stage):
    before = queries.participants(stage.statistician, stage.round.pk)
    services.withdraw_enrolment(stage.coordinator, Enrolment.objects.first().pk, reason=REASON)
    assert queries.participants(stage.statistician, stage.round.pk) == before


def test_coordinators_get_no_code_by_any_question_but_the_look_up(stage):
    codes = {stage.code_of(party) for party in (stage.house.laboratory, stage.house.institute)}
    rows = [
        *queries.enrolments(stage.coordinator, stage.round.pk),
        *queries.parcels(stage.coordinator, stage.round.pk),
        *AuditEntry.objects.all(),
    ]
    text = repr([{name: str(value) for name, value in vars(row).items()} for row in rows])
    assert not [code for code in codes if code in text]


def test_coordinators_do_not_watch_codes_appear_beside_names(stage):
    """Who enrols a laboratory and then finds one code more in the list has looked it up without a record."""
    with pytest.raises(ConflictError, match="after the round has been closed"):
        queries.participants(stage.coordinator, stage.round.pk)
    assert len(queries.participants(stage.statistician, stage.round.pk)) == 2
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    assert len(queries.participants(stage.coordinator, stage.round.pk)) == 2


def test_a_laboratory_does_not_submit_a_plan_or_look_into_it(stage):
    manager = stage.laboratory(stage.house.laboratory)
    enrolment = queries.laboratory_rounds(manager).get()
    assert "plan" in enrolment.round.get_deferred_fields()
    with pytest.raises(NotFoundError):
        services.save_plan(manager, stage.round.pk, plan_data(), version=None)


def test_an_actor_whose_role_ended_is_a_visitor(stage):
    for attempt in by_round(stage.round.pk):
        assert answer(attempt, Actor(user_id=stage.coordinator.user_id)).startswith("NotFoundError")
