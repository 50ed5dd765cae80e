"""Items as peers send them (what is refused and why: test_receiving.py)."""

import pytest

from comity.base.errors import InputError
from comity.kernel.exchange.limits import LARGEST_CONTENT
from comity.kernel.exchange.reading import Item, too_long

GOOD = {"sequence": 1, "kind": "record", "envelope": "e", "statement": "s", "fields": "f", "index": 3}


def test_an_item():
    item = Item.from_data(GOOD | {"later": 1})
    assert (item.sequence, item.index, item.sealed) == (1, 3, "")
    assert not too_long(item)
    assert too_long(Item.from_data(GOOD | {"fields": "x" * (4 * LARGEST_CONTENT + 1)}))


@pytest.mark.parametrize("changes", [{"kind": "x"}, {"sequence": "1"}, {"fields": 5}, {"envelope": None}])
def test_anything_else(changes):
    for data in (GOOD | changes, [], None, "x"):
        with pytest.raises(InputError):
            Item.from_data(data)
