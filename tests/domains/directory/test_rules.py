from datetime import date

import pytest

from comity.domains.directory import rules
from comity.domains.directory.rules import ScopeState

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("since", "until", "withdrawn", "state"),
    [
        (None, date(2026, 11, 20), None, ScopeState.ENDING),  # the last day included
        (None, date(2026, 11, 19), None, ScopeState.ENDED),
        (None, date(2027, 2, 18), None, ScopeState.ENDING),  # ninety days
        (None, date(2027, 2, 19), None, ScopeState.HOLDS),
        (None, None, None, ScopeState.OPEN),
        (date(2026, 11, 21), date(2030, 1, 1), None, ScopeState.NOT_YET),
        (date(2026, 11, 20), date(2030, 1, 1), None, ScopeState.HOLDS),
        (None, date(2030, 1, 1), date(2026, 11, 20), ScopeState.WITHDRAWN),
        (None, date(2030, 1, 1), date(2026, 11, 21), ScopeState.HOLDS),
    ],
)
def test_whether_a_scope_holds(since, until, withdrawn, state):
    assert rules.scope_state(since, until, withdrawn, TODAY) is state


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"),
        ("Laboratório", "LABORATORIO"),
        ("Straße", "strasse"),
        ("أكاديمية", "اكاديميه"),
        ("Ёлка", "елка"),
        ("I\u0307stanbul", "istanbul"),
        ("  two   words ", "two words"),
        ("\uff2c\uff21\uff22", "lab"),
    ],
)
def test_spellings_that_are_found_by_one_another(one, other):
    assert rules.fold(one) == rules.fold(other)


@pytest.mark.parametrize("text", ["法医研究所", "Лаборатория", "معمل", "Łódź I\u0307", "ǅ"])
def test_folding_twice_changes_nothing(text):
    assert rules.fold(rules.fold(text)) == rules.fold(text)
    assert rules.fold(text)


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org:8080", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)//https://", False),
        ("data:text/html,x", False),
        ("https://user:word@example.org", False),
        ("https://", False),
        ("https://example.org:99999", False),
        ("https://[::1", False),
        ("https://exa mple.org", False),
        ("https://example.org/\n", False),
        ("//example.org", False),
        ("example.org", False),
    ],
)
def test_what_may_become_a_link(address, fine):
    assert rules.is_page(address) is fine


def test_what_has_changed():
    assert rules.changed({"a": 1, "b": 1}, {"a": 1, "b": 2, "c": None}) == ["b"]
    assert rules.changed({}, {"a": 1}) == ["a"]


@pytest.mark.parametrize("number", ["+31 70 888 6666", "(020) 123-4567", "+254 20 1234567 ext. 12"])
def test_telephone_numbers(number):
    assert rules.is_phone(number)


@pytest.mark.parametrize("number", ["", "+", "call me", "=1+1", "1" * 80, "+31 70\n888 6666"])
def test_what_is_no_telephone_number(number):
    assert not rules.is_phone(number)


@pytest.mark.parametrize("address", ["a@b.org", "ü@exämple.org", "first.last+tag@sub.example.org"])
def test_mail_addresses(address):
    assert rules.is_email(address)


@pytest.mark.parametrize(
    "address", ["a@b", "a b@c.org", "<a@b.org>", "a@b.org,c@d.org", "@b.org", "a" * 250 + "@b.org"]
)
def test_what_is_no_mail_address(address):
    assert not rules.is_email(address)


def test_half_a_place_is_nowhere():
    assert rules.is_half_a_place(52.0, None)
    assert not rules.is_place(52.0, None)
    assert not rules.is_place(91.0, 0.0)
    assert not rules.is_place(float("nan"), 0.0)
    assert rules.is_place(-90.0, 180.0)
