"""One root for every error that Comity raises on purpose.

    ComityError                 what happened, where, and what to do
    ├── InputError              what was handed over cannot be used as it is (file, row, value, argument)
    ├── ComputationError        a number cannot be computed from these data
    ├── NotFoundError           there is no such record, or you may not see it: the same answer for both
    ├── NotAllowedError         you see it, but your role does not allow what you asked for
    ├── ConflictError           somebody else was faster; look again and decide again
    └── MissingToolError        this machine lacks something that the task needs

An error carries `code` (stable, for programs), `what`, `where` and `remedy` (for people, translatable).
"""

from __future__ import annotations

from typing import Any, ClassVar

from comity.base.messages import Message, message


class ComityError(Exception):
    """Something went wrong that a person can understand and act upon."""

    exit_code: ClassVar[int] = 70

    def __init__(self, code: str, what: Message, *, where: str = "", remedy: Message | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.what = what
        self.where = where
        self.remedy = remedy

    def render(self, language: str = "en") -> str:
        """Place, reason and remedy in one or two lines."""
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  → {self.remedy.render(language)}" if self.remedy else ""
        return f"{place}{self.what.render(language)}{advice}"

    def __str__(self) -> str:
        return self.render()

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel between processes whole; most have arguments of their own, which a copy cannot ask for."""
        return _again, (type(self), self.args, self.__dict__)

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "code": self.code,
            "where": self.where,
            "what": self.what.to_data(),
            "remedy": self.remedy.to_data() if self.remedy else None,
        }


def _again(kind: type[ComityError], arguments: tuple[Any, ...], state: dict[str, Any]) -> ComityError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


class InputError(ComityError, ValueError):
    """What was handed over cannot be used as it is; nothing was guessed and nothing was written."""

    exit_code = 3


class ComputationError(ComityError, ArithmeticError):
    """A number cannot be computed from these data."""

    exit_code = 3


class NotFoundError(ComityError, LookupError):
    """There is no such record, or the actor may not see it. Which of the two, the answer never says."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "not-found",
            message("error", "There is nothing here, or it is not for you."),
            remedy=message("error", "Check the address, or ask whoever sent it to you for access."),
        )


class NotAllowedError(ComityError, PermissionError):
    """The actor sees the record, but may not do this with it."""

    exit_code = 3


class ConflictError(ComityError):
    """The record has changed since it was looked at, or is not in a state that allows this (any more)."""

    exit_code = 3


class MissingToolError(ComityError, RuntimeError):
    """This machine lacks something that the task needs."""

    exit_code = 4
