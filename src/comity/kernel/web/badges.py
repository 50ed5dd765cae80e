"""State shown as a letter in a disc, a colour and the word: never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

Tone = Literal["good", "attention", "bad", "neutral", "info"]
Text = str | Promise

TONES: tuple[Tone, ...] = ("good", "attention", "bad", "neutral", "info")


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its tone; the letter is the word's first unless given."""

    word: Text
    tone: Tone = "neutral"
    letter: str = ""

    def __str__(self) -> SafeString:
        """The picture, because `{{ badge }}` in a template asks for this; the word alone is `word`."""
        return self.__html__()

    def __html__(self) -> SafeString:
        return format_html(
            '<span class="badge-state tone-{}"><span class="badge-letter" aria-hidden="true">{}</span>{}</span>',
            self.tone,
            self.letter or str(self.word)[:1].upper(),
            self.word,
        )
