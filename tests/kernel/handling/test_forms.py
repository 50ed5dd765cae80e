from datetime import UTC, datetime

import pytest

from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.label import Evaluation, Label, Scheme
from comity.kernel.handling.label_data import from_data
from tests.kernel.handling.worlds import NOW

pytestmark = pytest.mark.django_db
TYPED = {"tlp": "AMBER", "onward": "none", "judicial_use": "not", "permissible_actions": "GREEN"}


@pytest.fixture
def actor(house):
    return house.actor("Ama", house.laboratory)


def test_what_is_typed_is_a_label(house, actor):
    network, institute = str(house.network.pk), str(house.institute.pk)
    more = {"releasable_to": [network, "NL"], "not_releasable_to": [institute], "purposes": ["quality-assurance"]}
    form = LabelForm(TYPED | more | {"expires": "2026-12-01", "scheme": "europol-4x4", "codes": "a1 h1"}, actor=actor)
    assert form.is_valid(), form.errors
    own = str(house.laboratory.pk)
    assert form.to_label() == Label(
        "AMBER",
        own,
        frozenset({network, "NL"}),
        frozenset({institute}),
        "none",
        frozenset({"quality-assurance"}),
        "not",
        "GREEN",
        frozenset({Evaluation(Scheme.EUROPOL_4X4, "A", "1", ("H1",))}),
        datetime(2026, 12, 1, tzinfo=UTC),
    )


def test_a_label_that_is_shown_and_sent_back_stays_as_it_was(house, actor):
    own = str(house.laboratory.pk)
    label = from_data(
        {
            "tlp": "AMBER",
            "originator": own,
            "releasable_to": [str(house.network.pk), "00000000-0000-0000-0000-00000000000a"],
            "purposes": ["of-another-node"],
            "evaluations": [{"scheme": "admiralty", "source": "B", "information": "2"}],
            "future": 1,
        }
    )
    shown = LabelForm(actor=actor, label=label)
    sent = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    form = LabelForm({name: value for name, value in sent.items() if value}, actor=actor, label=label)
    assert form.is_valid(), form.errors
    assert form.to_label() == label
    assert form.limits_more


@pytest.mark.parametrize("codes", ["Z9", "A", "A1B", "A1 P", "1A"])
def test_codes_belong_to_their_scheme(actor, codes):
    assert "codes" in LabelForm(TYPED | {"scheme": "europol-4x4", "codes": codes}, actor=actor).errors
    assert "codes" in LabelForm(TYPED | {"codes": "A1"}, actor=actor).errors
    assert "codes" in LabelForm(TYPED | {"scheme": "admiralty"}, actor=actor).errors


def test_red_names_no_community(house, actor):
    for name in (str(house.network.pk), "NL"):
        assert "releasable_to" in LabelForm(TYPED | {"tlp": "RED", "releasable_to": [name]}, actor=actor).errors
    assert LabelForm(TYPED | {"tlp": "RED", "releasable_to": [str(house.institute.pk)]}, actor=actor).is_valid()


def test_people_are_not_offered_and_strangers_are_refused(house, actor):
    assert "Ama" not in str(LabelForm(actor=actor)["releasable_to"])
    assert "releasable_to" in LabelForm(TYPED | {"releasable_to": [str(actor.person_id)]}, actor=actor).errors
    assert not LabelForm(actor=actor, label=Label("RED", str(house.laboratory.pk))).limits_more
    assert LabelForm(actor=actor, label=Label("RED", str(house.laboratory.pk), expires=NOW)).limits_more
