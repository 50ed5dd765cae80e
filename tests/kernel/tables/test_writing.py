import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from comity.kernel.tables import Sheet, csv_text, write_csv, write_xlsx
from comity.kernel.tables.writing import sheet_title


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+x", "-x", "@x", "\tx", "\rx"])
def test_text_never_becomes_a_formula_in_csv(text):
    assert csv_text(["a"], [[text]]).splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-45.2", "+3", "-1,5", "-1e-5"])
def test_signed_numbers_stay_numbers(text):
    assert text in csv_text(["a"], [[text]], delimiter=";").splitlines()[1:]


def test_csv_is_marked_as_utf_8(tmp_path):
    write_csv(tmp_path / "x.csv", ["a"], [["ü"]])
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbfa\r\n\xc3\xbc\r\n"


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path):
    path = tmp_path / "x.xlsx"
    sheets = [Sheet("a/b:c", ["text", "number"], [["=1+1", 2.5], ["bad\x00one", None]]), Sheet("x" * 40, ["n"], [])]
    write_xlsx(path, sheets, made_at=datetime(2026, 1, 1, tzinfo=UTC), rtl=True)
    book = openpyxl.load_workbook(path)
    sheet = book["a-b-c"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["B2"].value) == ("=1+1", "s", 2.5)
    assert sheet["A3"].value == "bad\ufffdone"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.sheet_view.rightToLeft
    assert book.sheetnames[1] == "x" * 31
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert b"2026-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_titles_are_what_spreadsheets_accept():
    assert sheet_title("'") == "-"
    assert sheet_title("a[b]?") == "a-b--"
