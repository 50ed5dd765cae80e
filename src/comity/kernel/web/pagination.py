"""Pages of long lists for programs, by key and not by number: nothing is skipped or repeated when rows come and go.

A cursor holds the sort values and the key of the last row, and what was asked; it is signed, so that nobody can build
one, and says nothing about rows that the caller has not seen.

    page = keyset_page(rows, order=("name",), limit=limit, cursor=cursor)       # rows: a QuerySet
    return {"items": page.items, "next": page.cursor}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from ninja import Field, Schema

from comity.base.errors import InputError
from comity.base.messages import message

T = TypeVar("T")
M = TypeVar("M", bound=Model)

SALT = "comity.kernel.web.pagination"
SMALLEST_PAGE, USUAL_PAGE, LARGEST_PAGE = 1, 50, 200
LONGEST_CURSOR = 2000  # characters


class PageQuery(Schema):
    """How much to answer, and from where on."""

    limit: int = Field(USUAL_PAGE, ge=SMALLEST_PAGE, le=LARGEST_PAGE, description="Most records in one answer")
    cursor: str = Field("", max_length=LONGEST_CURSOR, description="`next` of the answer before; empty for the first")


class Page(Schema, Generic[T]):
    """One answer of a list."""

    items: list[T] = Field(description="The records")
    next: str = Field(description="Give it as `cursor` to get the following records; empty when there are none")


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[M]):
    """Rows, and the cursor of those that follow."""

    items: list[M]
    cursor: str

    @property
    def next(self) -> str:
        """The same under the name that the answer uses."""
        return self.cursor


def keyset_page(
    rows: QuerySet[M], *, order: Sequence[str], limit: int = USUAL_PAGE, cursor: str = "", asked: str = ""
) -> KeysetPage[M]:
    """`limit` rows after `cursor`, by `order` (field names that are never empty; `-` for descending) and then the key.

    `asked` names the list and its filters: a cursor of another question is refused.
    """
    fields = [*order, "pk"]
    after = _open(cursor, asked, fields) if cursor else None
    if after is not None:
        rows = rows.filter(_after(fields, _typed(rows.model, fields, after)))
    found = list(rows.order_by(*fields)[: limit + 1])
    more = len(found) > limit
    items = found[:limit]
    return KeysetPage(items, _seal(items[-1], asked, fields) if more else "")


def _after(fields: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the values: (a > x) or (a = x and b > y) or …"""
    condition, same = Q(pk__in=[]), Q()
    for field, value in zip(fields, values, strict=True):
        name, comparison = field.removeprefix("-"), "lt" if field.startswith("-") else "gt"
        condition |= same & Q(**{f"{name}__{comparison}": value})
        same &= Q(**{name: value})
    return condition


def _seal(row: Model, asked: str, fields: Sequence[str]) -> str:
    values = [_value(row, field.removeprefix("-")) for field in fields]
    return signing.dumps([asked, list(fields), [_text(value) for value in values]], salt=SALT, compress=True)


def _open(cursor: str, asked: str, fields: Sequence[str]) -> list[str]:
    if len(cursor) > LONGEST_CURSOR:
        raise _unusable()
    try:
        question, order, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _unusable() from error
    if question != asked or order != list(fields):
        raise _unusable()
    return [str(value) for value in values]


def _unusable() -> InputError:
    return InputError(
        "cursor-unusable",
        message("pagination", "This cursor does not belong to this list."),
        where="query.cursor",
        remedy=message("pagination", "Begin again without a cursor, and follow `next` with the same filters."),
    )


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _typed(model: type[Model], fields: Sequence[str], values: Sequence[str]) -> list[Any]:
    return [_python(model, field.removeprefix("-"), value) for field, value in zip(fields, values, strict=True)]


def _python(model: type[Model], path: str, value: str) -> Any:
    """The text of a cursor as the value of the model's field."""
    first, _, rest = path.partition("__")
    try:
        fields = model._meta  # noqa: SLF001 - Django documents it as public
        field = fields.pk if first == "pk" else fields.get_field(first)
    except FieldDoesNotExist:
        return value  # an annotation: compared as text
    related = getattr(field, "related_model", None)
    if rest and isinstance(related, type):
        return _python(related, rest, value)
    converted: UUID | Decimal | Any = field.to_python(value)  # type: ignore[union-attr]  # a model always has a key
    return converted
