from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.conduct.inputs import Decided, Sent, gather
from comity.domains.exercises.plan import plan_from_data
from tests.domains.exercises.conftest import plan_data

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = plan_from_data(plan_data(), "plan")
ROW = {"item": "A", "measurand": "cocaine", "result": "45,2", "unit": "g/100 g", "form": "base"}


def sent(*codes, **cells):
    return [Sent(code, AT, [{**ROW, **cells}]) for code in codes]


def test_code_and_time_come_from_the_record_and_never_from_what_was_typed():
    inputs = gather(PLAN, AT, 0, sent("L1", laboratory="L9", submitted_at="2020-01-01T00:00:00Z"), [])
    assert (inputs.rows[0]["laboratory"], inputs.rows[0]["submitted_at"]) == ("L1", "2026-03-01T12:00:00Z")
    assert inputs.results().rows[0].value == 45.2


def test_what_is_asked_and_not_evaluated_stays_out():
    assert gather(PLAN, AT, 0, sent("L1", measurand="MDMA"), []).rows == ()


@given(st.permutations(["L1", "L2", "L3", "L4"]))
def test_the_order_of_the_database_plays_no_part(codes):
    decided = [Decided("A", "cocaine", code, "keep", "because it is right") for code in codes]
    inputs = gather(PLAN, AT, 0, sent(*codes), decided)
    assert inputs == gather(PLAN, AT, 0, sent(*sorted(codes)), sorted(decided, key=lambda one: one.code))


def test_the_last_decision_holds_and_the_digest_is_without_it():
    first, last = (Decided("A", "cocaine", "L1", action, "as agreed by phone") for action in ("exclude", "keep"))
    inputs = gather(PLAN, AT, 0, sent("L1", "L2"), [first, last, Decided("A", "cocaine", "L8", "keep", "sent nothing")])
    decisions = next(one.decisions for one in inputs.plan.evaluations if one.item == "A")
    assert [(one.laboratory, one.action) for one in decisions] == [("L1", "keep")]
    assert inputs.digest == gather(PLAN, AT, 0, sent("L1", "L2"), []).digest
    assert inputs.digest != gather(PLAN, AT, 1, sent("L1", "L2"), []).digest
    assert inputs.digest != gather(PLAN, AT, 0, sent("L1"), []).digest
