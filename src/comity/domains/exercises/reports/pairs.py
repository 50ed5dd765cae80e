"""A laboratory's scores beside their measurands, and how measurands are named in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.wording import Wording

Finding = dict[str, Any]
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]

CALLING = ("questionable", "unsatisfactory")


def scored_pairs(data: Mapping[str, Any]) -> list[Pair]:
    """Every measurand with this laboratory's score in it."""
    return [(measurand, score) for measurand in data["measurands"] for score in measurand["scores"]]


def named(measurand: Mapping[str, Any], wording: Wording) -> str:
    """`Cocaine in item A`."""
    return wording(
        message("report", "{measurand} in item {item}", measurand=measurand["title"], item=measurand["item"])
    )


def short(measurand: Mapping[str, Any]) -> str:
    """`Cocaine (A)`."""
    return f"{measurand['title']} ({measurand['item']})"


def names(measurands: Sequence[Mapping[str, Any]], wording: Wording, *, total: int = 0) -> str:
    """The measurands in a row; where they are all `total` of several, it says so instead."""
    if total > 1 and len(measurands) == total:
        return wording(message("report", "all measurands"))
    return wording.listed([short(measurand) for measurand in measurands])
