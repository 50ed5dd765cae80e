"""Cards: signed by their own keys; the fingerprint follows the keys and nothing else."""

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.cards import read_card, signers
from comity.kernel.exchange.limits import LARGEST_CARD
from comity.kernel.exchange.rules import Purpose
from tests.federation.simulator import SimulatedNode, key


def test_a_card_comes_back_and_names_its_keys():
    node = SimulatedNode("a.test")
    card, _ = read_card(node.card())
    assert (card.origin, card.serial) == ("a.test/log", 1)
    assert card.public_keys(Purpose.RECORD) == [node.records.verifier.vkey]


def test_a_card_shows_only_keys_that_are_its_own():
    node = SimulatedNode("a.test")
    with pytest.raises(InputError):
        read_card(node.card(signed_by=[key("x/records")]))
    with pytest.raises(InputError):
        read_card(node.card(signed_by=[node.log]))


def test_the_fingerprint_follows_the_keys_and_not_the_name():
    node = SimulatedNode("a.test")
    before, _ = read_card(node.card())
    assert read_card(node.card(name="Another", address="https://a.example"))[0].fingerprint == before.fingerprint
    node.rotate()
    assert read_card(node.card())[0].fingerprint != before.fingerprint


def test_who_signed():
    node = SimulatedNode("a.test")
    old = node.rotate()
    card = node.card(signed_by=[node.records, old])
    assert signers(card, [old.verifier.vkey, node.log.verifier.vkey]) == {old.verifier.vkey}


@pytest.mark.parametrize("spoilt", ["", "{}", "[]", "x", "null", '{"payload":1}'])
def test_anything_else_is_refused_in_words(spoilt):
    with pytest.raises(InputError):
        read_card(spoilt)
    with pytest.raises(InputError):
        read_card(" " * (LARGEST_CARD + 1))


def test_an_address_that_is_no_web_address_is_refused():
    with pytest.raises(InputError):
        read_card(SimulatedNode("a.test").card(address="file:///etc/passwd"))
