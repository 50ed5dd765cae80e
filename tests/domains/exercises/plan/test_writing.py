"""A plan written as TOML is read back to the same plan."""

import dataclasses
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domains.exercises.invented import invented_round
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.plan.writing import plan_as_toml

TEMPLATE = files("comity.domains.exercises.template").joinpath("plan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [TEMPLATE, invented_round().plan_toml])
def test_nothing_is_lost_on_the_way(text):
    plan = read_plan(text.encode(), "plan.toml")
    assert read_plan(plan_as_toml(plan).encode(), "plan.toml") == plan


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=80))
def test_any_text_survives(text):
    plan = read_plan(TEMPLATE.encode(), "plan.toml")
    changed = dataclasses.replace(plan, exercise=dataclasses.replace(plan.exercise, coordinator=text))
    assert read_plan(plan_as_toml(changed).encode(), "plan.toml") == changed
