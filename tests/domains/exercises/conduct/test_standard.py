from dataclasses import replace

import pytest

from comity.domains.exercises.conduct.standard import Records, checklist

GOOD = Records(
    plan_frozen=True, frozen_before_opening=True, evaluations=2, homogeneity=2, stability=2, instructions=True,
    enrolled=10, coded=10, parcels=10, delivered=10, submissions=9, receipts=9, closed=True, screened=True, findings=2,
    decided=2, document=True, released=True, individual_reports=9, summary=True, audit_entries=30,
)  # fmt: skip


def states(records):
    return {answer.clause: answer.state for answer in checklist(records)}


def test_nothing_on_record_meets_nothing_that_needs_a_record():
    assert set(states(Records()).values()) == {"open", "outside", "met"}
    assert {clause for clause, state in states(Records()).items() if state == "met"} == {"7.4.3 b", "7.6", "7.7"}


def test_a_round_with_everything_on_record():
    assert set(states(GOOD).values()) == {"met", "outside"}


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"coded": 9}, "4.2"),
        ({"frozen_before_opening": False}, "7.2.1"),
        ({"stability": 1}, "7.3.2"),
        ({"delivered": 9}, "7.3.4"),
        ({"receipts": 8}, "7.4.1 a"),
        ({"undecided": 1}, "7.4.1 b"),
        ({"individual_reports": 0}, "7.4.3 a"),
        ({"amendments": 2, "amendments_with_reason": 1}, "7.4.3 b"),
        ({"complaints": 1, "complaints_open": 1}, "7.6"),
        ({"appeals": 3, "appeals_open": 1}, "7.7"),
    ],
)
def test_what_is_missing_opens_its_point_and_no_other(changes, clause):
    found = states(replace(GOOD, **changes))
    assert [key for key, state in found.items() if state == "open"] == [clause]
