"""Sealed fields: only their recipients open them."""

import secrets

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.sealing import open_fields, public_half, read_public, seal_fields


def test_each_recipient_and_nobody_else():
    first, second, other = (secrets.token_bytes(32) for _ in range(3))
    sealed = seal_fields("[1]", [public_half(first), public_half(second)])
    assert open_fields(sealed, first) == open_fields(sealed, second) == "[1]"
    for spoilt, seed in ((sealed, other), (sealed.replace("A", "B"), first), ("{}", first), ("", first)):
        with pytest.raises(InputError):
            open_fields(spoilt, seed)


@pytest.mark.parametrize("text", ["", "?", "AAAA"])
def test_a_key_on_a_card_is_looked_at(text):
    with pytest.raises(InputError):
        read_public(text)
