"""A round of another node at ours: services and rules work on it; what the organiser decides is decided there."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.guests.publishing import for_node
from comity.domains.exercises.models import (
    CodeLookup,
    Crossing,
    EarlyRecord,
    Enrolment,
    EvaluationRun,
    FollowUp,
    GuestRound,
    Notice,
    ParticipantCode,
    Round,
    Statement,
    Submission,
)
from comity.domains.exercises.queries import outcome
from comity.domains.exercises.services.gates import request_screening
from comity.domains.exercises.services.nominating import nominate_submission, provisional_verdict
from comity.domains.exercises.services.resuming import resume_jobs
from comity.domains.exercises.services.statements import issue_statement
from comity.domains.exercises.services.submitting import submit_results
from comity.domains.exercises.submission.checking import RowFaultsError
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.own_node import own_node
from comity.kernel.exchange.rules import What
from comity.kernel.exchange.services import resume_peer, suspend_peer

from .conftest import ROW, Host, round_told

SYSTEM = Actor.system("a test of guest rounds")


@pytest.fixture
def enrolled(host):
    return host.answers(host.requested())


def test_an_announced_round_stands_among_those_of_this_node_under_its_own_identifiers(host, abroad):
    round_ = queries.announced_rounds(host.manager()).get()
    assert (str(round_.pk), round_.code, round_.scheme.organiser.name) == (
        host.content["round"],
        "2026/7",
        "Agency b.test",
    )
    assert str(round_.scheme.organiser_id) == host.organiser
    seen = queries.get_laboratory_round(host.manager(), round_.pk)
    assert [(item.code, item.identification) for item in seen.plan.items] == [("A", True)]
    assert seen.plan.menu == ("cocaine", "heroin")
    assert GuestRound.objects.get().peer == abroad.peer


def test_an_older_state_never_wins_and_deadlines_only_move_later(host):
    later = (now() + timedelta(days=40)).isoformat()
    host.says(
        "exercise-deadline",
        {"revision": 6, "deadline": later, "plan_digest": "e" * 64, "reason": "More time.", "at": later},
    )
    host.announces(revision=5, title="Corrected")
    assert (host.round.title, host.round.deadline.isoformat()) == ("Corrected", later)
    host.announces(revision=3, title="Old")
    assert host.round.title == "Corrected"
    sooner = (now() + timedelta(days=1)).isoformat()
    host.says(
        "exercise-deadline",
        {"revision": 9, "deadline": sooner, "plan_digest": "e" * 64, "reason": "Less.", "at": later},
    )
    assert host.round.deadline.isoformat() == later


def test_what_comes_before_its_round_waits_for_it(abroad, house):
    host = Host(abroad, house, round_told(abroad.node.party))
    later = (now() + timedelta(days=40)).isoformat()
    host.says(
        "exercise-deadline", {"revision": 6, "deadline": later, "plan_digest": "e" * 64, "reason": "More.", "at": later}
    )
    assert EarlyRecord.objects.count() == 1
    host.announces()
    assert host.round.deadline.isoformat() == later
    assert not EarlyRecord.objects.exists()
    assert not abroad.codes()


def test_a_request_goes_out_sealed_and_the_answer_brings_the_code(host, abroad):
    enrolment = host.requested()
    asked = abroad.heard("exercise-enrolment")[-1]
    assert (asked["step"], asked["laboratory"]["id"]) == ("requested", str(host.house.laboratory.pk))
    host.answers(enrolment, lookups=[{"at": now().isoformat(), "role": "coordinator", "why": "The courier asks."}])
    assert enrolment.state == "enrolled"
    assert queries.own_code(host.manager(), host.round.pk, enrolment.laboratory_id).code == "K7TXQ4"
    assert CodeLookup.objects.get().why == "The courier asks."


def test_an_answer_to_an_earlier_wish_does_not_undo_a_later_one(host):
    enrolment = host.requested()
    services.withdraw_enrolment(host.manager(), enrolment.pk, reason="We have no staff at the moment.")
    host.answers(enrolment, answers=1)
    assert enrolment.state == "withdrawn"


def test_an_invitation_is_accepted_and_counted_at_the_organiser(host, abroad):
    key = uuid.uuid4()
    content = {"enrolment": str(key), "laboratory": str(host.house.laboratory.pk), "state": "invited", "answers": 0}
    host.says("exercise-answer", content, record_id=key)
    services.set_menu(host.manager(), key, ["heroin"])
    assert not abroad.heard("exercise-enrolment")
    row = services.answer_invitation(host.manager(), key, accept=True)
    assert (row.state, abroad.heard("exercise-enrolment")[-1]["menu"]) == ("requested", ["heroin"])
    services.set_menu(host.manager(), key, ["cocaine"])
    last = abroad.heard("exercise-enrolment")[-1]
    assert (last["step"], last["menu"]) == ("accepted", ["cocaine"])
    host.answers(row, answers=2)
    assert row.state == "enrolled"


def test_results_are_checked_receipted_and_sent_as_typed(host, enrolled, abroad):
    with pytest.raises(RowFaultsError):
        submit_results(host.manager(), enrolled.pk, [{**ROW, "unit": "stone"}])
    made = submit_results(
        host.manager(), enrolled.pk, [ROW, {"item": "A", "measurand": "identification", "result": "heroin"}]
    )
    sent = abroad.heard("exercise-submission")[-1]
    assert (sent["rows"], sent["receipt_digest"], sent["nomination"]) == (made.rows, made.receipt_digest, 1)
    assert Crossing.objects.get().state == "sent"
    host.receipts(made)
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.basis, crossing.counts) == ("taken", "arrival", True)


def test_the_organisers_clock_decides_here_too(host, enrolled):
    made = submit_results(host.manager(), enrolled.pk, [ROW])
    host.receipts(made, late=True)
    made.refresh_from_db()
    assert made.late


def test_a_receipt_for_other_results_is_refused(host, enrolled, abroad):
    made = submit_results(host.manager(), enrolled.pk, [ROW])
    host.receipts(made, receipt_digest="0" * 64)
    assert abroad.codes() == ["receipt-differs"]
    assert Crossing.objects.get().state == "sent"


def test_the_chosen_version_travels(host, enrolled, abroad):
    first = submit_results(host.manager(), enrolled.pk, [ROW])
    second = submit_results(host.house.actor("Anna", host.house.laboratory), enrolled.pk, [{**ROW, "result": "46"}])
    assert [one["nomination"] for one in abroad.heard("exercise-submission")] == [1, 0]
    nominate_submission(host.manager(), second.pk)
    sent = abroad.heard("exercise-submission")[-1]
    assert (sent["submission"], sent["nomination"], sent["by_hand"]) == (str(second.pk), 2, True)
    assert not Submission.objects.get(pk=first.pk).nominated


def test_results_that_cannot_be_sent_are_kept_and_go_out_later(host, enrolled, abroad, node):
    suspend_peer(node, abroad.peer.pk, "a test of a cut line")
    made = submit_results(host.manager(), enrolled.pk, [ROW])
    assert (Crossing.objects.get().state, abroad.heard("exercise-submission")) == ("waiting", [])
    resume_peer(node, abroad.peer.pk)
    resume_jobs(SYSTEM)
    resume_jobs(SYSTEM)
    assert [one["submission"] for one in abroad.heard("exercise-submission")] == [str(made.pk)]
    assert Crossing.objects.get().state == "sent"


ELSEWHERE = [
    lambda host, _row: services.close_round(SYSTEM, host.round.pk, reason="It is over for everybody."),
    lambda host, _row: services.move_deadline(
        SYSTEM, host.round.pk, now() + timedelta(days=90), reason="More time for us."
    ),
    lambda host, _row: services.save_plan(SYSTEM, host.round.pk, {}, version=None),
    lambda host, _row: services.invite_laboratories(SYSTEM, host.round.pk, [host.house.institute.pk]),
    lambda host, _row: services.prepare_parcels(SYSTEM, host.round.pk),
    lambda host, _row: services.release_round(SYSTEM, host.round.pk),
    lambda host, _row: services.create_round(SYSTEM, host.round.scheme_id, code="2026/8"),
    lambda host, _row: services.announce_round(SYSTEM, host.round.pk, [host.other.peer.pk]),
    lambda host, _row: request_screening(SYSTEM, host.round.pk),
    lambda host, _row: services.look_up_code(SYSTEM, host.round.pk, "K7TXQ4", "We would like to know."),
    lambda host, row: issue_statement(host.manager(), host.round.pk, row.laboratory_id),
]


@pytest.mark.parametrize("act", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_what_the_organiser_decides_says_where_it_is_decided(host, enrolled, act):
    with pytest.raises(ConflictError) as refused:
        act(host, enrolled)
    assert refused.value.code == "decided-elsewhere"
    assert "Agency b.test" in refused.value.what.render("en")


def test_a_request_is_decided_elsewhere_and_no_verdict_is_known_here(host, enrolled):
    other = services.request_enrolment(SYSTEM, host.round.pk, host.house.second_laboratory.pk)
    with pytest.raises(ConflictError) as refused:
        services.decide_request(SYSTEM, other.pk, accept=True)
    assert refused.value.code == "decided-elsewhere"
    made = submit_results(host.manager(), enrolled.pk, [ROW])
    with pytest.raises(ConflictError) as refused:
        provisional_verdict(host.manager(), made.pk)
    assert refused.value.code == "nothing-known-beforehand"


def test_this_node_does_not_close_a_round_of_another(host, enrolled):
    Round.objects.filter(pk=host.round.pk).update(deadline=now() - timedelta(days=9))
    resume_jobs(SYSTEM)
    from comity.domains.exercises.services.stages import close_due_round

    assert close_due_round(SYSTEM, host.round.pk) is None
    assert host.round.state == "open"
    host.announces(revision=8, state="closed", closed_at=now().isoformat())
    with pytest.raises(ConflictError):
        submit_results(host.manager(), enrolled.pk, [ROW])


def test_another_node_does_not_speak_for_the_round(host, enrolled, agreed):
    thief = agreed("evil.test")
    for content in (
        host.content | {"revision": 99},
        host.content | {"revision": 99, "organiser": {**host.content["organiser"], "id": thief.node.party}},
    ):
        thief.say("exercise-round", content, content["organiser"]["id"])
    answer = {"round": host.content["round"], "enrolment": str(enrolled.pk), "laboratory": str(enrolled.laboratory_id)}
    thief.say("exercise-answer", answer | {"state": "withdrawn", "answers": 9}, thief.node.party)
    assert thief.codes() == ["not-the-originator", "no-such-part", "no-such-part"]
    enrolled.refresh_from_db()
    assert (enrolled.state, GuestRound.objects.get().revision) == ("enrolled", 4)


def test_a_code_that_changes_and_an_answer_for_a_laboratory_elsewhere_are_refused(host, enrolled, abroad):
    host.answers(enrolled, code="B2CDFG")
    stranger = uuid.uuid4()
    host.says(
        "exercise-answer",
        {"enrolment": str(stranger), "laboratory": host.organiser, "state": "invited", "answers": 0},
        record_id=stranger,
    )
    assert abroad.codes() == ["code-changed", "no-such-part"]
    assert ParticipantCode.objects.get().code == "K7TXQ4"


def test_an_announcement_that_is_taken_back_is_announced_no_more(host, abroad, take):
    _, said = host.announces(revision=5)
    abroad.node.put(abroad.node.notice(said, What.WITHDRAWN))
    take(abroad.partner)
    assert not queries.announced_rounds(host.manager()).exists()
    with pytest.raises(NotFoundError):
        host.requested()
    assert GuestRound.objects.get().withdrawn_at is not None


def test_an_answer_that_is_recalled_ends_the_part(host, abroad, take):
    enrolment = host.requested()
    content = {
        "enrolment": str(enrolment.pk),
        "laboratory": str(enrolment.laboratory_id),
        "state": "enrolled",
        "answers": 1,
        "code": "K7TXQ4",
    }
    _, said = host.says("exercise-answer", content, record_id=enrolment.pk)
    abroad.node.put(abroad.node.notice(said, What.RECALLED))
    take(abroad.partner)
    enrolment.refresh_from_db()
    assert enrolment.state == "withdrawn"


@pytest.fixture
def reported(host, enrolled):
    """A released round; gives what was sent, and how to send a further evaluation."""
    made = submit_results(host.manager(), enrolled.pk, [ROW])
    host.receipts(made)

    def sends(version=1, z=3.4, *, reason="", parts=2, body=b"%PDF report", hold_back=0, keyed=None):
        digest = hashlib.sha256(body).hexdigest()
        cut = -(-len(body) // parts)
        pieces = [body[at : at + cut] for at in range(0, len(body), cut)]
        for number, piece in enumerate(pieces[: len(pieces) - hold_back], 1):
            data = {
                "digest": digest,
                "size": len(body),
                "part": number,
                "parts": len(pieces),
                "data": base64.b64encode(piece).decode(),
            }
            host.says(
                "exercise-file", data, record_id=for_node(host.round.pk, own_node().origin, f"file {digest} {number}")
            )
        content = {
            "laboratory": str(enrolled.laboratory_id), "run": str(uuid.UUID(int=version)), "version": version,
            "document_digest": "a" * 64, "released_at": now().isoformat(),
            "scores": [
                {"item": "A", "measurand": "cocaine", "substance": "cocaine", "result": "45.1", "name": "z", "value": z,
                 "performance": "unsatisfactory" if z > 3 else "satisfactory"},
            ],
            "files": [
                {"audience": "laboratory", "name": "K7TXQ4", "format": "pdf", "language": "en",
                 "digest": digest, "size": len(body)},
            ],
            "statement": {
                "number": "AAAAA-BBBBB-CCCCC", "language": "en", "issued_at": now().isoformat(), "digest": digest,
            },
        }  # fmt: skip
        key = keyed or for_node(enrolled.pk, own_node().origin, f"report {version}")
        kind = "exercise-amendment" if reason else "exercise-report"
        _, said = host.says(kind, content | ({"reason": reason} if reason else {}), record_id=key)
        state = {"state": "amended", "amended_at": now().isoformat()} if reason else {"state": "released"}
        host.announces(revision=20 + version, released_at=now().isoformat(), **state)
        return digest, said

    return sends


def test_a_report_is_read_at_home(host, enrolled, reported):
    digest, _ = reported()
    mine = outcome.own_reports(host.manager(), host.round.pk).get()
    assert (mine.digest, files.read(mine.digest)) == (digest, b"%PDF report")
    assert outcome.own_scores(host.manager(), host.round.pk).get().value == 3.4
    assert FollowUp.objects.get().performance == "unsatisfactory"
    assert Notice.objects.get().kind == "released"
    assert issue_statement(host.manager(), host.round.pk, enrolled.laboratory_id) == Statement.objects.get()


def test_an_amended_report_takes_its_place_and_says_why(host, enrolled, reported):
    reported()
    reported(2, 0.4, reason="A wrong assigned value was corrected.", body=b"%PDF amended")
    mine = outcome.own_reports(host.manager(), host.round.pk).get()
    assert (files.read(mine.digest), mine.run.version, host.round.state) == (b"%PDF amended", 2, "amended")
    assert FollowUp.objects.get().state == "closed"
    assert Notice.objects.get(kind="amended").text == "A wrong assigned value was corrected."


def test_a_report_waits_for_its_files(host, abroad, reported):
    digest, _ = reported(hold_back=1, body=b"%PDF held back")
    assert not EvaluationRun.objects.exists()
    data = {"digest": digest, "size": 14, "part": 2, "parts": 2, "data": base64.b64encode(b"ld back").decode()}
    host.says("exercise-file", data, record_id=for_node(host.round.pk, own_node().origin, f"file {digest} 2"))
    assert outcome.own_reports(host.manager(), host.round.pk).exists()
    assert not abroad.codes()


def test_a_file_that_is_not_what_its_digest_says_is_refused(host, enrolled, abroad):
    digest = "b" * 64
    data = {"digest": digest, "size": 3, "part": 1, "parts": 1, "data": base64.b64encode(b"xyz").decode()}
    host.says("exercise-file", data, record_id=for_node(host.round.pk, own_node().origin, f"file {digest} 1"))
    host.says("exercise-file", data | {"data": "%%%"}, record_id=uuid.uuid4())
    assert abroad.codes() == ["report-file-unusable"] * 2
    assert not files.has(digest)


def test_a_recalled_report_is_read_by_nobody(host, abroad, take, reported):
    _, said = reported()
    abroad.node.put(abroad.node.notice(said, What.RECALLED))
    take(abroad.partner)
    assert not outcome.own_reports(host.manager(), host.round.pk).exists()
    assert not outcome.own_scores(host.manager(), host.round.pk).exists()


def test_everything_twice_and_shuffled_ends_the_same(host, enrolled, abroad, take, reported):
    import random

    reported()
    items = [{name: value for name, value in one.items() if name != "sequence"} for one in abroad.node.items]
    doubled = items * 2
    random.Random(7).shuffle(doubled)  # noqa: S311 - disorder, not a secret
    for item in doubled:
        abroad.node.put(item)
    take(abroad.partner)
    assert not abroad.codes()
    assert (Enrolment.objects.count(), Submission.objects.count(), EvaluationRun.objects.count()) == (1, 1, 1)
    assert outcome.own_reports(host.manager(), host.round.pk).count() == 1
    enrolled.refresh_from_db()
    assert enrolled.state == "enrolled"
