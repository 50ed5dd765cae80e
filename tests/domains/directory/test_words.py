from datetime import date

import pytest

from comity.domains.directory.models import AccreditedScope
from comity.domains.directory.rules import ScopeState
from comity.domains.directory.words import changes_in_words, country, discipline_names, scope_badge, shown

SCOPE = AccreditedScope(
    standard="S", body="B", since=date(2020, 1, 1), until=date(2021, 1, 1), withdrawn_on=date(2020, 6, 1)
)


@pytest.mark.parametrize("state", list(ScopeState))
def test_every_state_has_words_and_no_two_the_same_tone_and_word(state):
    badges = {(badge.tone, str(badge)) for badge in (scope_badge(SCOPE, one) for one in ScopeState)}
    assert str(scope_badge(SCOPE, state))
    assert len(badges) == len(ScopeState)


def test_values_in_words():
    assert shown("city", "") == "–"
    assert shown("listed", value=False) == "no"
    assert shown("disciplines", ("drugs", "dna")) == "DNA, Seized drugs"
    assert discipline_names(["gone-code"]) == ["gone-code"]
    assert country("GH") == "Ghana"


def test_changes_in_words():
    detail = {"city": ["", "Accra"], "disciplines": ["dna", "dna, drugs"], "listed": ["True", "False"], "of": "key"}
    assert changes_in_words(detail) == [
        ("City", "–", "Accra"),
        ("Disciplines", "DNA", "DNA, Seized drugs"),
        ("Listed", "yes", "no"),
    ]
    assert changes_in_words({"fields": ["email", "phone"]}) == [("Fields", "", "Mail, Telephone")]
