"""Forms in the house style: labels, hints, a summary of errors that leads to the fields, numbers as people type them.

`{{ form }}` renders any Django form this way: the settings name `HouseRenderer`. What was typed stays in the form.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.formats import get_format
from django.utils.translation import pgettext_lazy

LONGEST_NUMBER = 64  # characters
_SPACES = re.compile(r"(?<=\d)[\u0020\u00A0\u2009\u202F'\u2019](?=\d{3}(?!\d))")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_MARKS = str.maketrans({"\u2212": "-", "\u066b": ",", "\uff0c": ",", "\uff0e": "."})


class HouseRenderer(TemplatesSetting):
    """Renders forms and fields with the templates of the house."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"


class DecimalInput(forms.TextInput):
    """One line for a number; phones show digits, and what was typed is shown again as it was."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "decimal", "autocomplete": "off", **(attrs or {})})


class DecimalField(forms.DecimalField):
    """A number with a decimal point or a decimal comma, read only where one reading is possible."""

    widget = DecimalInput
    default_error_messages = {  # noqa: RUF012 - Django declares it without ClassVar
        "two_readings": pgettext_lazy(
            "form", "“%(typed)s” can be read in two ways. Write it without a thousands separator, with a point."
        ),
        "invalid": pgettext_lazy("form", "Type a number, for example 12.5 or 12,5."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django itself does
        """The number, or an error in words."""
        if isinstance(value, str):
            value = self._with_point(value.strip())
        return super().to_python(value)

    def _with_point(self, typed: str) -> str:
        if len(typed) > LONGEST_NUMBER:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        digits = "".join(
            str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed.translate(_MARKS)
        )
        digits = _SPACES.sub("", digits)
        if _AMBIGUOUS.fullmatch(digits):
            raise ValidationError(self.error_messages["two_readings"], code="two_readings", params={"typed": typed})
        return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits

    def prepare_value(self, value: Any) -> Any:
        """A stored number with the reader's decimal mark; what was typed as it was typed."""
        return str(value).replace(".", get_format("DECIMAL_SEPARATOR")) if isinstance(value, Decimal) else value


class SearchField(forms.CharField):
    """Words to look for, in a filter."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
        widget.input_type = "search"
        super().__init__(**{"required": False, "max_length": 200, "widget": widget, **options})


class DateInput(forms.DateInput):
    """A date by the browser's own picker; without one, as 2026-03-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
