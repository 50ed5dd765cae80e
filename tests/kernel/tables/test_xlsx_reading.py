import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from comity.kernel.tables import PlacedError, Sheet, read_table, write_xlsx
from comity.kernel.tables.limits import MAXIMUM_UNPACKED_RATIO, MAXIMUM_WORKBOOK_PARTS


def workbook(*rows, sheets=("results",), **formats):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for place, number_format in formats.items():
            sheet[place].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content, extra=None, replace=None):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def refusal(content, **options):
    with pytest.raises(PlacedError) as caught:
        read_table(content, "r.xlsx", **options)
    assert caught.value.remedy.render()
    assert caught.value.exit_code == 3
    assert caught.value.place.file == "r.xlsx"
    return caught.value


def test_numbers_and_text_are_read_as_typed():
    table = read_table(workbook(["Laboratory", "result"], ["L1", 45.2], ["L2", 45], ["L3", "45,2"]), "r.xlsx")
    assert table.header == ("laboratory", "result")
    assert table.sheet == "results"
    assert [row.cells for row in table.rows] == [("L1", "45.2"), ("L2", "45"), ("L3", "45,2")]


def test_row_numbers_are_those_that_the_spreadsheet_shows():
    table = read_table(workbook([], ["a", "b"], [], ["1", None], [None, "2"]), "r.xlsx")
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("1", "")), (5, ("", "2"))]


@pytest.mark.parametrize(
    ("value", "number_format", "word"),
    [
        ("=1+1", "General", "formula"),
        (date(2026, 1, 2), "yyyy-mm-dd", "date"),
        (True, "General", "truth value"),
        (0.452, "0.0%", "percentage"),
        ("#N/A", "General", "spreadsheet error"),
    ],
)
def test_cells_that_hold_other_than_they_show_are_faults_with_their_place(value, number_format, word):
    (fault,) = read_table(workbook(["laboratory", "result"], ["L1", value], B2=number_format), "r.xlsx").faults
    assert fault.code == "cell-kind"
    assert (fault.place.sheet, fault.place.row, fault.place.column) == ("results", 2, "result")
    assert word in fault.what.render()
    assert fault.remedy.render()


def test_the_named_sheet_is_read_when_there_are_several():
    assert read_table(workbook(["a"], ["1"], sheets=("x", "Results")), "r.xlsx", sheet="results").sheet == "Results"
    error = refusal(workbook(["a"], ["1"], sheets=("x", "y")), sheet="results")
    assert (error.code, "x, y" in str(error)) == ("workbook-sheet", True)


def test_an_encrypted_or_old_workbook_is_named_as_such():
    assert refusal(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600).code == "workbook-encrypted"


def test_an_encrypted_archive():
    content = bytearray(workbook(["a"], ["1"]))
    position = content.index(b"PK\x01\x02")  # central directory: flags stand 8 bytes in
    content[position + 8] |= 1
    assert refusal(bytes(content)).code == "workbook-encrypted"


def test_macros_are_refused_whatever_the_name_of_the_file():
    assert refusal(repacked(workbook(["a"], ["1"]), {"xl/vbaProject.bin": b"x"})).code == "workbook-macros"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(workbook(["a"], ["1"]), {"xl/media/zeros.xml": b"0" * (10_000 * MAXIMUM_UNPACKED_RATIO)})
    assert refusal(bomb).code == "workbook-bomb"


def test_too_many_parts():
    many = {f"xl/media/{number}": b"" for number in range(MAXIMUM_WORKBOOK_PARTS)}
    assert refusal(repacked(workbook(["a"], ["1"]), many)).code == "workbook-bomb"


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    assert refusal(repacked(workbook(["a"], ["1"]), replace={"xl/workbook.xml": bomb})).code == "workbook-damaged"


@pytest.mark.parametrize("broken", [b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 500])
def test_a_damaged_archive(broken):
    assert refusal(broken).code == "workbook-damaged"


def test_a_truncated_sheet():
    content = workbook(["a"], ["1"])
    assert refusal(repacked(content, replace={"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"})).code == (
        "workbook-damaged"
    )


def test_another_kind_of_archive_is_not_a_workbook():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(stream.getvalue()).code == "workbook-kind"


def test_a_thousand_columns():
    assert refusal(workbook([f"c{i}" for i in range(1000)])).code == "table-too-wide"


def test_a_stated_size_that_is_false_is_not_believed():
    content = workbook(["a", "b"], ["1", "2"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    false = sheet.replace(b'ref="A1:B2"', b'ref="A1:A1"')
    assert false != sheet
    table = read_table(repacked(content, replace={"xl/worksheets/sheet1.xml": false}), "r.xlsx")
    assert table.rows[0].cells == ("1", "2")


def sheet_of(xml):
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    whole = b"<worksheet " + space + b"><sheetData>" + xml + b"</sheetData></worksheet>"
    return repacked(workbook(["a"], ["1"]), replace={"xl/worksheets/sheet1.xml": whole})


ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>a</t></is></c></row>'


def test_a_row_number_that_no_worksheet_has_ends_the_reading():
    table = read_table(sheet_of(ROW % (1, 1) + ROW % (2, 2) + ROW % (10**15, 3)), "r.xlsx")
    assert [row.number for row in table.rows] == [2]


def test_cells_without_end_are_refused(monkeypatch):
    monkeypatch.setattr("comity.kernel.tables.xlsx_reading.MAXIMUM_CELLS", 50_000)
    far = b"".join(b'<row r="%d"><c r="ZZZ%d"/></row>' % (number, number) for number in range(1, 20))
    assert refusal(sheet_of(far)).code == "table-too-wide"


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "r.xlsx"
    rows = [["L1", "=1+1", 45.2], ["L2", "+45", None], ["L3", "مختبر", 7]]
    write_xlsx(path, [Sheet("results", ["a", "b", "c"], rows)], made_at=datetime(2026, 1, 1, tzinfo=UTC))
    table = read_table(path.read_bytes(), "r.xlsx")
    assert [row.cells for row in table.rows] == [("L1", "=1+1", "45.2"), ("L2", "+45", ""), ("L3", "مختبر", "7")]
    assert not table.faults
