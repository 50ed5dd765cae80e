"""Who we are."""

import pytest

from comity.base.errors import ConflictError
from comity.kernel.exchange.own_node import origin, own_node


def test_who_we_are(house):
    own = own_node()
    assert (own.party, own.origin) == (house.operator, origin())
    assert own.origin.endswith("/log")


@pytest.mark.django_db
def test_a_node_without_an_organisation_exchanges_nothing():
    with pytest.raises(ConflictError):
        own_node()
