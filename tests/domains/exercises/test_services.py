"""What follows the close, service by service."""

import pytest
from django.core import mail

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises.models import FollowUp, Notice, Screening, Statement
from comity.domains.exercises.services.cases import answer_case, file_case
from comity.domains.exercises.services.evaluations import request_evaluation
from comity.domains.exercises.services.follow_ups import update_follow_up
from comity.domains.exercises.services.gates import decide_gate, request_screening
from comity.domains.exercises.services.notices import mail_notices
from comity.domains.exercises.services.statements import issue_statement
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.closed import REASON, SLIPPED, close_round_of, work

TEXT = "The result was transcribed wrongly."


@pytest.fixture
def closed(house):
    return close_round_of(house)


def test_the_gates_find_the_slip_with_its_consequence(closed):
    found = closed.screened()
    slip = next(one for one in found.findings if one["gate"] == "blunders")
    assert slip["laboratories"] == [closed.code(SLIPPED)]
    assert slip["consequence"]["scale_before"] > slip["consequence"]["scale_after"]
    assert found.results == 36


def test_nothing_is_evaluated_before_the_gates_and_the_decisions(closed):
    with pytest.raises(ConflictError) as refused:
        request_evaluation(closed.statistician, closed.pk)
    assert refused.value.code == "screening-needed"
    closed.screened()
    with pytest.raises(ConflictError) as refused:
        request_evaluation(closed.statistician, closed.pk)
    assert refused.value.code == "decisions-missing"


def test_a_decision_is_about_what_was_looked_at_and_has_a_reason(closed):
    first = closed.screened()
    with pytest.raises(InputError):
        decide_gate(closed.coordinator, closed.pk, screening_id=first.pk, findings=[0], action="keep", reason="no")
    Screening.objects.filter(pk=first.pk).update(requested_at="2026-01-01T00:00:00Z")
    closed.screened()
    with pytest.raises(ConflictError):
        decide_gate(closed.coordinator, closed.pk, screening_id=first.pk, findings=[0], action="keep", reason=REASON)


def test_two_who_run_the_gates_run_them_once(closed):
    request_screening(closed.statistician, closed.pk)
    with pytest.raises(ConflictError):
        request_screening(closed.coordinator, closed.pk)
    work()
    assert Screening.objects.count() == 1


def test_a_further_evaluation_needs_a_reason(closed):
    closed.decided().evaluated()
    with pytest.raises(InputError):
        request_evaluation(closed.statistician, closed.pk)


def test_the_release_gives_the_laboratory_its_list_and_tells_it_once(closed):
    manager = closed.person(SLIPPED)
    closed.released()
    mine = FollowUp.objects.filter(laboratory=closed.laboratories[SLIPPED])
    assert (mine.get(item="A", measurand="cocaine").performance, mine.first().state) == ("unsatisfactory", "open")
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert "unsatisfactory" not in sent.body
    assert closed.code(SLIPPED) not in sent.body + sent.subject
    assert manager.user_id
    assert mail_notices(Actor.system("again"), closed.pk) == 0
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_a_follow_up_is_explained_with_a_cause_and_closed_with_an_action(closed):
    closed.released()
    found = FollowUp.objects.filter(laboratory=closed.laboratories[SLIPPED]).first()
    manager = closed.person(SLIPPED)
    with pytest.raises(InputError):
        update_follow_up(manager, found.pk, state="explained")
    with pytest.raises(InputError):
        update_follow_up(manager, found.pk, state="closed", cause="a slip")
    done = update_follow_up(manager, found.pk, state="closed", cause="a slip", action="two persons check", version=1)
    assert (done.state, done.version) == ("closed", 2)
    with pytest.raises(ConflictError):
        update_follow_up(manager, found.pk, state="open", version=1)
    with pytest.raises(NotAllowedError):
        update_follow_up(closed.person(SLIPPED, Role.ANALYST), found.pk, state="open")


def test_an_appeal_follows_the_release_and_is_answered_once(closed):
    manager, laboratory = closed.person(0), closed.laboratories[0].pk
    with pytest.raises(ConflictError):
        file_case(manager, closed.pk, laboratory_id=laboratory, kind="appeal", text=TEXT)
    closed.released()
    case = file_case(manager, closed.pk, laboratory_id=laboratory, kind="appeal", text=TEXT)
    with pytest.raises(NotFoundError):
        answer_case(closed.statistician, case.pk, answer=TEXT, upheld=True)
    answered = answer_case(closed.coordinator, case.pk, answer="We judge it anew.", upheld=True, version=1)
    assert (answered.state, answered.upheld) == ("answered", True)
    with pytest.raises(ConflictError):
        answer_case(closed.coordinator, case.pk, answer="Or rather not.", upheld=False)
    assert Notice.objects.filter(kind="answered", laboratory=laboratory).count() == 1


def test_a_statement_is_issued_once_after_the_release(closed):
    manager, laboratory = closed.person(0), closed.laboratories[0].pk
    with pytest.raises(ConflictError):
        issue_statement(manager, closed.pk, laboratory)
    closed.released()
    made = issue_statement(manager, closed.pk, laboratory)
    assert issue_statement(closed.coordinator, closed.pk, laboratory).pk == made.pk
    assert files.read(made.digest).startswith(b"%PDF")
    for stranger in (closed.person(1), closed.statistician):
        with pytest.raises(NotFoundError):
            issue_statement(stranger, closed.pk, laboratory)
    assert Statement.objects.count() == 1
    assert AuditEntry.objects.filter(verb="issue statement").count() == 1
