"""`{% load comity %}`: the components of the house, as tags and filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from comity.kernel.charts.interactive import ENGINE, alive
from comity.kernel.charts.points import PointChart, drawing, points_spec
from comity.kernel.web.badges import Badge, Text, Tone

register = template.Library()

TONE_OF_LEVEL: dict[str, tuple[Tone, str]] = {
    "debug": ("neutral", "i"),
    "info": ("info", "i"),
    "success": ("good", "✓"),
    "warning": ("attention", "!"),
    "error": ("bad", "×"),
}


@register.simple_tag
def badge(tone: Tone, word: Text, letter: str = "") -> Badge:
    """`{% badge "good" word %}`: a state as letter, colour and word."""
    return Badge(word, tone, letter)


@register.inclusion_tag("web/components/next_action.html")
def next_action(url: str, label: Text) -> dict[str, Any]:
    """The one thing to do on this page; stands in the block `next_action`."""
    return {"url": url, "label": label}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(title: Text, text: Text = "", url: str = "", label: Text = "", level: int = 2) -> dict[str, Any]:
    """Nothing here yet: says so, and what to do."""
    return {"title": title, "text": text, "url": url, "label": label, "level": level}


@register.inclusion_tag("web/components/facts.html")
def facts(pairs: Iterable[tuple[Text, Any]]) -> dict[str, Any]:
    """A definition list of (label, value)."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("web/components/chart.html")
def chart(name: Text, *, points: PointChart | None = None, svg: str = "", address: str = "") -> dict[str, Any]:
    """A picture that a script makes talk: of points, or drawn already with what it is made of at `address`."""
    spec = alive(points_spec(points), language=get_language() or "en") if points else None
    drawn = drawing(points) if points else None
    return {"name": name, "svg": svg, "address": address, "drawing": drawn, "spec": spec, "engine": ENGINE}


@register.inclusion_tag("web/components/form_buttons.html")
def form_buttons(action: Text, back: str = "") -> dict[str, Any]:
    """What sends a form, and the way out."""
    return {"action": action, "back": back}


@register.inclusion_tag("web/components/data_table.html", takes_context=True)
def data_table(context: template.Context, table: Any) -> dict[str, Any]:
    """A table with filter, sort, pages and export, all by plain links."""
    return {"table": table, "request": context.get("request")}


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with the classes of the house."""
    classes = _control_classes(field)
    if field.errors:
        classes += " is-invalid"
    own = field.field.widget.attrs.get("class", "")
    # A placeholder vanishes as one types, and allauth's repeat the label: hints say it better.
    attributes: dict[str, str | bool] = {"class": f"{classes} {own}".strip(), "placeholder": False}
    if field.help_text and not field.aria_describedby:  # allauth's forms set `aria-describedby` by themselves
        attributes["aria-describedby"] = f"{field.auto_id}_helptext"
    return field.as_widget(attrs=attributes)


@register.filter
def options(field: BoundField) -> list[dict[str, Any]]:
    """The options of a group of radio buttons or boxes: control, its id, its words."""
    made = []
    for option in field.subwidgets:
        option.data["attrs"]["class"] = "form-check-input"
        made.append({"control": option.tag(), "id": option.id_for_label, "label": option.choice_label})
    return made


@register.filter
def control_kind(field: BoundField) -> str:
    """`check`, `choices`, `search` or `line`: which arrangement of label and control is right."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "search" if getattr(widget, "input_type", "") == "search" else "line"


@register.filter
def focus_id(field: BoundField) -> str:
    """Where a link in the summary of errors leads: the control, or the first of a group."""
    if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def browser(user_agent: str) -> str:
    """Browser and system in two words, from what the browser says of itself."""
    names = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
    systems = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"]
    name = next((name for mark, name in names if mark in user_agent), pgettext("account", "Another program"))
    system = next((system for system in systems if system in user_agent), "")
    return f"{name}, {system}" if system else name


@register.filter
def tone(level: str) -> Tone:
    """The tone of a message's level."""
    return TONE_OF_LEVEL.get(level, ("info", "i"))[0]


@register.filter
def tone_sign(level: str) -> str:
    """The letter of a message's level."""
    return TONE_OF_LEVEL.get(level, ("info", "i"))[1]


@register.filter
def instant(value: datetime | None) -> SafeString | str:
    """Date and time in the reader's time zone, which is named."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    text = f"{format_date(local, 'DATE_FORMAT')}, {format_date(local, 'H:i')} {local.tzname()}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def day(value: date | None) -> SafeString | str:
    """A date."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), format_date(value, "DATE_FORMAT"))


def _control_classes(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control" if isinstance(widget, FileInput) or not widget.is_hidden else ""
