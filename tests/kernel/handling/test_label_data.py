import json
from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.kernel.handling.label import Evaluation, Label, Scheme
from comity.kernel.handling.label_data import SCHEMA, canonical, from_data, to_data
from tests.kernel.handling.worlds import chance_of, names_in, random_label, random_world

A, B = ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_there_and_back_and_every_label_fits_the_schema():
    chance = chance_of(3)
    world = random_world(chance)
    for _ in range(500):
        label = random_label(chance, names_in(world, chance), list(world.parties))
        data = json.loads(canonical(to_data(label)))
        VALIDATOR.validate(data)
        assert from_data(data) == label


def test_what_this_version_does_not_know_survives():
    data = {"tlp": "AMBER", "caveat": {"level": 2, "of": ["x"]}, "α": None}
    label = from_data(data)
    assert {name: to_data(label)[name] for name in data} == data
    assert label != from_data({"tlp": "AMBER"})


def test_what_several_labels_said_under_an_unknown_name_survives():
    from comity.kernel.handling.combine import combine

    joined = combine(from_data({"tlp": "RED", "caveat": 1, "also": 0}), from_data({"tlp": "RED", "caveat": 2}))
    assert to_data(joined)["combined"] == {"caveat": [1, 2]}
    assert from_data(json.loads(canonical(to_data(joined)))) == joined


def test_evaluations():
    one = Evaluation(Scheme.EUROPOL_4X4, "A", "1", ("H1", "H2"), B, date(2026, 2, 3))
    data = to_data(Label("AMBER", A, evaluations=frozenset({one})))
    assert data["evaluations"][0]["evaluated_on"] == "2026-02-03"
    assert from_data(data).evaluations == {one}
    VALIDATOR.validate(data)


WRONG = [
    None,
    [],
    {},
    {1: 2},
    {"tlp": "WHITE"},
    {"tlp": ["RED"]},
    {"tlp": "RED", "originator": 17},
    {"tlp": "RED", "originator": "17"},
    {"tlp": "RED", "releasable_to": "NL"},
    {"tlp": "RED", "releasable_to": [17]},
    {"tlp": "RED", "releasable_to": ["17"]},
    {"tlp": "RED", "purposes": [None]},
    {"tlp": "RED", "onward": None},
    {"tlp": "RED", "expires": "soon"},
    {"tlp": "RED", "expires": "2026-01-01T00:00:00"},
    {"tlp": "RED", "evaluations": [{"scheme": "admiralty", "source": "A", "information": "1", "more": 1}]},
    {"tlp": "RED", "evaluations": ["A1"]},
    {"tlp": "RED", "evaluations": [{"scheme": "admiralty", "source": "Z", "information": "1"}]},
    {"tlp": "RED", "evaluations": [{"scheme": "x", "source": "A", "information": "1"}]},
    {"tlp": "RED", "combined": 3},
    {"tlp": "RED", "future": float("nan")},
]


@pytest.mark.parametrize("data", WRONG, ids=str)
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(InputError):
        from_data(data)


@given(
    st.dictionaries(
        st.sampled_from([*SCHEMA["properties"], "future", "combined"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=6,
        ),
    )
)
def test_anything_at_all_gives_a_label_or_an_input_error(data):
    try:
        label = from_data(data)
    except InputError:
        return
    assert from_data(to_data(label)) == label
