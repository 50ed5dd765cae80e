import csv
import io
import zipfile

import openpyxl
import pytest

from comity.base.errors import InputError
from comity.domains.exercises.conduct.public import public_plan
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.submission.checking import check_rows
from comity.domains.exercises.submission.spreadsheet import asked_rows, read_upload, template_csv, template_xlsx
from tests.submission_round import PLAN

PLANNED = read_plan(PLAN, "plan.toml")
PUBLIC = public_plan(PLANNED)
CODE = "K7TXQ4"


def filled_csv(result, code=CODE, **more):
    rows = list(csv.DictReader(io.StringIO(template_csv(PUBLIC, CODE).decode("utf-8-sig"))))
    rows[0] |= {"result": result, "unit": "mg/g", "form": "base", "laboratory": code, **more}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def test_the_template_asks_everything_and_nothing_that_tells_the_answer():
    assert asked_rows(PUBLIC) == [
        ("A", "cocaine"), ("A", "levamisole"), ("B", "identification"), ("B", "cocaine"), ("B", "marquis"),
    ]  # fmt: skip


def test_an_empty_template_comes_back_without_rows_and_a_filled_one_with_one():
    assert read_upload(template_csv(PUBLIC, CODE), "t.csv", CODE).rows == []
    found = read_upload(filled_csv("452,1", analyst="Anna"), "t.csv", CODE)
    assert (len(found.rows), found.numbers, found.rows[0]["analyst"]) == (1, [2], "Anna")
    assert check_rows(found.rows, CODE, PLANNED) == []


def test_the_workbook_says_the_same():
    content = template_xlsx(PUBLIC, CODE)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["results"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("result") + 1, 45.2)
    stream = io.BytesIO()
    workbook.save(stream)
    assert read_upload(stream.getvalue(), "t.xlsx", CODE).rows[0]["result"] == "45.2"


def test_a_file_under_another_code_is_refused():
    with pytest.raises(FaultsError) as refused:
        read_upload(filled_csv("1", code="B2CDFG"), "t.csv", CODE)
    assert [fault.code for fault in refused.value.faults] == ["code-foreign"]


@pytest.mark.parametrize("heading", ["itm,measurand,result", "item,measurand", "item,measurand,result,colour"])
def test_unknown_and_missing_columns_are_named(heading):
    with pytest.raises(FaultsError):
        read_upload(f"{heading}\nA,cocaine,1,1\n".encode(), "t.csv", CODE)


def test_a_spreadsheet_bomb_is_refused_before_it_is_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<x/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(InputError) as refused:
        read_upload(stream.getvalue(), "bomb.xlsx", CODE)
    assert refused.value.code == "file-too-large"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00\x01", b"x" * 2_000_001])
def test_what_is_no_table_is_refused_in_words(content):
    with pytest.raises(InputError):
        read_upload(content, "t.xlsx", CODE)
