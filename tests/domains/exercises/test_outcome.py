"""Hostile people after the deadline: whoever asks for what is not theirs gets nothing, and learns nothing from it."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from comity.base.errors import ConflictError, NotAllowedError, NotFoundError
from comity.domains.exercises import services
from comity.domains.exercises.models import EvaluationRun, FollowUp, Notice, ReportFile, Screening
from comity.domains.exercises.queries import affairs, longitudinal, outcome
from comity.domains.exercises.services.evaluations import request_evaluation
from comity.domains.exercises.services.gates import decide_result, request_screening
from comity.kernel import files
from comity.kernel.accounts.roles import Role
from comity.kernel.jobs.models import Lease
from tests.domains.exercises.closed import REASON, close_round_of, work


@pytest.fixture
def closed(house):
    return close_round_of(house)


def signed_in(client, actor):
    from comity.kernel.accounts.models import User

    user = User.objects.get(pk=actor.user_id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def secrets_of(closed) -> list[bytes]:
    """What would tell a statistician who somebody is: names and keys of laboratories."""
    return [text.encode() for party in closed.laboratories for text in (party.name, str(party.pk))]


QUERIES = (
    "",
    "?sort=laboratory",
    "?sort=-name",
    "?sort=code__laboratory__name",
    "?q=North",
    "?code__laboratory__name__startswith=L",
    "?performance=Laboratory",
    "?format=csv",
    "?format=csv&sort=code__laboratory__country",
    "?page=999&sort=technique",
)


def test_no_question_makes_the_statistician_s_pages_name_anybody(closed, client):
    run = closed.decided().evaluated()
    browser = signed_in(client, closed.statistician)
    pages = [reverse("outcome:scores", args=[run.pk])]
    pages += [reverse(f"outcome:{name}", args=[closed.pk]) for name in ("gates", "evaluation", "standard")]
    secrets = secrets_of(closed)
    for address in [page + query for page in pages for query in QUERIES]:
        answer = browser.get(address)
        assert answer.status_code == 200
        assert not any(secret in answer.content for secret in secrets), address


def test_sorting_by_a_name_is_the_same_as_not_sorting(closed, client):
    run = closed.decided().evaluated()
    browser = signed_in(client, closed.statistician)
    address = reverse("outcome:scores", args=[run.pk])
    codes = [
        [row.code.code for row in browser.get(address + q).context["table"].page] for q in ("", "?sort=laboratory")
    ]
    assert codes[0] == codes[1]


def test_a_name_filters_as_any_nonsense_does(closed, client):
    run = closed.decided().evaluated()
    browser = signed_in(client, closed.statistician)
    address = reverse("outcome:scores", args=[run.pk])
    counts = {
        browser.get(f"{address}?q={q}").context["table"].page.paginator.count for q in ("Laboratory", "Ministry", "zzz")
    }
    assert counts == {0}


def test_documents_and_reports_of_the_round_name_nobody(closed):
    run = closed.decided().evaluated()
    contents = [files.read(run.document_digest)] + [files.read(file.digest) for file in run.files.all()]
    assert not any(secret in content for content in contents for secret in secrets_of(closed))


def test_the_statistician_reads_no_coordinator_s_report_and_no_case(closed):
    run = closed.decided().evaluated()
    secret = ReportFile.objects.filter(run=run, audience="coordinator").first()
    with pytest.raises(NotFoundError):
        outcome.get_file(closed.statistician, secret.pk)
    with pytest.raises(NotAllowedError):
        affairs.cases_of_round(closed.statistician, closed.pk)


def test_no_error_tells_the_statistician_whose_code_it_is(closed):
    for code in (closed.code(0), "BBBBBB", closed.laboratories[0].name, str(closed.laboratories[0].pk)):
        closed_pair = {"item": "A", "measurand": "cocaine", "action": "keep"}
        if code == closed.code(0):
            continue
        with pytest.raises(NotFoundError) as refused:
            decide_result(closed.statistician, closed.pk, code=code, reason=REASON, **closed_pair)
        assert str(refused.value) == str(NotFoundError())


def test_before_the_close_nobody_of_the_organiser_reads_results(house):
    opened = close_round_of(house, close=False)
    for actor in (opened.coordinator, opened.statistician):
        for ask in (outcome.findings, outcome.runs, outcome.decisions, outcome.latest_screening):
            with pytest.raises(NotAllowedError):
                ask(actor, opened.pk)
        for act in (request_screening, request_evaluation):
            with pytest.raises(ConflictError):
                act(actor, opened.pk)
    assert not Screening.objects.exists()


def test_before_the_close_the_answer_does_not_depend_on_results(house, client):
    opened = close_round_of(house, close=False)
    browser = signed_in(client, opened.coordinator)
    pages = []
    for _ in range(2):
        answer = browser.get(reverse("outcome:standard", args=[opened.pk]))
        pages.append([(a.cells if hasattr(a, "cells") else str(a.evidence)) for a in answer.context["table"].rows])
        from comity.domains.exercises.models import Submission

        Submission.objects.filter(code__code=opened.code(0)).delete()
    assert pages[0] == pages[1]


def test_a_laboratory_reads_its_own_report_and_no_other(closed, client):
    closed.released()
    foreign = ReportFile.objects.filter(audience="laboratory").exclude(code__laboratory=closed.laboratories[2])
    coordinators = ReportFile.objects.filter(audience="coordinator")
    browser = signed_in(client, closed.person(2))
    nothing = browser.get(reverse("outcome:file", args=[closed.pk]))  # an id of something else
    for file in [*foreign[:3], *coordinators[:1]]:
        answer = browser.get(reverse("outcome:file", args=[file.pk]))
        assert (answer.status_code, len(answer.content)) == (404, len(nothing.content))
    for name in ("gates", "evaluation", "cases", "standard", "release"):
        assert browser.get(reverse(f"outcome:{name}", args=[closed.pk])).status_code in {403, 404}
    assert browser.get(reverse("outcome:scores", args=[EvaluationRun.objects.get().pk])).status_code == 404


def test_nothing_is_read_before_the_release(closed, client):
    run = closed.decided().evaluated()
    manager = closed.person(0)
    own = ReportFile.objects.filter(run=run, code__laboratory=closed.laboratories[0]).first()
    with pytest.raises(NotFoundError):
        outcome.get_file(manager, own.pk)
    assert not outcome.own_reports(manager, closed.pk).exists()
    assert not outcome.own_scores(manager).exists()
    assert signed_in(client, manager).get(reverse("outcome:round", args=[closed.pk])).status_code == 404


def test_nobody_acts_on_the_affairs_of_another_laboratory(closed):
    closed.released()
    stranger, mine = closed.person(4), closed.laboratories[3]
    with pytest.raises(NotFoundError):
        affairs.get_follow_up(stranger, FollowUp.objects.filter(laboratory=mine).first().pk)
    with pytest.raises(NotFoundError):
        services_file_case(stranger, closed.pk, mine.pk)
    with pytest.raises(NotFoundError):
        longitudinal.performance(stranger, mine.pk)
    from comity.domains.exercises.services.notices import acknowledge_notice

    with pytest.raises(NotFoundError):
        acknowledge_notice(stranger, Notice.objects.filter(laboratory=mine).first().pk)


def services_file_case(actor, round_id, laboratory_id):
    from comity.domains.exercises.services.cases import file_case

    return file_case(actor, round_id, laboratory_id=laboratory_id, kind="complaint", text="It was not us at all.")


def test_who_asks_for_a_second_evaluation_is_told_that_one_runs(closed):
    closed.decided()
    first = request_evaluation(closed.statistician, closed.pk)
    with pytest.raises(ConflictError) as refused:
        request_evaluation(closed.coordinator, closed.pk)
    assert refused.value.code == "evaluation-running"
    work()
    assert [run.pk for run in EvaluationRun.objects.all()] == [first.pk]


def test_two_releases_release_once(closed):
    closed.decided().evaluated()
    seen = closed.fresh().version
    services.release_round(closed.coordinator, closed.pk, version=seen)
    with pytest.raises(ConflictError):
        services.release_round(closed.coordinator, closed.pk, version=seen)
    assert Notice.objects.filter(kind="released").count() == 12


def test_an_evaluation_that_was_killed_leaves_nothing_half_written_and_is_done_again(closed, monkeypatch):
    from comity.domains.exercises.services import evaluations

    closed.decided()
    run = request_evaluation(closed.statistician, closed.pk)
    whole = evaluations._keep

    def killed(*_args):
        raise KeyboardInterrupt  # as a signal would: no handler of ours sees it

    monkeypatch.setattr(evaluations, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    run.refresh_from_db()
    assert (run.state, run.document_digest) == ("running", "")
    assert not run.files.exists()
    assert not run.scores.exists()
    assert closed.fresh().state == "closed"
    monkeypatch.setattr(evaluations, "_keep", whole)
    from comity.domains.exercises.tasks import resume_unfinished

    assert resume_unfinished() == 1
    work()
    run.refresh_from_db()
    assert (run.state, EvaluationRun.objects.count()) == ("done", 1)


def test_a_job_that_runs_is_not_begun_a_second_time(closed):
    from datetime import timedelta

    from comity.base.clock import now
    from comity.domains.exercises.tasks import evaluate_round

    closed.decided()
    run = request_evaluation(closed.statistician, closed.pk)
    EvaluationRun.objects.filter(pk=run.pk).update(state="running")
    Lease.objects.create(job=f"evaluation:{run.pk}", holder="another", until=now() + timedelta(minutes=1))
    evaluate_round.enqueue(str(run.pk))
    work()
    run.refresh_from_db()
    assert (run.state, run.document_digest) == ("running", "")
    with pytest.raises(ConflictError):
        request_evaluation(closed.statistician, closed.pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_evaluate_at_the_same_moment_start_one_run(house):
    closed = close_round_of(house)
    closed.decided()
    told: list[str] = []

    def ask(actor):
        try:
            request_evaluation(actor, closed.pk)
            told.append("started")
        except ConflictError as error:
            told.append(error.code)
        finally:
            connection.close()

    people = [threading.Thread(target=ask, args=(actor,)) for actor in (closed.coordinator, closed.statistician)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(told) == ["evaluation-running", "started"]


def test_an_amendment_tells_those_whom_it_concerns_and_no_others(closed):
    closed.released()
    decide_result(
        closed.coordinator,
        closed.pk,
        item="B",
        measurand="cocaine",
        code=closed.code(5),
        action="exclude",
        reason=REASON,
    )
    with pytest.raises(ConflictError):
        services.amend_round(closed.coordinator, closed.pk, reason=REASON)
    closed.evaluated(reason=REASON)
    services.amend_round(closed.coordinator, closed.pk, reason=REASON)
    work()
    told = Notice.objects.filter(kind="amended")
    assert told.exists()
    assert {one.text for one in told} == {REASON}
    assert closed.fresh().state == "amended"
    holding = outcome.released_run(closed.pk)
    assert holding.version == 2
    assert {file.run_id for file in outcome.own_reports(closed.person(0), closed.pk)} == {holding.pk}


def test_the_table_by_region_is_the_same_for_everybody_and_hides_the_few(closed):
    closed.released()
    seen = [
        longitudinal.population(actor, closed.pk)
        for actor in (closed.coordinator, closed.statistician, closed.person(0))
    ]
    assert seen[0] == seen[1] == seen[2]
    assert not next(line for line in seen[0] if line.group == ("americas", "BR")).shown
    observer = closed.stage.house.actor("Olga", closed.stage.house.operator, Role.OBSERVER)
    with pytest.raises(NotFoundError):
        longitudinal.population(observer, closed.pk)
