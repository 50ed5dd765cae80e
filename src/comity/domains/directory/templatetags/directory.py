"""`{% load directory %}`: disciplines in words, numbers of drawings as programs write them."""

from __future__ import annotations

from django import template

from comity.domains.directory.words import discipline_name

register = template.Library()


@register.filter
def discipline(code: str) -> str:
    """A discipline in words."""
    return discipline_name(code)


@register.filter
def unlocalised(number: float) -> str:
    """A number for a drawing: a point, whatever the language."""
    return f"{number:g}"
