import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import openpyxl

from comity.kernel.tables import Sheet, write_xlsx
from comity.kernel.tables.repeatable import repeatable

AT = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


def archive(core, year):
    """A workbook of another day: entries stamped with `year`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(zipfile.ZipInfo("docProps/core.xml", (year, 5, 6, 7, 8, 10)), core)
        made.writestr(zipfile.ZipInfo("xl/other.xml", (year, 5, 6, 7, 8, 10)), "<x>2020</x>")
    return stream.getvalue()


def properties(stamp):
    return f'<c><dcterms:created t="W">{stamp}</dcterms:created><dcterms:modified t="W">{stamp}</dcterms:modified></c>'


def test_the_clock_leaves_no_trace():
    one = repeatable(archive(properties("2020-01-01T00:00:00Z"), 2020), AT)
    other = repeatable(archive(properties("2031-01-01T00:00:00Z"), 2031), AT.astimezone(timezone(timedelta(hours=5))))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as made:
        assert {entry.date_time[0] for entry in made.infolist()} == {1980}
        assert made.read("docProps/core.xml").decode() == properties("2026-04-02T09:00:00Z")
        assert made.read("xl/other.xml") == b"<x>2020</x>"
    assert repeatable(archive(properties("x"), 2020), AT + timedelta(days=1)) != one


def test_equal_sheets_give_equal_files_that_open(tmp_path):
    sheet = Sheet("scores", ["laboratory", "z"], [["L1", -1.25], ["=L2", None]])
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(tmp_path / name, [sheet], made_at=AT)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["scores"]["B2"].value == -1.25
