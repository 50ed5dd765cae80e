import pytest

from comity.kernel.handling.label import Label
from comity.kernel.handling.models import LabelName, StoredLabel
from comity.kernel.handling.storing import digest_of, stored
from tests.kernel.handling.worlds import NOW, chance_of, names_in, random_label, random_world

pytestmark = pytest.mark.django_db


def test_a_label_is_kept_once_and_comes_back_as_it_was():
    chance = chance_of(9)
    world = random_world(chance)
    labels = [random_label(chance, names_in(world, chance), list(world.parties)) for _ in range(100)]
    for label in [*labels, *labels]:
        assert stored(label).value == label
    assert StoredLabel.objects.count() == len(set(labels)) == len({digest_of(one) for one in labels})


def test_columns_and_names():
    row = stored(
        Label(
            "GREEN",
            releasable_to=frozenset({"NL"}),
            not_releasable_to=frozenset({"FR"}),
            purposes=frozenset({"x"}),
            expires=NOW,
        )
    )
    assert (row.tlp, row.limits_release, row.limits_purpose, row.denies, row.expires_at) == (
        "GREEN",
        True,
        True,
        True,
        NOW,
    )
    assert set(LabelName.objects.values_list("relation", "name")) == {("to", "NL"), ("not", "FR"), ("for", "x")}
    plain = stored(Label("GREEN"))
    assert (plain.limits_release, plain.limits_purpose, plain.denies) == (False, False, False)
