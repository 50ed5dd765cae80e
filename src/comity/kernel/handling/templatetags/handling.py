"""`{% load handling %}`: a label's marking, its form, and who will receive what carries it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from comity.kernel.handling.audience import Audience
from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.label import Label
from comity.kernel.handling.words import describe

register = template.Library()


@register.inclusion_tag("handling/label.html")
def label_mark(label: Label, *, words: bool = True) -> dict[str, Any]:
    """The TLP marking in FIRST's colours, and the label in words; in lists, where room is short, without words."""
    language = get_language() or "en"
    sentences = [one.render(language) for one in describe(label)] if words else []
    return {"tlp": label.tlp.value, "css": label.tlp.value.lower().replace("+", "-"), "sentences": sentences}


@register.inclusion_tag("handling/label_form.html")
def label_fields(form: LabelForm) -> dict[str, Any]:
    """The fields of a label, inside a form of the page."""
    return {"form": form}


@register.inclusion_tag("handling/audience.html")
def audience_card(audience: Audience) -> dict[str, Any]:
    """Who will receive it, in words and one by one; stands before the button that publishes."""
    language = get_language() or "en"
    return {"sentences": [one.render(language) for one in audience.sentences], "recipients": audience.recipients}
