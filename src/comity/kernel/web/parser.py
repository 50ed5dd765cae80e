"""Reads what programs send; refuses what no database keeps (NUL, halves of surrogate pairs) and what is not JSON."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class CarefulParser(Parser):
    """Ninja's parser for strict JSON; an error here is answered as 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain data."""
        data = json.loads(request.body, parse_constant=_refuse)
        _check(data)
        return data


def storable(text: str) -> bool:
    """Whether a text can be kept as it is: no NUL, and valid in UTF-8."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check(data: Any) -> None:
    if isinstance(data, str) and not storable(data):
        raise ValueError("a text holds characters that cannot be kept")
    if isinstance(data, dict):
        data = [*data.keys(), *data.values()]
    if isinstance(data, list):
        for item in data:
            _check(item)
