import pytest

from comity.kernel.tables.table import TableBuilder, column_letters


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(index, letters):
    assert column_letters(index) == letters


def test_headings_are_compared_without_case_and_spaces():
    builder = TableBuilder("f")
    builder.add(1, ["Coverage  Factor", " UNIT "])
    assert builder.table().header == ("coverage_factor", "unit")


def test_faults_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr("comity.kernel.tables.table.MAXIMUM_FAULTS", 2)
    builder = TableBuilder("f")
    builder.add(1, ["a"])
    for number in range(2, 9):
        builder.add(number, ["\x07"])
    assert len(builder.table().faults) == 2
    assert len(builder.table().rows) == 7
