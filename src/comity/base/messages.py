"""Sentences for people, kept apart from the language they are shown in.

A `Message` is a whole sentence with named values. It is written once, in English, where the fact is known
(also in `science`, which knows no language), travels through results and files as plain data, and becomes text
only when a page, a report or the command line renders it in the reader's language.

Rules: whole sentences; a context for translators; values by name, never concatenation.
"""

from __future__ import annotations

import gettext
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LOCALE_DIRECTORY = Path(__file__).resolve().parent.parent / "locale"
CATALOGUE = "comity"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})

LEFT_TO_RIGHT_ISOLATE, FIRST_STRONG_ISOLATE, END_OF_ISOLATE = "\u2066", "\u2068", "\u2069"

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: a context for translators, English text with `{named}` places, and the values for them.

    A sentence that counts something has a `plural` too; the value named `count` chooses between them, by the
    rules of the reader's language.

    >>> str(message("example", "{count} laboratory.", plural="{count} laboratories.", count=12))
    '12 laboratories.'
    """

    context: str
    text: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    plural: str = ""

    def render(self, language: str = "en") -> str:
        """Text in `language`; English where no translation exists. Floats show four significant digits."""
        shown = self._shown_from_right_to_left if direction(language) == "rtl" else self._shown
        return _PLACE.sub(lambda place: shown(place, language), self._translated(catalogue(language)))

    def __str__(self) -> str:
        return self.render()

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        data = {"context": self.context, "text": self.text, "values": dict(self.values)}
        return data | {"plural": self.plural} if self.plural else data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Message:
        """Back from `to_data`."""
        return cls(data["context"], data["text"], MappingProxyType(dict(data["values"])), data.get("plural", ""))

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes it travels as plain data: a read-only mapping cannot."""
        return type(self).from_data, (self.to_data(),)

    def _translated(self, translations: gettext.NullTranslations) -> str:
        count = self.values.get("count")
        if self.plural and isinstance(count, int):
            return translations.npgettext(self.context, self.text, self.plural, count)
        return translations.pgettext(self.context, self.text)

    def _shown(self, place: re.Match[str], language: str) -> str:
        value = self.values.get(place[1], place[0])
        return format_number(value, language=language) if isinstance(value, float) else str(value)

    def _shown_from_right_to_left(self, place: re.Match[str], language: str) -> str:
        # Isolated, so that "−1.23" keeps its sign in front and a Latin name does not reorder the sentence around it.
        opening = FIRST_STRONG_ISOLATE if isinstance(self.values.get(place[1]), str) else LEFT_TO_RIGHT_ISOLATE
        return f"{opening}{self._shown(place, language)}{END_OF_ISOLATE}"


# Only a plain name is replaced. `str.format` would also follow attributes and widths, which a sentence from a
# foreign file could misuse.
_PLACE = re.compile(r"\{(\w+)\}")


def message(context: str, text: str, /, *, plural: str = "", **values: Value) -> Message:
    """Build a `Message`; the message extractor looks for this name."""
    return Message(context, text, MappingProxyType(values), plural)


DECIMAL_SEPARATOR = message("decimal separator of numbers", ".")


@lru_cache(maxsize=16)
def catalogue(language: str) -> gettext.NullTranslations:
    """Translations of `language` (`fr`, `fr-CA`, `ar` …), or English where there are none."""
    names = [language.replace("-", "_"), language.replace("_", "-").split("-")[0]]
    return gettext.translation(CATALOGUE, LOCALE_DIRECTORY, languages=names, fallback=True)


def available_languages() -> list[str]:
    """Languages with a compiled catalogue, English first."""
    return ["en", *sorted(path.parent.parent.name for path in LOCALE_DIRECTORY.glob(f"*/LC_MESSAGES/{CATALOGUE}.mo"))]


def direction(language: str) -> str:
    """`rtl` for languages written from right to left, otherwise `ltr`."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def format_number(value: float, *, digits: int = 4, decimals: int | None = None, language: str = "en") -> str:
    """A number for people: `digits` significant digits, or exactly `decimals` decimals; a true minus sign.

    >>> format_number(-0.0123456)
    '−0.01235'
    >>> format_number(12.5, decimals=2)
    '12.50'
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:z.{decimals}f}" if decimals is not None else _significant(value, digits)
    separator = DECIMAL_SEPARATOR.render(language)
    return text.replace("-", "−").replace(".", separator)


def _significant(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text
    if 0 < math.log10(abs(value)) < 9:  # nine digits are still read at a glance
        return f"{float(text):.0f}"
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"
