"""The one record type of this room itself."""

from comity.kernel.exchange.bulletins import BULLETIN, record_types


def test_it_has_a_schema():
    (bulletin,) = record_types()
    assert (bulletin.name, bulletin.version, bulletin.schema["type"]) == (BULLETIN, 1, "object")
