"""What goes to another node of a plan, and the commitment to it in the log."""

from __future__ import annotations

import pytest

from comity.domains.exercises.conduct.public import public_plan
from comity.domains.exercises.guests.public_plan import guest_plan, instant, open_part, said
from comity.domains.exercises.models import PlanCommitment
from comity.domains.exercises.plan import plan_from_data
from comity.domains.exercises.queries.across_nodes import plan_bundle, plan_entry
from comity.domains.exercises.submission.checking import check_rows
from comity.kernel.exchange.records import record_type
from comity.protocol.bundle import Bundle, verify_bundle
from tests.domains.exercises.rounds import plan_data, set_stage
from tests.submission_round import GOOD, PLAN


def told(plan):
    return guest_plan(open_part(plan), scheme="s", code="r", title="t", provider="p")


def test_the_guests_plan_asks_the_same_checks_the_same_and_knows_nothing_else():
    from comity.domains.exercises.plan import read_plan

    whole = read_plan(PLAN, "plan.toml")
    guest = plan_from_data(told(whole), "")
    ours, theirs = public_plan(whole), public_plan(guest)
    assert (theirs.items, theirs.measurands, theirs.menu) == (ours.items, ours.measurands, ours.menu)
    assert set(theirs.asked) == set(ours.asked)
    assert not check_rows(GOOD, "K7TXQ4", guest)
    bad = [{**GOOD[0], "unit": "stone"}]
    assert [one.code for one in check_rows(bad, "K7TXQ4", guest)] == [
        one.code for one in check_rows(bad, "K7TXQ4", whole)
    ]
    assert {one.assigned_value.value for one in guest.evaluations} == {None}
    assert guest.exercise.seed != whole.exercise.seed


def test_two_compositions_look_the_same_from_outside():
    first, second = plan_data(), plan_data()
    second["items"][0]["composition"] = {"trace": ["MDMA"]}
    assert open_part(plan_from_data(first, "")) == open_part(plan_from_data(second, ""))


def test_a_moment_survives_the_way_there_and_back():
    assert said(None) is None
    moment = instant("2026-03-31T16:00:00.250000+02:00")
    assert instant(said(moment)) == moment
    assert instant("2026-03-31T14:00:00Z").hour == 14


@pytest.mark.parametrize("change", [False, True])
def test_a_frozen_plan_stands_in_the_log_and_so_does_each_change(house, change):
    from comity.domains.exercises import services

    stage = set_stage(house).frozen()
    if change:
        data = stage.fresh().plan
        data["evaluations"][0]["sigma_pt"]["value"] = 3.0
        services.save_plan(
            stage.coordinator, stage.round.pk, data, version=None, reason="The panel agreed on a wider scale."
        )
    bundle = Bundle.parse(plan_bundle(stage.coordinator, stage.round.pk).data)
    report = verify_bundle(bundle)
    assert report.valid
    assert report.records[0].fields["round"] == str(stage.round.pk)
    assert report.records[0].index == plan_entry(stage.coordinator, stage.round.pk)
    assert PlanCommitment.objects.count() == 1 + change
    digests = {one.digest for one in PlanCommitment.objects.all()}
    assert report.records[0].fields["plan"] in digests
    assert len(digests) == 1 + change


def test_each_record_type_has_a_schema_and_somebody_who_takes_it_in():
    from comity.domains.exercises.guests.publishing import TYPES

    for name in TYPES:
        known = record_type(name, 1)
        assert known is not None
        assert known.receive is not None
        assert known.schema["$id"] == f"urn:comity:record:{name}:1"
