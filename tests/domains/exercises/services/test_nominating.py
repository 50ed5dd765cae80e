import pytest

from comity.base.errors import ConflictError, NotAllowedError, NotFoundError
from comity.domains.exercises.models import Submission
from comity.domains.exercises.services.nominating import nominate_submission, provisional_verdict
from comity.domains.exercises.services.submitting import submit_results
from comity.kernel.audit.models import AuditEntry
from tests.submission_round import GOOD, close, open_round


@pytest.fixture
def made(house):
    return open_round(house)


def submit(made, actor):
    return submit_results(actor, made.enrolment.pk, GOOD)


def test_the_manager_nominates_one_and_only_one_counts(made):
    submit(made, made.analyst)
    second = submit(made, made.colleague)
    assert nominate_submission(made.manager, second.pk).nominated
    assert [one.pk for one in Submission.objects.filter(nominated=True)] == [second.pk]
    assert AuditEntry.objects.get(verb="nominate submission").detail["instead_of"] == 1
    nominate_submission(made.manager, second.pk)
    assert AuditEntry.objects.filter(verb="nominate submission").count() == 1


def test_analysts_do_not_nominate_and_strangers_find_nothing(made):
    first = submit(made, made.analyst)
    with pytest.raises(NotAllowedError):
        nominate_submission(made.analyst, first.pk)
    for actor in (made.stranger, made.coordinator, made.colleague):
        with pytest.raises(NotFoundError):
            nominate_submission(actor, first.pk)


def test_after_the_close_nothing_is_exchanged(made):
    submit(made, made.analyst)
    second = submit(made, made.colleague)
    close(made)
    with pytest.raises(ConflictError):
        nominate_submission(made.manager, second.pk)


def test_a_verdict_fixes_what_counts(made):
    first = submit(made, made.analyst)
    verdicts = provisional_verdict(made.analyst, first.pk)
    assert [(one.measurand, one.score, one.performance) for one in verdicts] == [("cocaine", 0.2, "satisfactory")]
    later = submit(made, made.analyst)
    assert not later.nominated
    with pytest.raises(ConflictError) as refused:
        nominate_submission(made.manager, later.pk)
    assert refused.value.code == "verdict-seen"
    with pytest.raises(ConflictError):
        provisional_verdict(made.analyst, later.pk)
    assert provisional_verdict(made.manager, first.pk) == verdicts
    assert AuditEntry.objects.filter(verb="provisional verdict").count() == 1


def test_there_is_no_verdict_where_nothing_is_known_and_nothing_is_fixed(house):
    made = open_round(house)
    for evaluation in made.round.plan["evaluations"]:
        evaluation.pop("assigned_value", None)
    made.round.plan_digest = "e" * 64
    made.round.save()
    first = submit(made, made.analyst)
    with pytest.raises(ConflictError):
        provisional_verdict(made.analyst, first.pk)
    assert Submission.objects.get().verdict_at is None


def test_a_colleague_does_not_get_the_verdict(made):
    first = submit(made, made.analyst)
    with pytest.raises(NotFoundError):
        provisional_verdict(made.colleague, first.pk)
