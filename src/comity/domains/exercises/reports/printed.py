"""How much of the results a paper prints: all of them, or, in a large round, those that need attention.

Hundreds of pages of scores are read by nobody, and setting them takes more memory than a small node has. Beyond
`MOST_ROWS` the paper prints a part, says so, and names the table with everything by its SHA-256: whoever holds the
paper can prove which table belongs to it. The page (HTML) and the spreadsheets always hold everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.base.messages import message
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, callout

MOST_ROWS: Final = 600
"""Of all measurands together. Setting a row takes about 0.15 MB."""
FIRST: Final[Mapping[str, int]] = {"unsatisfactory": 0, "questionable": 1, "not_scored": 2}
USUAL: Final = 4

Score = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WholeTable:
    """The file beside the report that holds every result, and its SHA-256."""

    name: str
    digest: str


def is_long(data: Mapping[str, Any]) -> bool:
    """Whether a paper cannot print every result."""
    return _count(data) > MOST_ROWS


def attention(scores: Sequence[Score], measurands: int) -> list[Score]:
    """The share of one measurand: verdicts other than satisfactory, late and unused results, the worst first."""
    asking = [score for score in scores if _rank(score) < USUAL]
    return sorted(asking, key=lambda score: (_rank(score), str(score["laboratory"])))[: MOST_ROWS // max(measurands, 1)]


def notice(data: Mapping[str, Any], whole: WholeTable, wording: Wording) -> Block:
    """What is printed, and where everything stands."""
    text = message(
        "report",
        "This round has {count} results. Printed here are those that are not satisfactory, late or without a part in "
        "the assigned value. All results and scores of all laboratories stand in the table {file}, which is a part of "
        "this report. SHA-256 of the table: {digest}",
        count=_count(data),
        file=whole.name,
        digest=whole.digest,
    )
    return callout(wording(text))


def _count(data: Mapping[str, Any]) -> int:
    return sum(len(measurand["scores"]) for measurand in data["measurands"])


def _rank(score: Score) -> int:
    set_apart = score["late"] or (score["result"] is not None and not score["used"])
    return min(FIRST.get(score["performance"], USUAL), 3 if set_apart else USUAL)
