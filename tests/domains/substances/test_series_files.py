import numpy as np
import pytest

from comity.base.errors import InputError
from comity.domains.substances.series_files import Columns, read_series
from comity.kernel.tables import read_table


def read(text, columns=None, **how):
    return read_series(read_table(text.encode(), "series.csv"), columns, **how)


def test_weeks_of_two_series_and_a_week_that_nobody_reported():
    file = read("week,substance,count\n2026-W01,a,3\n2026-W03,a,5\n2026-W01,b,1\n")
    assert file.names == ("a", "b")
    assert [day.isoformat() for day in file.days] == ["2025-12-29", "2026-01-05", "2026-01-12"]
    assert file.frequency == 52
    assert file.counts == pytest.approx(np.array([[3, np.nan, 5], [1, np.nan, np.nan]]), nan_ok=True)
    assert file.labels == ("2026-W01", "2026-01-05", "2026-W03")
    assert read("week,count\n2026-W01,3\n2026-W03,5\n", absent_is_zero=True, frequency=52).counts.tolist() == [
        [3, 0, 5]
    ]


@pytest.mark.parametrize(
    ("dates", "frequency", "periods"),
    [
        (("2026-01-05", "2026-01-06", "2026-01-08"), 365, 4),
        (("2026-01", "2026-03", "2026-04"), 12, 4),
        (("2026-01-05", "2026-01-12", "2026-01-26"), 52, 4),
        (("1", "2", "4"), 52, 4),
    ],
)
def test_the_step_is_told_by_the_dates(dates, frequency, periods):
    file = read("date,count\n" + "".join(f"{day},1\n" for day in dates))
    assert (file.frequency, file.counts.shape) == (frequency, (1, periods))


def test_bad_rows_are_named_and_the_good_ones_kept():
    file = read(
        "date;count;examined\n2026-01-05;3;9\nsoon;4;9\n2026-01-12;x;9\n2026-01-12;2;0\n2026-01-05;3;9\n2026-01-12;;9\n"
    )
    assert [(fault.code, fault.place.row, fault.place.column) for fault in file.faults] == [
        ("trends.date", 3, "date"),
        ("trends.count", 4, "count"),
        ("trends.count", 5, "examined"),
        ("trends.twice", 6, "date"),
    ]
    assert file.counts == pytest.approx(np.array([[3, np.nan]]), nan_ok=True)
    assert file.denominators.tolist() == [[9, 9]]


def test_columns_by_name():
    file = read("Day,Seizures,Kind\n2026-01-05,3,x\n2026-01-12,4,x\n", Columns("day", "Seizures", "kind"))
    assert (file.names, file.counts.tolist()) == (("x",), [[3, 4]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,amount\n2026-01-05,3\n", "no column"),
        ("date,count\nsoon,3\n", "No row"),
        ("date,count\n2026-01-05,1\n2026-01-12,1\n2026-01-20,1\n", "does not fall on a step"),
        ("date,count\n2026-01-05,1\n7,1\n", "Some periods are dates"),
        ("date,count\n0001-01-01,1\n0001-01-02,1\n9999-01-01,1\n", "span more than"),
        ("date,count\n1,1\n900000000,1\n", "span more than"),
    ],
)
def test_what_is_refused(text, said):
    with pytest.raises(InputError, match=said):
        read(text)
