"""Fields and guards that several tables of this room share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import Q

Record = TypeVar("Record", bound=models.Model, covariant=True)

APPEND_ONLY = "this record is only added to: nothing in it is changed or removed"


def one_of(states: type[StrEnum], name: str, field: str = "state") -> models.CheckConstraint:
    """The database itself refuses a state that is none."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [state.value for state in states]}), name=name)


class AppendOnlyQuerySet(models.QuerySet[Record]):
    """Rows can be read and added."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)

    def _raw_delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)


class AppendOnly(models.Model):
    """Rows that are added and then stay as they are."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; a row that is already there is not written again."""
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(APPEND_ONLY)
