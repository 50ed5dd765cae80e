import io

import openpyxl
import pytest

from comity.domains.directory.interchange import read_entries
from comity.domains.directory.interchange import reading as module
from comity.kernel.tables import PlacedError


def test_a_file_of_two_hundred_megabytes_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(module, "read_csv_entries", None)
    with pytest.raises(PlacedError) as refused:
        read_entries(b"x" * 200_000_000, "huge.csv")
    assert refused.value.code == "file-too-large"


def test_a_workbook_is_a_table_too():
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["kind", "name"])
    book.active.append(["laboratory", "Institute"])
    book.save(content)
    assert read_entries(content.getvalue(), "parties.xlsx").entries[0].entry.name == "Institute"


def test_the_content_tells_json_from_a_table():
    assert module.looks_like_json(b"\xef\xbb\xbf \n{")
    assert not module.looks_like_json(b"kind,name")
