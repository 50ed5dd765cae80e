"""Countries and territories by their ISO 3166-1 alpha-2 codes, with names from Unicode CLDR (see `data/README.md`).

A name in this list says nothing about the status of a territory or its borders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from comity.base.errors import InputError
from comity.base.messages import message

DATA = Path(__file__).parent / "data" / "countries.json"


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, str]]:
    names: dict[str, dict[str, str]] = json.loads(DATA.read_text(encoding="utf-8"))["countries"]
    return names


def country_codes() -> frozenset[str]:
    """Every code in use."""
    return frozenset(_names())


def country_name(code: str, language: str = "en") -> str:
    """The name in a language, in English where there is none, and the code itself where it is not one.

    >>> country_name("NL", "fr")
    'Pays-Bas'
    """
    names = _names().get(code, {})
    return names.get(language) or names.get(language.split("-")[0]) or names.get("en") or code


def country_choices(language: str = "en") -> list[tuple[str, str]]:
    """Codes and names, in the order of the names."""
    return sorted(((code, country_name(code, language)) for code in _names()), key=lambda pair: pair[1].casefold())


def clean_country(text: str, where: str = "country") -> str:
    """The code in capitals, empty for none, or an `InputError`."""
    code = text.strip().upper()
    if code and code not in country_codes():
        what = message("name", "'{code}' is not the code of a country.", code=text.strip()[:10])
        remedy = message("name", "Use two letters, as in NL or GH (ISO 3166-1).")
        raise InputError("country-unknown", what, where=where, remedy=remedy)
    return code
