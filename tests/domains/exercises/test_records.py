"""What this room exchanges: the types, and that only the last word of an origin is heard."""

from comity.domains.exercises.guests.publishing import TYPES
from comity.domains.exercises.records import NAMES, TAKEN_BACK, TAKERS, record_types


def test_types_names_and_takers_agree():
    assert {one.name for one in record_types()} == set(TYPES) == set(NAMES) == set(TAKERS)
    assert set(TAKEN_BACK) <= set(TAKERS)
