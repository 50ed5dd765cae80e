"""What counts as belonging is asked through the rule in `test_rules.py`; here, the sets themselves."""

from comity.kernel.handling.belonging import viewer_in
from tests.kernel.handling.test_rules import WORLD, A, B, C, D, E, F, G


def test_the_sets_of_a_laboratory():
    viewer = viewer_in(WORLD, A, person=F, purpose="quality-assurance")
    assert viewer.named == {A, F}
    assert viewer.as_recipient == {A, F, B, C, D, E, "NL"}
    assert viewer.as_member == viewer.as_recipient
    assert viewer.deniable == viewer.as_member | {G}
    assert viewer.purpose == "quality-assurance"


def test_nobody_belongs_nowhere():
    viewer = viewer_in(WORLD, "", person=F)
    assert (viewer.party, viewer.named, viewer.deniable) == ("", frozenset(), frozenset())


def test_a_party_that_is_not_known_belongs_to_itself():
    assert viewer_in(WORLD, "x").as_member == {"x"}
