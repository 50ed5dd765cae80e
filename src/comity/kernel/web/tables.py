"""Tables that sort, filter, page and export by plain links; htmx only saves the reader a reload.

A room describes its columns once and hands over rows (a QuerySet from its queries, or a sequence):

    table = DataTable(request, rows, COLUMNS, name="parties", caption=…, filters=PartyFilter, narrow=narrow)
    return table.respond("directory/parties.html", {…})

`?sort=name` or `?sort=-name`, `?page=2`, `?format=csv`, and the fields of the filter form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comity.kernel.accounts.authentication import actor_of
from comity.kernel.accounts.services import note_export
from comity.kernel.tables.writing import csv_text
from comity.kernel.web.badges import Badge, Text
from comity.kernel.web.templatetags.comity import day, instant

Rows = QuerySet[Any] | Sequence[Any]
Narrow = Callable[[Any, dict[str, Any]], Any]

ROWS_PER_PAGE = 25
MOST_EXPORTED = 100_000  # rows in one CSV; more is a task for the interface for programs


@dataclass(frozen=True, slots=True)
class Column:
    """What one column shows; `order` names the fields that it sorts by, and without any it is not sorted."""

    name: str
    label: Text
    value: Callable[[Any], Any]
    order: tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column in one state of the table."""

    column: Column
    sort_url: str
    direction: Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One shown value."""

    column: Column
    content: Any
    first: bool
    empty: bool


class DataTable:
    """One table in the state that the request's query asks for."""

    def __init__(
        self,
        request: HttpRequest,
        rows: Rows,
        columns: Sequence[Column],
        *,
        name: str,
        caption: Text,
        filters: type[forms.Form] | None = None,
        narrow: Narrow | None = None,
        sort: str = "",
        empty: Mapping[str, Any] | None = None,
        per_page: int = ROWS_PER_PAGE,
    ) -> None:
        self.request = request
        self.columns = columns
        self.name = name
        self.caption = caption
        self.empty = empty or {}
        self.per_page = per_page
        self.filters = filters(request.GET) if filters else None
        self.sort = self._known_sort(request.GET.get("sort", "")) or sort
        self.rows = self._sorted(self._narrowed(rows, narrow))

    def respond(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
        """The page with this table, or the table as CSV where the query asks for it."""
        if self.request.GET.get("format") == "csv":
            return self.as_csv()
        return render(self.request, template, {**(context or {}), "table": self})

    def as_csv(self) -> HttpResponse:
        """All rows that the filter leaves, in the order shown; text is never a formula."""
        header = [str(column.label) for column in self.columns]
        cells = [[_plain(column.value(row)) for column in self.columns] for row in self.rows[:MOST_EXPORTED]]
        actor = actor_of(self.request)
        if actor is not None:
            note_export(actor, self.name, rows=len(cells), question=self.request.GET.urlencode())
        response = HttpResponse("\ufeff" + csv_text(header, cells), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.name}.csv"'
        return response

    @cached_property
    def page(self) -> Page[Any]:
        """The rows of the page asked for; a page that is not there is the nearest one that is."""
        return Paginator(self.rows, self.per_page).get_page(self.request.GET.get("page"))

    @property
    def headings(self) -> Iterator[Heading]:
        """The heads of the columns, with the link that sorts by each."""
        for column in self.columns:
            direction = self._direction(column.name)
            wanted = f"-{column.name}" if direction == "ascending" else column.name
            yield Heading(column, self._url(sort=wanted, page="") if column.order else "", direction)

    @property
    def body(self) -> Iterator[list[Cell]]:
        """The shown rows."""
        for row in self.page:
            yield [self._cell(column, row, first=index == 0) for index, column in enumerate(self.columns)]

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Numbers of pages with their links; no link for a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(str(n), self._url(page=str(n)) if isinstance(n, int) else "") for n in numbers]

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self._url(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self._url(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def csv_url(self) -> str:
        """All rows of this filter as CSV."""
        return self._url(format="csv", page="")

    @property
    def narrowed(self) -> bool:
        """Whether a filter is in force, so that an empty table can say which."""
        fields = self.filters.fields if self.filters else {}
        return any(self.request.GET.get(name) for name in fields)

    def _narrowed(self, rows: Rows, narrow: Narrow | None) -> Rows:
        if self.filters is None or narrow is None:
            return rows
        self.filters.is_valid()  # a field that cannot be read narrows nothing, and its error is shown beside it
        narrowed: Rows = narrow(rows, self.filters.cleaned_data)
        return narrowed

    def _known_sort(self, asked: str) -> str:
        names = {column.name for column in self.columns if column.order}
        return asked if asked.removeprefix("-") in names else ""

    def _sorted(self, rows: Rows) -> Rows:
        if not self.sort:
            return rows
        name, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        column = next(column for column in self.columns if column.name == name)
        if isinstance(rows, QuerySet):
            fields = [
                F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True) for field in column.order
            ]
            return rows.order_by(*fields, "pk")  # the key makes the order total, so that no row falls between pages
        known = [row for row in rows if column.value(row) not in (None, "")]
        unknown = [row for row in rows if column.value(row) in (None, "")]
        return [*sorted(known, key=column.value, reverse=down), *unknown]

    def _direction(self, name: str) -> Literal["", "ascending", "descending"]:
        if self.sort.removeprefix("-") != name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    def _cell(self, column: Column, row: Any, *, first: bool) -> Cell:
        value = column.value(row)
        content = _shown(value)
        if column.link and value not in (None, ""):
            content = format_html('<a href="{}">{}</a>', column.link(row), content)
        return Cell(column, content, first, value in (None, ""))

    def _url(self, **changes: str) -> str:
        query = self.request.GET.copy()
        query.pop("format", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}"


def _shown(value: Any) -> SafeString | str | Any:
    if isinstance(value, Badge):
        return str(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    return "–" if value in (None, "") else value


def _plain(value: Any) -> str | int | float | None:
    if isinstance(value, bool) or value is None:
        return "" if value is None else int(value)
    if isinstance(value, Badge):
        return str(value.word)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value)
