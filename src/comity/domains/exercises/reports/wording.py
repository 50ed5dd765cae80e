"""How values of the evaluation document become words and figures in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.base.messages import Message, direction, format_number, message
from comity.domains.exercises.charts import score_symbol, verdict_names
from comity.kernel.reports import Cell

ABSENT = "–"
ISOLATE = "\u2066{}\u2069"  # keeps a number in its own order inside a text that runs from right to left

ROUTES = {
    "formulation": message("report", "known from the formulation"),
    "reference_material": message("report", "certified reference material"),
    "one_laboratory": message("report", "measured by one laboratory"),
    "expert_laboratories": message("report", "consensus of expert laboratories"),
    "experts": message("report", "consensus of expert laboratories"),
    "participants": message("report", "consensus of the participants"),
}
SIGMA_ROUTES = {
    "perception": message("report", "fitness for purpose"),
    "previous_rounds": message("report", "experience from previous rounds"),
    "horwitz": message("report", "general model (Horwitz)"),
    "precision_experiment": message("report", "precision experiment"),
    "participants": message("report", "spread of the participants"),
}
GATES = {
    "blunders": message("report", "Blunders"),
    "units": message("report", "Units"),
    "forms": message("report", "Base or salt"),
    "sample_swap": message("report", "Exchanged items"),
    "bimodality": message("report", "More than one mode"),
    "method_effect": message("report", "Effect of the technique"),
}
PRESENCE = {
    "major": message("report", "main component"),
    "minor": message("report", "minor component"),
    "trace": message("report", "trace"),
    "absent": message("report", "not present"),
}
DECISIONS = {"keep": message("report", "results kept"), "exclude": message("report", "results excluded")}


@dataclass(frozen=True, slots=True)
class Wording:
    """Renders messages, numbers and verdicts in `language`."""

    language: str

    def __call__(self, text: Message) -> str:
        """`text` in the language."""
        return text.render(self.language)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return direction(self.language)

    def detailed(self, title: str, detail: str) -> str:
        """`Title: detail`, with the colon as the language sets it."""
        return self(message("report title and detail", "{title}: {detail}", title=title, detail=detail))

    def stored(self, data: Mapping[str, Any] | None) -> str:
        """A message that stands in the document."""
        return Message.from_data(data).render(self.language) if data else ""

    def known(self, key: str, words: Mapping[str, Message]) -> str:
        """The word for `key`, or the key itself where there is none."""
        return words[key].render(self.language) if key in words else key

    def number(self, value: float | None, *, decimals: int | None = None, digits: int = 4) -> str:
        """A number, or a dash."""
        if value is None:
            return ABSENT
        return self.isolated(format_number(value, decimals=decimals, digits=digits, language=self.language))

    def isolated(self, figure: str) -> str:
        """`figure`, safe from being turned round."""
        return ISOLATE.format(figure) if self.direction == "rtl" else figure

    def score(self, value: float | None) -> str:
        """A score: two decimals."""
        return self.number(value, decimals=2)

    def percent(self, value: float | None, *, decimals: int = 0) -> str:
        """A share of one as a percentage."""
        return ABSENT if value is None else f"{self.number(100 * value, decimals=decimals)}\u202f%"

    def measured(self, value: float | None, expanded: float | None) -> str:
        """Value ± expanded uncertainty, both to the second significant digit of the uncertainty."""
        if value is None:
            return ABSENT
        if not expanded:
            return self.number(value, digits=5)
        decimals = 1 - math.floor(math.log10(expanded))
        if decimals > 6:
            return self.isolated(f"{self.number(value, digits=5)} ± {self.number(expanded, digits=2)}")
        value, expanded, decimals = round(value, decimals), round(expanded, decimals), max(0, decimals)
        return self.isolated(f"{self.number(value, decimals=decimals)} ± {self.number(expanded, decimals=decimals)}")

    def significant(self, value: float | None, digits: int) -> str:
        """`digits` significant digits with their trailing zeros, as uncertainties are stated."""
        if not value:
            return self.number(value)
        decimals = digits - 1 - math.floor(math.log10(abs(value)))
        return self.number(value, decimals=decimals) if 0 <= decimals <= 6 else self.number(value, digits=digits)

    def uncertainty(self, value: float | None) -> str:
        """An uncertainty alone: two significant digits."""
        return self.significant(value, 2)

    def verdict(self, key: str) -> Cell:
        """A verdict as a cell, with its shape."""
        return {"text": verdict_names(self.language).get(key, key), "verdict": key}

    def used_score(self, score: Mapping[str, Any]) -> str:
        """`z′ −1.23`: the score that gave the verdict with its symbol."""
        key = score.get("score")
        if not key or score.get(key) is None:
            return ABSENT
        return self.isolated(f"{score_symbol(key)} = {self.score(score[key])}")

    def instant(self, text: str) -> str:
        """`2026-03-31 16:00 UTC`: unambiguous in every country."""
        return text.replace("T", " ").removesuffix("Z")[:16] + " UTC" if text else ABSENT

    def listed(self, entries: list[str]) -> str:
        """Several things in a row."""
        return message("report separator of a list", ", ").render(self.language).join(entries) if entries else ABSENT

    def some(self, entries: list[str], *, most: int = 8) -> str:
        """The first of many, and how many more there are."""
        if len(entries) <= most + 1:
            return self.listed(entries)
        shown, more = self.listed(entries[:most]), len(entries) - most
        return self(
            message("report", "{some} and {count} other", plural="{some} and {count} others", some=shown, count=more)
        )
