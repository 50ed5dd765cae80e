"""Invitations and moved deadlines reach whom they are for, in their language, even when the mail server was away."""

from datetime import timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from comity.base.clock import now
from comity.domains.exercises import services, tasks
from comity.domains.exercises.conduct.life import LATE_RESULTS
from comity.domains.exercises.mailing import TRIED_AGAIN_AFTER
from comity.domains.exercises.models import ParticipantCode, Round, Submission
from comity.kernel.accounts.models import User
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.rounds import REASON, set_stage


@pytest.fixture
def stage(house):
    return set_stage(house)


def waiting(name):
    found = DBTaskResult.objects.filter(task_path__endswith=name).order_by("enqueued_at")
    return [(one.args_kwargs["args"], one.run_after) for one in found]


def work_off(name):
    """Do what waits, without looking at the clock."""
    for one in DBTaskResult.objects.filter(task_path__endswith=name):
        one.delete()
        getattr(tasks, name).call(*one.args_kwargs["args"])


def refuse(*_args, **_kwargs):
    raise ConnectionRefusedError("the mail server is away")


def test_an_invitation_reaches_managers_only_in_their_language(house, stage):
    manager = stage.laboratory(house.laboratory)
    stage.laboratory(house.laboratory, Role.ANALYST)
    stage.laboratory(house.second_laboratory)
    User.objects.filter(pk=manager.user_id).update(language="fr")
    stage.invited(house.laboratory)
    assert mail.outbox == []
    work_off("mail_person")
    assert [one.to for one in mail.outbox] == [[User.objects.get(pk=manager.user_id).email]]
    assert str(stage.round.pk) in mail.outbox[0].body


def test_who_is_invited_already_is_not_told_again(house, stage):
    stage.laboratory(house.laboratory)
    stage.invited(house.laboratory)
    services.invite_laboratories(stage.coordinator, stage.round.pk, [house.laboratory.pk])
    assert len(waiting("mail_person")) == 1


def test_an_invitation_that_was_answered_meanwhile_is_not_sent(house, stage):
    manager = stage.laboratory(house.laboratory)
    enrolment = stage.invited(house.laboratory)
    services.answer_invitation(manager, enrolment.pk, accept=False)
    work_off("mail_person")
    assert mail.outbox == []


def test_a_mail_server_that_is_away_loses_nothing(house, stage, monkeypatch):
    stage.laboratory(house.laboratory)
    stage.invited(house.laboratory)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        work_off("mail_person")
    ((args, at),) = waiting("mail_person")
    assert args[-1] == 1
    assert timedelta(seconds=50) < at - now() <= TRIED_AGAIN_AFTER[0]
    work_off("mail_person")
    assert len(mail.outbox) == 1
    assert waiting("mail_person") == []


def test_it_is_tried_for_days_and_not_for_ever(house, stage, monkeypatch):
    stage.laboratory(house.laboratory)
    stage.invited(house.laboratory)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    for attempt in range(len(TRIED_AGAIN_AFTER)):
        work_off("mail_person")
        assert [args[-1] for args, _ in waiting("mail_person")] == [attempt + 1]
    work_off("mail_person")
    assert waiting("mail_person") == []


def test_a_moved_deadline_is_told_to_those_who_take_part(house, stage):
    stage.opened()
    stage.enrolled(house.laboratory)
    stage.laboratory(house.laboratory, Role.ANALYST)
    stage.laboratory(house.second_laboratory)
    stage.invited(house.second_laboratory)
    DBTaskResult.objects.all().delete()
    services.move_deadline(stage.coordinator, stage.round.pk, stage.fresh().deadline + timedelta(days=7), reason=REASON)
    work_off("mail_person")
    assert len(mail.outbox) == 1
    assert "2" in mail.outbox[0].body


def test_what_was_late_is_in_time_after_the_deadline_moved(house, stage):
    stage.opened()
    stage.enrolled(house.laboratory)
    stage.past_deadline()
    code = ParticipantCode.objects.get(round=stage.round)
    made = [
        Submission.objects.create(
            code=code,
            version=version,
            rows=[],
            submitted_at=now() + after,
            late=True,
            receipt_digest="0" * 64,
            source="page",
        )
        for version, after in ((1, timedelta()), (2, timedelta(days=30)))
    ]
    services.move_deadline(stage.coordinator, stage.round.pk, now() + timedelta(days=7), reason=REASON)
    for one in made:
        one.refresh_from_db()
    assert [one.late for one in made] == [False, True]


def long_past(stage):
    """So long after the deadline that late results have had their time."""
    stage.past_deadline()
    Round.objects.filter(pk=stage.round.pk).update(deadline=now() - LATE_RESULTS - timedelta(days=40))


def test_the_node_closes_a_round_at_its_time_and_once(stage):
    stage.opened()
    ((args, due),) = waiting("close_when_due")
    deadline = stage.fresh().deadline
    late = deadline + timedelta(hours=stage.fresh().grace_hours) + LATE_RESULTS
    assert timedelta() < due - late < timedelta(seconds=1)
    tasks.close_when_due.call(*args)  # too early: it waits on
    assert stage.fresh().state == "open"
    assert len(waiting("close_when_due")) == 2
    services.move_deadline(stage.coordinator, stage.round.pk, deadline + timedelta(days=7), reason=REASON)
    stage.past_deadline()
    tasks.close_when_due.call(*args)
    assert stage.fresh().state == "open", "late results are still taken"
    long_past(stage)
    tasks.close_when_due.call(*args)
    closed = stage.fresh()
    assert closed.state == "closed"
    tasks.close_when_due.call(*args)
    assert stage.fresh().version == closed.version


def test_a_round_that_nobody_waits_for_is_closed_by_a_worker_that_starts(stage):
    long_past(stage.opened())
    DBTaskResult.objects.all().delete()
    tasks.resume_unfinished()
    work_off("close_when_due")
    assert stage.fresh().state == "closed"
