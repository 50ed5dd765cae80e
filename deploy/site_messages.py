"""Collect the texts of the site: Django's translation calls in Python sources and templates.

`messages.py` merges them into the catalogues `django.po`. GNU gettext is not needed: Django turns a template into
lines that Babel reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import template as templates

Text = tuple[str, str, str]  # context, text, plural

CONTEXT, SINGLE, PAIR = (1, "c"), (2,), (2, 3)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (CONTEXT, *SINGLE),
    "pgettext_lazy": (CONTEXT, *SINGLE),
    "npgettext": (CONTEXT, *PAIR),
    "npgettext_lazy": (CONTEXT, *PAIR),
}


def texts_of_site(sources: Path) -> dict[Text, str]:
    """Every text of Python files that use Django's translation and of templates, with its first place."""
    if not settings.configured:
        settings.configure()
        django.setup()
    found: dict[Text, str] = {}
    for path in sorted([*sources.rglob("*.py"), *sources.rglob("*.html"), *sources.rglob("*.txt")]):
        for text in texts_in(path):
            found.setdefault(text, path.relative_to(sources.parent.parent).as_posix())
    return found


def texts_in(path: Path) -> Iterator[Text]:
    """The texts of one file."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        if "django.utils.translation" not in content:
            return
    elif "templates" in path.parts:
        # What is not translated comes out as X's, indented as in the template, which Python would not accept.
        content = "\n".join(line.strip() for line in templates.templatize(content).splitlines())
    else:
        return
    for _line, message, _comments, context in extract("python", BytesIO(content.encode()), KEYWORDS):
        text, plural = message if isinstance(message, tuple) else (message, "")
        if text:
            yield context or "", text, plural
