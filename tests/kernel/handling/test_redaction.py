import copy
from datetime import timedelta

import pytest

from comity.base.errors import InputError
from comity.kernel.handling import redaction
from comity.kernel.handling.label import Label
from comity.kernel.handling.redaction import covering, pointer_of, redact, steps_of
from comity.kernel.handling.rules import Viewer
from tests.kernel.handling.worlds import NOW

A = "00000000-0000-0000-0000-00000000000a"
HIDDEN, OPEN = Label("RED", A), Label("GREEN", A)
SOMEBODY = Viewer(party="00000000-0000-0000-0000-00000000000b")
RECORD = {
    "place": "Dock 7",
    "person": {"name": "N. N.", "age": 40},
    "items": [{"code": "x"}, {"code": "y"}],
    "a/b": {"~": 1},
}


def shown(*hidden, viewer=SOMEBODY, label=HIDDEN, at=NOW):
    before = copy.deepcopy(RECORD)
    found = redact(RECORD, dict.fromkeys(hidden, label), viewer, at)
    assert before == RECORD, "the record itself stays whole"
    return found


def test_fields_disappear_with_everything_below_and_are_counted():
    found = shown("/person", "/place")
    assert found.visible == {"items": RECORD["items"], "a/b": {"~": 1}}
    assert found.withheld == 2
    assert set(found.pointers) == {"/person", "/place"}
    assert shown("/person", "/person/name").withheld == 1, "what lies in something withheld is not counted again"
    assert shown("/person/name").visible["person"] == {"age": 40}


def test_pointers_name_places_of_the_record_as_it_was_written():
    found = shown("/items/0", "/items/1/code")
    assert found.visible["items"] == [{}]
    assert found.withheld == 2


def test_signs_in_names():
    assert shown("/a~1b/~0").visible["a/b"] == {}
    assert pointer_of(steps_of("/a~1b/~0")) == "/a~1b/~0"
    assert steps_of("/~01") == ("~1",)


def test_what_is_not_there_is_not_counted():
    assert shown("/nothing", "/place/deeper") == redaction.Redacted(dict(RECORD), 0)


def test_who_may_see_the_field_sees_it():
    assert shown("/place", label=OPEN).withheld == 0
    assert shown("/place", viewer=Viewer(party=A)).withheld == 0
    assert shown("/place", label=Label("CLEAR", expires=NOW + timedelta(1))).withheld == 0
    assert shown("/place", label=Label("CLEAR", expires=NOW)).withheld == 1


def test_covering():
    assert covering("/a/b~1c/0") == ("/a", "/a/b~1c", "/a/b~1c/0")


@pytest.mark.parametrize("pointer", ["", "place", "/" * 30])
def test_pointers_begin_at_the_root(pointer):
    with pytest.raises(InputError):
        steps_of(pointer)


def test_limits():
    with pytest.raises(InputError):
        redact({}, {f"/{number}": HIDDEN for number in range(redaction.MOST_FIELDS + 1)}, SOMEBODY, NOW)
