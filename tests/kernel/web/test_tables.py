import csv
import io
from types import SimpleNamespace

import pytest
from django import forms
from django.test import RequestFactory

from comity.kernel.web.badges import Badge
from comity.kernel.web.forms import SearchField
from comity.kernel.web.tables import Column, DataTable

ROWS = [SimpleNamespace(pk=n, name=f"Laboratory {n:02}", score=None if n == 3 else n % 7) for n in range(60)]
COLUMNS = (
    Column("name", "Name", lambda row: row.name, order=("name",), link=lambda row: f"/x/{row.pk}"),
    Column("score", "Score", lambda row: row.score, order=("score",), kind="number"),
    Column("state", "State", lambda _row: Badge("Open", "info")),
)


class Filter(forms.Form):
    q = SearchField(label="Name")
    least = forms.IntegerField(label="At least", required=False)


def narrow(rows, wanted):
    kept = [row for row in rows if wanted.get("q", "").lower() in row.name.lower()]
    return [row for row in kept if wanted.get("least") is None or (row.score or 0) >= wanted["least"]]


def table(query="", rows=ROWS, **more):
    request = RequestFactory().get(f"/rows/?{query}")
    return DataTable(request, rows, COLUMNS, name="rows", caption="Rows", filters=Filter, narrow=narrow, **more)


def names(made):
    return [row.name for row in made.page]


def test_pages_hold_all_rows_once():
    seen = [name for number in (1, 2, 3) for name in names(table(f"page={number}&sort=name"))]
    assert seen == sorted(row.name for row in ROWS)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "1e9"])
def test_a_page_that_is_not_there_is_the_nearest_one(page):
    assert table(f"page={page}").page.number in (1, 3)


def test_sorting_by_a_link_there_and_back_and_the_unknown_last_both_ways():
    up, down = table("sort=score"), table("sort=-score")
    assert [heading.direction for heading in up.headings] == ["", "ascending", ""]
    assert [heading.sort_url for heading in up.headings][1] == "/rows/?sort=-score"
    assert [heading.sort_url for heading in down.headings][1] == "/rows/?sort=score"
    assert [heading.sort_url for heading in up.headings][2] == "", "a column without an order has no link"
    assert up.rows[-1].score is None
    assert down.rows[-1].score is None


@pytest.mark.parametrize("sort", ["password", "-user__password", "state", "name;drop", "--name"])
def test_nothing_sorts_that_is_not_offered(sort):
    made = table(f"sort={sort}")
    assert made.sort == ""
    assert names(made) == [row.name for row in ROWS[:25]]


def test_a_filter_narrows_keeps_its_words_and_can_be_undone():
    made = table("q=laboratory+1&sort=-name&page=9")
    assert names(made)[0] == "Laboratory 19"
    assert made.narrowed
    assert "q=laboratory+1" in made.csv_url
    assert "page" not in made.csv_url
    assert not table("sort=name").narrowed


def test_a_filter_that_cannot_be_read_narrows_nothing_and_says_so():
    made = table("least=many")
    assert len(made.rows) == 60
    assert made.filters.errors["least"]


def test_csv_has_all_rows_of_the_filter_as_plain_text():
    rows = [
        SimpleNamespace(pk=1, name="=HYPERLINK(1)", score=2.5),
        SimpleNamespace(pk=2, name="Ünïcode, ok", score=None),
    ]
    response = table("format=csv", rows).respond("unused.html")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rows.csv"'
    read = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert read == [["Name", "Score", "State"], ["'=HYPERLINK(1)", "2.5", "Open"], ["Ünïcode, ok", "", "Open"]]


def test_cells_are_escaped_and_the_first_names_the_row():
    made = table("", [SimpleNamespace(pk=1, name="<script>", score=0)])
    (row,) = made.body
    assert str(row[0].content) == '<a href="/x/1">&lt;script&gt;</a>'
    assert row[0].first
    assert not row[1].empty, "zero is a value"


@pytest.mark.django_db
@pytest.mark.usefixtures("house")
def test_a_queryset_is_paged_by_the_database_in_a_total_order(django_assert_num_queries):
    from comity.kernel.parties.models import Party

    columns = (Column("country", "Country", lambda row: row.country, order=("country",)),)
    request = RequestFactory().get("/rows/?sort=-country&page=2")
    with django_assert_num_queries(2):
        made = DataTable(request, Party.objects.all(), columns, name="rows", caption="Rows", per_page=2)
        second = list(made.page)
    first = list(
        DataTable(
            RequestFactory().get("/rows/?sort=-country"),
            Party.objects.all(),
            columns,
            name="r",
            caption="R",
            per_page=2,
        ).page
    )
    assert len({row.pk for row in first + second}) == 4


@pytest.mark.django_db
def test_an_export_is_on_record_and_a_look_is_not(signed_in):
    from comity.kernel.audit.models import AuditEntry

    before = AuditEntry.objects.count()
    signed_in.get("/directory/")
    assert AuditEntry.objects.count() == before
    assert signed_in.get("/directory/?format=csv").status_code == 200
    assert AuditEntry.objects.order_by("-id").first().verb == "export"
