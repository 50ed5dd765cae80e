import json

import pytest

from comity.base.errors import InputError
from comity.domains.exercises.conduct.freezing import changes_between, normalised, plan_digest
from comity.domains.exercises.plan import plan_from_data
from tests.domains.exercises.rounds import plan_data


def kept(data: dict) -> dict:
    return normalised(plan_from_data(data, "plan"))


def test_neither_order_nor_defaults_written_out_change_the_digest():
    data = plan_data()
    other = json.loads(json.dumps(dict(reversed(data.items()))))
    other["exercise"]["gates"] = {"blunders": "keep"}
    assert plan_digest(kept(data)) == plan_digest(kept(other)) == plan_digest(kept(kept(data)))


def test_one_digit_changes_the_digest_and_is_named():
    before, after = kept(plan_data()), plan_data()
    after["evaluations"][0]["assigned_value"]["value"] = 45.1
    changes = changes_between(before, kept(after))
    assert [(change.key, change.before, change.after) for change in changes] == [
        ("evaluations[A × cocaine].assigned_value.value", "45.0", "45.1")
    ]
    assert plan_digest(before) != plan_digest(kept(after))


def test_what_comes_and_goes_is_named():
    before, after = kept(plan_data()), plan_data()
    after["items"].append({"code": "C"})
    del after["vocabulary"]
    del after["items"][0]["composition"]
    keys = [change.key for change in changes_between(before, kept(after))]
    assert "items[C].code" in keys
    assert any(key.startswith("items[A].composition") for key in keys)
    assert any(key.startswith("vocabulary.menu") for key in keys)
    assert changes_between(before, before) == []


def test_participants_and_decisions_come_from_the_records():
    named = plan_data() | {"laboratories": [{"code": "L1", "name": "North"}]}
    with pytest.raises(InputError, match="enrolments"):
        kept(named)
    decided = plan_data()
    decided["evaluations"][0]["decisions"] = [{"laboratory": "L1", "action": "exclude", "reason": "late"}]
    with pytest.raises(InputError, match="gates"):
        kept(decided)
