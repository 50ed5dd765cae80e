"""Laboratories of other nodes in a round of ours: what they say is taken in once, whatever comes in between."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError
from comity.domains.exercises import services
from comity.domains.exercises.models import Crossing, Enrolment, ParticipantCode, PartyElsewhere, Round, Submission
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.rules import What
from comity.kernel.parties.models import Party


def test_a_laboratory_abroad_asks_is_taken_in_and_gets_its_code_sealed(visitor, abroad, stage):
    visitor.asks(menu=["cocaine"], note="We are new.")
    row = visitor.row()
    assert (row.state, row.menu, row.note, row.laboratory.name) == (
        "requested",
        ["cocaine"],
        "We are new.",
        visitor.name,
    )
    assert PartyElsewhere.objects.get(pk=visitor.party).peer == abroad.peer
    services.decide_request(stage.coordinator, row.pk, accept=True)
    answer = abroad.heard("exercise-answer")[-1]
    assert answer["state"] == "enrolled"
    assert answer["code"] == ParticipantCode.objects.get(round=stage.round).code
    sent = Record.objects.filter(type="exercise-answer").order_by("-version")[0]
    assert answer["code"] not in sent.envelope + sent.statement + sent.sealed
    assert not abroad.codes()


def test_what_partners_are_told_of_a_round_holds_nothing_of_what_is_true(visitor, abroad, stage):
    told = abroad.heard("exercise-round")[-1]
    assert told["plan_digest"] == stage.fresh().plan_digest
    assert told["commitment"]["entry"] is not None
    text = str(told)
    assert "45.0" not in text
    assert "formulation" not in text
    assert "composition" not in text
    assert "seed" not in text
    assert [item["identification"] for item in told["plan"]["items"]] == [True, False]


def test_a_change_of_the_plan_is_told_with_its_own_place_in_the_log(visitor, abroad, stage):
    data = stage.fresh().plan
    data["evaluations"][0]["sigma_pt"]["value"] = 3.0
    reason = "The panel agreed on a wider scale."
    services.save_plan(stage.coordinator, stage.round.pk, data, version=None, reason=reason)
    first, second = (one["commitment"] for one in abroad.heard("exercise-round"))
    assert first["commitment"] != second["commitment"]
    assert first["entry"] < second["entry"]


def test_a_refusal_and_a_full_round_reach_the_laboratory_with_the_reason(visitor, abroad, stage):
    visitor.asks()
    services.decide_request(
        stage.coordinator, visitor.row().pk, accept=False, reason="It is for national laboratories."
    )
    assert abroad.heard("exercise-answer")[-1]["reason"] == "It is for national laboratories."
    Round.objects.filter(pk=stage.round.pk).update(capacity=1)
    stage.enrolled(stage.house.institute)
    late = type(visitor)(abroad, stage)
    late.asks()
    assert late.row().state == "refused"
    assert "taken" in abroad.heard("exercise-answer")[-1]["reason"]


def test_results_arrive_once_with_a_receipt_and_count(visitor, abroad):
    visitor.accepted()
    outcome, content = visitor.submits()
    made = Submission.objects.get()
    assert (outcome.refused, str(made.pk), made.rows, made.nominated, made.late) == (
        0,
        content["submission"],
        content["rows"],
        True,
        False,
    )
    assert made.receipt_digest == content["receipt_digest"]
    receipt = abroad.heard("exercise-receipt")[-1]
    assert (receipt["state"], receipt["late"], receipt["basis"], receipt["counts"]) == ("taken", False, "arrival", True)
    entry = AuditEntry.objects.filter(verb="take in results").get()
    assert entry.detail["time that counts"] == "arrival"
    assert visitor.code not in str(entry.detail)


def test_the_same_results_again_in_another_version_or_a_replay_change_nothing(visitor, abroad, take):
    visitor.accepted()
    _, content = visitor.submits()
    before = Submission.objects.values_list("submitted_at", "nominated").get()
    visitor.submits(content)
    abroad.node.put({name: value for name, value in abroad.node.items[-1].items() if name != "sequence"})
    take(abroad.partner)
    assert Submission.objects.values_list("submitted_at", "nominated").get() == before
    assert Crossing.objects.count() == 1
    assert not abroad.codes()


def test_changed_rows_or_a_wrong_receipt_are_refused_with_their_evidence(visitor, abroad):
    visitor.accepted()
    content = visitor.results()
    visitor.submits(content | {"rows": [{**content["rows"][0], "result": "99"}]})
    assert abroad.codes() == ["receipt-differs"]
    visitor.submits(content)
    second = visitor.results(result="50.0") | {"submission": content["submission"]}
    visitor.submits(second)
    assert abroad.codes() == ["receipt-differs", "results-changed"]
    assert Submission.objects.get().rows[0]["result"] == "45.1"


def test_nobody_sends_results_or_enrols_for_a_laboratory_of_another_node(visitor, agreed, house):
    visitor.accepted()
    hostile = agreed("evil.test")
    forged = visitor.results()
    hostile.say("exercise-submission", forged, visitor.party, record_id=forged["submission"])
    hostile.say("exercise-submission", forged, hostile.node.party, record_id=str(uuid.uuid4()))
    services.announce_round(visitor.stage.coordinator, visitor.stage.round.pk, [hostile.peer.pk])
    thief = type(visitor)(hostile, visitor.stage, party=visitor.party)
    thief.asks()
    local = type(visitor)(hostile, visitor.stage, party=str(house.institute.pk))
    local.asks()
    assert hostile.codes() == ["no-such-part", "no-such-part", "party-not-theirs", "party-not-theirs"]
    assert not Submission.objects.exists()
    assert Enrolment.objects.count() == 1


def test_a_round_that_was_not_announced_there_is_not_there(agreed, stage, visitor):
    other = agreed("c.test")
    type(visitor)(other, stage).asks()
    assert other.codes() == ["no-such-part"]


def test_arrival_decides_what_is_late_not_the_clock_of_the_laboratory(visitor, abroad, stage):
    visitor.accepted()
    early = now() - timedelta(days=1)
    Round.objects.filter(pk=stage.round.pk).update(deadline=now() - timedelta(minutes=5))
    visitor.submits(at=early)
    made = Submission.objects.get()
    assert made.late
    assert made.submitted_at > early
    assert Crossing.objects.get().claimed_at == early
    assert abroad.heard("exercise-receipt")[-1]["late"]


def test_a_late_one_takes_over_only_by_hand(visitor, stage):
    visitor.accepted()
    _, first = visitor.submits()
    Round.objects.filter(pk=stage.round.pk).update(deadline=now() - timedelta(minutes=5))
    _, second = visitor.submits(result="46.0", version=2, nomination=2)
    assert str(Submission.objects.get(nominated=True).pk) == first["submission"]
    visitor.submits(second | {"nomination": 3, "by_hand": True})
    assert str(Submission.objects.get(nominated=True).pk) == second["submission"]


def test_after_the_close_results_are_not_taken_and_the_receipt_says_so(visitor, abroad, stage):
    visitor.accepted()
    services.close_round(stage.coordinator, stage.round.pk, reason="Everybody has reported already.")
    visitor.submits()
    assert not Submission.objects.exists()
    receipt = abroad.heard("exercise-receipt")[-1]
    assert receipt["state"] == "refused"
    assert "closed" in receipt["reason"]


def test_a_moved_deadline_travels_and_what_was_late_is_judged_again(visitor, abroad, stage):
    visitor.accepted()
    Round.objects.filter(pk=stage.round.pk).update(deadline=now() - timedelta(minutes=5))
    visitor.submits()
    later = now() + timedelta(days=3)
    services.move_deadline(stage.coordinator, stage.round.pk, later, reason="The courier was on strike last week.")
    moved = abroad.heard("exercise-deadline")[-1]
    assert (moved["deadline"], moved["reason"]) == (
        later.astimezone(UTC).isoformat(),
        "The courier was on strike last week.",
    )
    assert not abroad.heard("exercise-receipt")[-1]["late"]
    assert not Submission.objects.get().late


def test_a_laboratory_leaves_and_comes_back_with_the_same_code(visitor, abroad, stage):
    code = visitor.accepted()
    visitor.asks("withdrawn", reason="We have no staff at the moment.")
    assert visitor.row().state == "withdrawn"
    visitor.asks()
    services.decide_request(stage.coordinator, visitor.row().pk, accept=True)
    assert visitor.code == code


def test_one_that_has_reported_does_not_leave(visitor, abroad):
    visitor.accepted()
    visitor.submits()
    visitor.asks("withdrawn", reason="Please forget it all.")
    assert visitor.row().state == "enrolled"
    assert abroad.heard("exercise-answer")[-1]["state"] == "enrolled"


def test_an_enrolment_that_its_node_recalls_is_a_withdrawal(visitor, abroad, take):
    _, said = visitor.asks()
    abroad.node.put(abroad.node.notice(said, What.RECALLED))
    take(abroad.partner)
    assert visitor.row().state == "withdrawn"


def test_the_organiser_ends_a_part_and_does_not_change_the_menu(visitor, abroad, stage):
    visitor.accepted()
    with pytest.raises(ConflictError) as refused:
        services.set_menu(stage.coordinator, visitor.row().pk, ["cocaine"])
    assert refused.value.code == "decided-elsewhere"
    services.withdraw_enrolment(stage.coordinator, visitor.row().pk, reason="Its import permit was refused.")
    assert abroad.heard("exercise-answer")[-1]["state"] == "withdrawn"


def test_who_looked_a_code_up_is_told_to_the_laboratory(visitor, abroad, stage):
    code = visitor.accepted()
    services.look_up_code(stage.coordinator, stage.round.pk, code, "The courier asks for the consignee.")
    assert abroad.heard("exercise-answer")[-1]["lookups"][0]["why"] == "The courier asks for the consignee."


def test_a_laboratory_that_is_known_is_invited_to_the_next_round_through_its_node(visitor, abroad, stage, house):
    visitor.asks()
    again = services.create_round(
        stage.coordinator,
        stage.scheme.pk,
        code="2026/2",
        settings=services.RoundSettings(deadline=now() + timedelta(days=9)),
    )
    second = type(stage)(house, stage.scheme, again, stage.coordinator, stage.statistician)
    with pytest.raises(ConflictError):
        services.invite_laboratories(stage.coordinator, again.pk, [uuid.UUID(visitor.party)])
    second.frozen()
    services.invite_laboratories(stage.coordinator, again.pk, [uuid.UUID(visitor.party)])
    answer = abroad.heard("exercise-answer")[-1]
    assert (answer["state"], answer["round"]) == ("invited", str(again.pk))
    guest = type(visitor)(abroad, second, party=visitor.party, enrolment=answer["enrolment"])
    guest.asks("accepted")
    assert guest.row().state == "enrolled"
    assert abroad.heard("exercise-answer")[-1]["code"]


def test_whatever_the_order_and_however_often_the_end_is_the_same(visitor, abroad, take, stage):
    """Every version of everything, shuffled and doubled: 12 trials with one fixed seed each."""
    visitor.accepted()
    results = [visitor.results(result=f"4{n}.0", version=n + 1, nomination=n + 1) for n in range(3)]
    items = [abroad.item("exercise-submission", one, visitor.party, record_id=one["submission"])[0] for one in results]
    chosen = results[0] | {"nomination": 9, "by_hand": True}
    items.append(abroad.item("exercise-submission", chosen, visitor.party, record_id=results[0]["submission"])[0])
    chooser = random.Random(4)  # noqa: S311 - disorder, not a secret
    doubled = items * 3
    chooser.shuffle(doubled)
    for item in doubled:
        abroad.node.put(item)
    while take(abroad.partner, limit=chooser.randint(1, 4)).more:
        pass
    assert Submission.objects.count() == 3
    assert str(Submission.objects.get(nominated=True).pk) == results[0]["submission"]
    assert not abroad.codes()


def test_local_rooms_do_not_notice(stage, house):
    enrolment = stage.enrolled(house.institute)
    assert enrolment.state == "enrolled"
    assert not Record.objects.exists()
    assert not Party.objects.filter(elsewhere__isnull=False).exists()
