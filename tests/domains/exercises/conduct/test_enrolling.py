from dataclasses import dataclass
from datetime import date

import pytest

from comity.base.errors import ConflictError, InputError
from comity.domains.exercises.conduct import enrolling
from comity.domains.exercises.plan import plan_from_data
from comity.domains.exercises.states import EnrolmentState
from tests.domains.exercises.rounds import plan_data

PLAN = plan_from_data(plan_data(), "plan")
TODAY = date(2026, 3, 1)


@dataclass
class Held:
    direction: str
    state: str
    valid_until: date | None = None


def test_who_left_or_declined_can_come_back_and_who_is_enrolled_can_only_leave():
    enrolling.check_step("declined", EnrolmentState.INVITED)
    enrolling.check_step("withdrawn", EnrolmentState.REQUESTED)
    for then in set(EnrolmentState) - {EnrolmentState.WITHDRAWN}:
        with pytest.raises(ConflictError):
            enrolling.check_step("enrolled", then)


def test_a_refused_laboratory_does_not_ask_again_but_may_be_invited():
    enrolling.check_step("refused", EnrolmentState.INVITED)
    with pytest.raises(ConflictError):
        enrolling.check_step("refused", EnrolmentState.REQUESTED)


def test_the_last_place_is_there_and_the_next_is_not():
    enrolling.check_place(3, 2)
    enrolling.check_place(None, 10_000)
    with pytest.raises(ConflictError, match="All 3 places"):
        enrolling.check_place(3, 3)


def test_items_follow_the_menu_with_aliases():
    codes = [[item.code for item in enrolling.receivable_items(PLAN, menu)] for menu in (None, [], ["cocaine"])]
    assert codes == [["A", "B"], ["B"], ["B"]]
    assert len(enrolling.receivable_items(PLAN, ["Cocaine", "diamorphine"])) == 2


def test_a_menu_names_substances_of_the_round_once():
    assert enrolling.clean_menu([" COCAINE ", "cocaine", "MDMA", ""], PLAN) == ["cocaine", "MDMA"]
    assert enrolling.clean_menu(["anything"], None) == ["anything"]
    with pytest.raises(InputError, match="LSD"):
        enrolling.clean_menu(["LSD"], PLAN)
    with pytest.raises(InputError):
        enrolling.clean_menu(["x" * 201], None)


def test_a_permit_holds_until_its_last_day():
    granted = Held("import", "granted", TODAY)
    assert enrolling.permits_missing([granted], TODAY) == ()
    assert enrolling.permits_missing([granted], date(2026, 3, 2)) == ("import",)
    assert enrolling.permits_missing([Held("import", "applied"), Held("export", "needed")], TODAY) == (
        "export",
        "import",
    )
    assert enrolling.permits_missing([Held("import", "refused"), granted], TODAY) == ()
    assert enrolling.permits_missing([], TODAY) == ()


def test_a_granted_permit_is_complete():
    enrolling.check_permit("granted", "NL-1", TODAY)
    enrolling.check_permit("needed", "", None)
    for wrong in (("granted", "", TODAY), ("granted", "NL-1", None), ("lost", "NL-1", TODAY)):
        with pytest.raises(InputError):
            enrolling.check_permit(*wrong)
