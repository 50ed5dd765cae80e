"""What forms of this room make of what people type."""

from datetime import datetime

import pytest
from django.http import QueryDict

from comity.domains.exercises.forms import plan_data
from comity.domains.exercises.forms.enrolments import AnswerForm, MenuForm
from comity.domains.exercises.forms.plan_sheet import PlanSheet, with_more_rows
from comity.domains.exercises.forms.rounds import RoundForm
from comity.domains.exercises.invented import invented_round
from comity.domains.exercises.plan import plan_from_data, plan_to_data, read_plan


def rows(initial):
    return [{name: "" if value is None else value for name, value in row.items()} for row in initial]


def test_a_plan_that_nobody_touches_comes_back_unchanged():
    plan = read_plan(invented_round().plan_toml.encode(), "plan.toml")
    data = plan_to_data(plan)
    made = plan_data.plan_from_form(
        data,
        plan_data.whole_initial(data),
        rows(plan_data.item_initial(data)),
        rows(plan_data.measurand_initial(data)),
        rows(plan_data.evaluation_initial(data)),
    )
    assert plan_from_data(made, "plan") == plan


def test_another_route_leaves_the_keys_of_the_former_behind():
    data = plan_to_data(read_plan(invented_round().plan_toml.encode(), "plan.toml"))
    lines = rows(plan_data.evaluation_initial(data))
    expert = next(line for line in lines if line["route"] == "expert_laboratories")
    expert["route"] = "participants"
    made = plan_data.plan_from_form(data, plan_data.whole_initial(data), [], [], lines)
    changed = made["evaluations"][int(expert["origin"])]["assigned_value"]
    assert changed["route"] == "participants"
    assert "values" not in changed


@pytest.mark.parametrize("typed", ["2027-03-31T16:00", "2027-03-31 16:00", "31.03.2027 16:00"])
def test_a_deadline_is_what_the_clock_on_the_wall_shows(typed):
    form = RoundForm({"time_zone": "Asia/Tokyo", "grace_hours": "0", "deadline": typed})
    assert form.is_valid(), form.errors
    assert form.settings().deadline == datetime(2027, 3, 31, 16, 0)  # noqa: DTZ001 - the zone stands beside it


def test_no_bounds_and_no_substance_are_two_things():
    assert _menu({"bounds": "none", "substances": ["MDMA"]}).substances() is None
    assert _menu({"bounds": "some"}).substances() == []
    assert _menu({"bounds": "some", "substances": ["MDMA"]}).substances() == ["MDMA"]


def test_substances_are_asked_for_before_the_reason():
    names = list(AnswerForm(menu=()).fields)
    assert names.index("bounds") < names.index("substances") < names.index("reason")


@pytest.mark.parametrize("total", ["2", "x", "", "99999999", "-1"])
def test_rows_are_added_whatever_was_sent(total):
    data = QueryDict(mutable=True)
    data.update({"items-TOTAL_FORMS": total, "items-INITIAL_FORMS": "0"})
    assert int(with_more_rows(data, "items")["items-TOTAL_FORMS"]) >= 2
    PlanSheet({}, with_more_rows(data, "items"), version=1, frozen=False).is_valid()


def _menu(data):
    sent = QueryDict(mutable=True)
    for name, value in data.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    form = MenuForm(sent, menu=("MDMA", "cocaine"))
    assert form.is_valid()
    return form
