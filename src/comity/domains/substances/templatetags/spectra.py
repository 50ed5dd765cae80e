"""`{% load spectra %}`: numbers and sentences of a search as people read them."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from comity.base.messages import Message

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A probability in whole per cent; never a bare 0 or 100 where it is neither."""
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


@register.filter
def said(text: Message | None) -> str:
    """A sentence in the reader's language."""
    return text.render(get_language() or "en") if text else ""
