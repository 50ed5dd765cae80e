"""Handing in results: what is written, what is refused, and what is never lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises.models import Draft, Submission
from comity.domains.exercises.queries.submissions import get_entry, receipt_file
from comity.domains.exercises.services.drafts import save_draft
from comity.domains.exercises.services.submitting import submit_results
from comity.domains.exercises.submission.checking import RowFaultsError
from comity.domains.exercises.submission.receipt import digest_of
from comity.kernel.audit.models import AuditEntry
from tests.submission_round import COCAINE, GOOD, SCRIPT, close, move_deadline, open_round


@pytest.fixture
def made(house):
    return open_round(house)


def submit(made, actor=None, rows=GOOD, **more):
    return submit_results(actor or made.analyst, made.enrolment.pk, rows, **more)


def test_what_is_acknowledged_is_on_record_as_typed_with_its_receipt(made):
    found = Submission.objects.get(pk=submit(made, comment="All well.").pk)
    assert (found.rows, found.comment) == ([*map(dict, GOOD)], "All well.")
    assert (found.version, found.nominated, found.late, found.source) == (1, True, False, "page")
    assert digest_of(receipt_file(get_entry(made.analyst, made.enrolment.pk), found)) == found.receipt_digest
    entry = AuditEntry.objects.filter(verb="submit results").get()
    assert entry.party_id == made.enrolment.laboratory_id
    assert "K7TXQ4" not in str(entry.detail) + entry.object_ref
    assert "45" not in str(entry.detail)


@pytest.mark.parametrize("who", ["stranger", "coordinator"])
def test_a_laboratory_that_submits_for_another_finds_nothing_there(made, who):
    with pytest.raises(NotFoundError):
        submit(made, getattr(made, who))
    assert not Submission.objects.exists()


@pytest.mark.parametrize("role", ["quality_manager", "observer", "statistician", "administrator"])
def test_other_roles_of_the_laboratory_find_nothing_there(made, house, role):
    with pytest.raises(NotFoundError):
        submit(made, house.actor("Quinn", house.laboratory, role))


def test_a_token_needs_the_scope_to_write(made, house):
    reading = house.actor("Tom", house.laboratory, via="token", scopes=frozenset({"results:read"}))
    with pytest.raises(NotAllowedError):
        submit(made, reading)
    both = house.actor("Tim", house.laboratory, via="token", scopes=frozenset({"results:read", "results:write"}))
    assert submit(made, both).version == 1


def test_faults_are_all_named_and_nothing_is_written(made):
    rows = [{**COCAINE, "result": "1,234"}, {**COCAINE, "replicate": "2", "result": "x", "unit": "%"}]
    with pytest.raises(RowFaultsError) as refused:
        submit(made, rows=rows)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(0, "result"), (1, "unit"), (1, "result")]
    assert not Submission.objects.exists()


def test_in_time_within_grace_and_late(made):
    assert submit(made).late is False
    move_deadline(made, hours=1)
    assert submit(made).late is False
    move_deadline(made, hours=3)
    late = submit(made)
    assert (late.late, late.nominated) == (True, False)
    assert Submission.objects.get(nominated=True).version == 2


def test_the_moment_of_arrival_decides_not_the_time_in_the_queue(made, monkeypatch):
    move_deadline(made, hours=2)  # the last second of grace
    arrived, clock = now(), iter([now(), *(now() + timedelta(minutes=5) for _ in range(20))])
    monkeypatch.setattr("comity.domains.exercises.services.submitting.now", lambda: next(clock))
    made.round.deadline = arrived - timedelta(hours=2)
    made.round.save()
    assert submit(made).late is False


def test_after_the_close_nothing_is_taken(made):
    close(made)
    with pytest.raises(ConflictError) as refused:
        submit(made)
    assert refused.value.code == "round-closed"


def test_a_round_that_closes_between_check_and_writing_takes_nothing(made, monkeypatch):
    from comity.domains.exercises.services import submitting

    def closing(*_given):
        close(made)
        return []

    monkeypatch.setattr(submitting, "check_rows", closing)
    with pytest.raises(ConflictError):
        submit(made)
    assert not Submission.objects.exists()


def test_a_laboratory_that_withdrew_submits_no_more(made):
    made.enrolment.state = "withdrawn"
    made.enrolment.save()
    with pytest.raises(ConflictError):
        submit(made)


def test_a_lost_connection_costs_nothing_the_same_key_gets_the_same_receipt(made):
    first = submit(made, key="abc")
    close(made)
    again = submit(made, key="abc")
    assert (again.pk, again.receipt_digest) == (first.pk, first.receipt_digest)
    assert Submission.objects.count() == 1


def test_the_same_key_for_other_results_is_refused(made):
    submit(made, key="abc")
    with pytest.raises(ConflictError) as refused:
        submit(made, rows=GOOD[:1], key="abc")
    assert refused.value.code == "idempotency-key-reused"
    assert submit(made, made.colleague, GOOD[:1], key="abc").version == 2, "a key is its sender's own"


@pytest.mark.parametrize("key", ["x" * 201, "a\nb"])
def test_unusable_keys_are_refused(made, key):
    with pytest.raises(InputError):
        submit(made, key=key)


def test_a_correction_takes_over_and_a_colleague_does_not(made):
    assert [submit(made).nominated, submit(made).nominated] == [True, True]
    assert submit(made, made.colleague).nominated is False
    assert list(Submission.objects.filter(nominated=True).values_list("version", flat=True)) == [2]


def test_a_script_is_kept_as_typed_and_nothing_else(made):
    made_of = submit(made, rows=[{**COCAINE, "result": "45", "method": SCRIPT}])
    assert Submission.objects.get(pk=made_of.pk).rows[0]["method"] == SCRIPT


def test_the_draft_goes_on_from_what_was_submitted(made):
    save_draft(made.analyst, made.enrolment.pk, GOOD[:1])
    submit(made)
    draft = Draft.objects.get()
    assert len(draft.rows) == len(GOOD)
    assert draft.earlier.get().rows == GOOD[:1]


def test_the_same_at_a_time_when_others_submit_costs_no_more_queries(made, django_assert_max_num_queries):
    for _ in range(3):
        submit(made)
    with django_assert_max_num_queries(25):
        submit(made)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_submit_at_once_are_both_kept_and_one_counts(house):
    made = open_round(house)
    start, problems = threading.Barrier(4), []

    def go(actor):
        try:
            start.wait(10)
            submit(made, actor)
        except Exception as error:  # noqa: BLE001 - the test below shows it
            problems.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=go, args=[who]) for who in (made.analyst, made.colleague, made.manager) for _ in "1"
    ]
    threads += [threading.Thread(target=go, args=[made.analyst])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert sorted(Submission.objects.values_list("version", flat=True)) == [1, 2, 3, 4]
    assert Submission.objects.filter(nominated=True).count() == 1
    assert connection.vendor in ("sqlite", "postgresql")
