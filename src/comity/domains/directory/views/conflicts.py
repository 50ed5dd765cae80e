"""A form that comes back because somebody else was faster: what was typed stays, what is there now stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from comity.base.errors import ComityError
from comity.domains.directory.rules import changed
from comity.domains.directory.services import ChangedMeanwhileError
from comity.domains.directory.words import FIELD_NAMES, shown
from comity.kernel.web.pages import add_error, render_form

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in both versions."""

    label: object
    theirs: str
    yours: str


def save(form: forms.Form, values: Callable[[], Any], write: Callable[[Any], object]) -> list[Difference] | None:
    """Write what the form holds. None: it is written. Otherwise the form has errors, or there are differences."""
    if not form.is_valid():
        return []
    given = values()
    try:
        write(given)
    except ChangedMeanwhileError as error:
        _place_upon(form, error.version)
        return _differences(error.current, asdict(given))
    except ComityError as error:
        add_error(form, error)
        return []
    return None


def answer(request: HttpRequest, form: forms.Form, differences: list[Difference], **context: Any) -> HttpResponse:
    """The page with the form, and with the two versions where they differ."""
    response = render_form(request, form, "directory/form.html", differences=differences, **context)
    if differences:
        response.status_code = CONFLICT
    return response


def _place_upon(form: forms.Form, version: int) -> None:
    """What was typed stays; when it is sent again, it is a decision about the version shown beside it."""
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed["version"] = str(version)
    form.data = typed


def _differences(current: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Difference]:
    return [
        Difference(FIELD_NAMES[name], shown(name, current[name]), shown(name, typed[name]))
        for name in changed(current, typed)
    ]
