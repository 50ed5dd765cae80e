"""Advice on identification and on tests with an ordered scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.pairs import CALLING, Finding, named
from comity.domains.exercises.reports.wording import Wording


def identified(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    """Substances that were missed, or reported and not there."""
    for item in data["qualitative"]:
        for own in item["laboratories"]:
            texts = list(_wrong(own, wording))
            if not texts:
                continue
            title = wording(message("report", "Identification in item {item}", item=item["item"]))
            review = message(
                "report", "Review the raw data for these substances, the detection limits and possible carry-over."
            )
            verdict = own["performance"] if own["performance"] in CALLING else ""
            yield {"title": title, "verdict": verdict, "texts": [" ".join([*texts, wording(review)])]}


def _wrong(own: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    if own["false_negative"]:
        missed = wording.listed(own["false_negative"])
        yield wording(message("report", "Present but not reported: {substances}.", substances=missed))
    if own["false_positive"]:
        wrong = wording.listed(own["false_positive"])
        yield wording(message("report", "Reported but not present: {substances}.", substances=wrong))


def ordered(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    """Levels too far from the expected one."""
    for test in data["ordinal"]:
        for own in test["laboratories"]:
            if own["performance"] not in CALLING:
                continue
            values = {"reported": own["reported"] or "–", "expected": test["expected"] or "–"}
            text = message("report", "You reported “{reported}”; expected was “{expected}”.", **values)
            yield {"title": named(test, wording), "verdict": own["performance"], "texts": [wording(text)]}
