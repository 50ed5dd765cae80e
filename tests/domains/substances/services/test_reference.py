"""The starting register."""

from comity.domains.substances import queries, services
from comity.domains.substances.services.reference import load_reference


def test_some_of_the_library_is_registered_once(keeper):
    first = services.load_reference(keeper, most=40)
    again = load_reference(keeper, most=0)
    assert first.new == 40
    assert again.new == 0
    row = queries.substances(keeper).first()
    assert row.inchikey
    assert row.source.startswith("MassBank-data 2025.05.1, MSBNK-")
    assert row.source.endswith(("CC BY", "CC0", "CC BY-SA"))
