from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kernel.tables import PlacedError, csv_text, read_table
from comity.kernel.tables.csv_reading import decode, read_csv
from comity.kernel.tables.limits import MAXIMUM_CELL_CHARACTERS, MAXIMUM_COLUMNS

KNOWN = {"laboratory", "result", "unit"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiter_mark_and_line_ends_make_no_difference(delimiter, mark, ending):
    lines = [delimiter.join(row) for row in (("Laboratory", "result", "unit"), ("L1", "45.2", "g/100 g"))]
    table = read_csv(mark + ending.join(lines).encode(), "r.csv", known_columns=KNOWN)
    assert table.header == ("laboratory", "result", "unit")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("L1", "45.2", "g/100 g"))]


def test_a_semicolon_file_with_commas_inside_headings_of_others():
    table = read_csv(b"laboratory;result;a,b,c,d,e\nL1;45,2;x", "r.csv", known_columns=KNOWN)
    assert table.rows[0].cells == ("L1", "45,2", "x")


def test_row_numbers_are_those_of_the_lines_also_after_blank_lines_and_line_breaks_in_cells():
    table = read_csv(b'laboratory,result\n\nL1,"a\nb"\n\nL2,2\n', "r.csv")
    assert [row.number for row in table.rows] == [3, 6]


def test_short_rows_are_filled_up():
    assert read_csv(b"a,b,c\n1\n", "r.csv").rows[0].cells == ("1", "", "")


def test_a_decimal_comma_cut_in_two_is_named():
    table = read_csv(b"laboratory,result,unit\nL1,45,2,g\n", "r.csv", known_columns=KNOWN)
    (fault,) = table.faults
    assert (fault.code, fault.place.row) == ("row-too-long", 2)
    assert "decimal comma" in fault.remedy.render()


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"a,b\n1,\x002\n", "nul-byte", 2),
        ("a,b\n1,2\nZürich,3\n".encode("latin-1"), "not-utf-8", 3),
        ("a,b\n".encode("utf-16"), "not-utf-8", 1),
        (b'a,b\n1,"2\n3,4\n', "csv-malformed", 2),
        (b'a,b\n"1"x,2\n', "csv-malformed", 2),
        (b"", "table-empty", 0),
        (b"\n \n", "table-empty", 0),
        (b"a,a\n1,2\n", "table-header", 1),
        (b"a,,c\n1,2,3\n", "table-header", 1),
        (",".join(f"c{i}" for i in range(1000)).encode(), "table-too-wide", 1),
        (b"a\n" + b"," * 1_000_001, "line-too-long", 2),
        (b"a\n" + b"x" * 200_000, "csv-malformed", 2),
    ],
)
def test_unusable_files_are_refused_with_place_reason_and_remedy(content, code, row):
    with pytest.raises(PlacedError) as caught:
        read_table(content, "r.csv")
    assert (caught.value.code, caught.value.place.row) == (code, row)
    assert caught.value.remedy.render()
    assert caught.value.exit_code == 3
    assert "r.csv" in str(caught.value)


def test_a_row_may_be_as_wide_as_the_bound_says():
    header = ",".join(f"c{i}" for i in range(MAXIMUM_COLUMNS))
    assert len(read_csv(header.encode(), "r.csv").header) == MAXIMUM_COLUMNS


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr("comity.kernel.tables.table.MAXIMUM_ROWS", 3)
    with pytest.raises(PlacedError) as caught:
        read_csv(b"a\n1\n2\n3\n4\n", "r.csv")
    assert caught.value.code == "table-too-long"


@pytest.mark.parametrize("text", ["x" * (MAXIMUM_CELL_CHARACTERS + 1), "a\x07b", "\x1b[2J"])
def test_long_cells_and_control_characters_are_faults_of_the_cell(text):
    (fault,) = read_csv(f"a,b\n1,{text}\n".encode(), "r.csv").faults
    assert (fault.code, fault.place.row, fault.place.column) == ("cell-text", 2, "b")
    assert "\x1b" not in fault.value


def test_decode_keeps_every_script():
    assert decode("مختبر,国家,Лаборатория".encode(), "r.csv") == "مختبر,国家,Лаборатория"


cells = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda text: not text.startswith(("=", "+", "-", "@"))
)


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_what_is_written_is_read_back(rows):
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    table = read_csv(csv_text(("laboratory", "result"), kept).encode(), "r.csv", known_columns=KNOWN)
    assert [[cell.strip() for cell in row.cells] for row in table.rows] == [
        [cell.strip() for cell in row] for row in kept
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content):
    with suppress(PlacedError):
        read_table(content, "r.csv")
