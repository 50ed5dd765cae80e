"""Two people at once: one gets the last place, nobody writes over somebody else, nothing is half done."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from comity.base.errors import ComityError
from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, Parcel, ParticipantCode, Round
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.parties.models import Party
from tests.domains.exercises.rounds import set_stage

pytestmark = pytest.mark.django_db(transaction=True)
NODE = Actor.system("test")


def at_once(deeds) -> list[str]:
    """Each deed in its own thread with its own connection; what became of it."""

    def do(deed) -> str:
        try:
            deed()
        except ComityError as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(do, deeds))


def test_the_last_place_is_given_exactly_once(house):
    stage = set_stage(house, capacity=3).planned()
    parties = [Party.objects.create(kind="laboratory", name=f"Laboratory {number}") for number in range(8)]
    made = services.invite_laboratories(stage.coordinator, stage.round.pk, [party.pk for party in parties])
    answers = at_once(
        [lambda one=one: services.answer_invitation(NODE, one.pk, accept=True) for one in made],
    )
    assert answers == ["done"] * 3 + ["round-full"] * 5
    assert Enrolment.objects.filter(state="enrolled").count() == ParticipantCode.objects.count() == 3
    assert AuditEntry.objects.filter(verb="answer invitation").count() == 3


def test_invitation_and_request_meet_and_one_record_remains(house):
    stage = set_stage(house, requests=True).planned()
    manager = stage.laboratory(house.institute)
    answers = at_once(
        [
            lambda: services.invite_laboratories(stage.coordinator, stage.round.pk, [house.institute.pk]),
            lambda: services.request_enrolment(manager, stage.round.pk, house.institute.pk),
            lambda: services.invite_laboratories(stage.coordinator, stage.round.pk, [house.institute.pk]),
        ]
    )
    assert set(answers) <= {"done", "enrolment-does-not-allow"}
    assert Enrolment.objects.filter(laboratory=house.institute).count() == 1


def test_two_coordinators_save_the_plan_at_once_and_nothing_is_lost(house):
    stage = set_stage(house).planned()
    other = house.actor("Second coordinator", house.network, Role.COORDINATOR)
    version, plans = stage.fresh().version, []
    for value in (44.0, 46.0, 47.0, 48.0):
        plans.append(stage.fresh().plan)
        plans[-1]["evaluations"][0]["assigned_value"]["value"] = value
    writers = [stage.coordinator, other, stage.statistician, other]
    answers = at_once(
        [
            lambda who=who, plan=plan: services.save_plan(who, stage.round.pk, plan, version=version)
            for who, plan in zip(writers, plans, strict=True)
        ]
    )
    assert answers == ["changed-meanwhile"] * 3 + ["done"]
    kept = stage.fresh()
    assert (kept.plan in plans, kept.version) == (True, version + 1)
    assert AuditEntry.objects.filter(verb="save plan").count() == 2


def test_a_round_is_closed_once(house):
    stage = set_stage(house).opened().past_deadline()
    answers = at_once([lambda: services.close_round(stage.coordinator, stage.round.pk)] * 4)
    assert answers == ["done"] + ["state-does-not-allow"] * 3
    assert AuditEntry.objects.filter(verb="close round").count() == 1
    assert Round.objects.get(pk=stage.round.pk).version == stage.fresh().version


def test_each_laboratory_gets_one_parcel_however_often_it_is_asked_for(house):
    stage = set_stage(house).opened()
    stage.enrolled(house.laboratory)
    stage.enrolled(house.institute)
    assert at_once([lambda: services.prepare_parcels(stage.coordinator, stage.round.pk)] * 3) == ["done"] * 3
    assert Parcel.objects.count() == 2


def test_a_phone_that_sends_twice_confirms_once(house):
    stage = set_stage(house).opened()
    stage.enrolled(house.laboratory)
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    services.dispatch_parcel(stage.coordinator, one.parcel.pk)
    phone = Actor.visitor("198.51.100.7")
    answers = at_once([lambda: services.confirm_delivery_by_label(phone, one.secret)] * 4)
    assert answers == ["done"] * 4
    assert AuditEntry.objects.filter(verb="confirm delivery").count() == 1


def test_a_laboratory_that_leaves_while_it_submits_has_either_left_or_submitted(house):
    from comity.domains.exercises.models import Submission
    from comity.domains.exercises.services.submitting import submit_results

    stage = set_stage(house).opened()
    enrolment = stage.enrolled(house.laboratory)
    manager = stage.laboratory(house.laboratory)
    rows = [{"item": "A", "measurand": "cocaine", "result": "45.1", "unit": "%"}]
    answers = at_once(
        [
            lambda: submit_results(manager, enrolment.pk, rows),
            lambda: services.withdraw_enrolment(manager, enrolment.pk, reason="moved to another round"),
        ]
    )
    assert answers.count("done") == 1
    enrolment.refresh_from_db()
    assert (enrolment.state == "enrolled") == Submission.objects.exists()
