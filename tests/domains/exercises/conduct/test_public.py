from dataclasses import asdict

from comity.domains.exercises.conduct.public import public_plan
from comity.domains.exercises.plan import plan_from_data
from tests.domains.exercises.rounds import plan_data

PLAN = plan_from_data(plan_data(), "plan")


def test_nothing_that_is_true_of_the_items_is_public():
    shown = repr(asdict(public_plan(PLAN)))
    assert "45" not in shown
    assert "minor" not in shown
    assert "formulation" not in shown
    assert "seed" not in shown


def test_what_is_asked_does_not_tell_what_is_inside():
    """Item A holds cocaine and no MDMA; both quantities are offered."""
    assert public_plan(PLAN).asked == (("A", "cocaine"), ("A", "MDMA"))
    assert [item.identification for item in public_plan(PLAN).items] == [True, False]


def test_where_nothing_is_to_be_identified_only_what_is_evaluated_is_asked():
    data = plan_data()
    del data["items"][0]["composition"]
    assert public_plan(plan_from_data(data, "plan")).asked == (("A", "cocaine"),)


def test_only_items_received_are_shown():
    shown = public_plan(PLAN, [PLAN.items[1]])
    assert [item.code for item in shown.items] == ["B"]
    assert shown.asked == ()


def test_the_own_unit_stands_first():
    data = plan_data()
    data["measurands"][0] |= {"units": {"mg/g": 0.1}, "form": "base", "forms": {"hydrochloride": 0.893}}
    measurand = public_plan(plan_from_data(data, "plan")).measurands[0]
    assert (measurand.units, measurand.forms) == (("%", "mg/g"), ("base", "hydrochloride"))
