"""What the market is made of: the share of each group in what is found, month by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from comity.domains.substances.periods import MONTHLY
from comity.domains.substances.queries import sightings
from comity.domains.substances.queries.series import load
from comity.domains.substances.queries.sightings import Coverage, Question
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.viewers import viewer_of
from comity.science.trends import Share, share_of_cases

MONTHS: Final = 36
COMPARED: Final = 12
"""Months at the end that are compared with as many before."""


@dataclass(frozen=True, slots=True)
class Part:
    """One group: its findings by month, and its share lately and before."""

    key: str
    name: str
    findings: tuple[int, ...]
    shares: tuple[float | None, ...]
    lately: Share | None
    before: Share | None

    @property
    def differs(self) -> bool:
        """Whether the two intervals lie apart: a change that is more than chance."""
        if self.lately is None or self.before is None:
            return False
        return self.lately.lower > self.before.upper or self.lately.upper < self.before.lower


@dataclass(frozen=True, slots=True)
class Market:
    """Groups, the largest first. A report with findings of two groups counts in both; cutting agents are left out."""

    question: Question
    months: tuple[date, ...]
    totals: tuple[int, ...]
    parts: tuple[Part, ...]
    coverage: tuple[Coverage, ...]

    @property
    def reports(self) -> int:
        """Everything that this reader may count."""
        return sum(one.reports for one in self.coverage)


def market(
    actor: Actor, question: Question, on: date, *, by: Literal["group", "effect"] = "group", purpose: str = ""
) -> Market:
    """Shares of structural or effect groups among main findings."""
    actor.require("see trends")
    viewer = viewer_of(actor, purpose=purpose)
    asked = replace(question, by=by, frequency=MONTHLY, main=True, substance=None, group="")
    covered = sightings.coverage(viewer, asked, on)
    series = load(viewer, asked, on, covered)
    counts = series.counts[:, -MONTHS:].astype(int)
    totals = counts.sum(axis=0)
    parts = [
        Part(
            key,
            name,
            tuple(map(int, row)),
            tuple(int(n) / int(total) if total else None for n, total in zip(row, totals, strict=True)),
            _share(row[-COMPARED:], totals[-COMPARED:]),
            _share(row[-2 * COMPARED : -COMPARED], totals[-2 * COMPARED : -COMPARED]),
        )
        for key, name, row in zip(series.keys, series.names, counts, strict=True)
    ]
    order = sorted(parts, key=lambda one: (-(one.lately.share if one.lately else 0.0), one.name))
    return Market(asked, series.periods[-MONTHS:], tuple(map(int, totals)), tuple(order), tuple(covered))


def _share(row: object, totals: object) -> Share | None:
    found, examined = int(sum(row)), int(sum(totals))  # type: ignore[call-overload] # rows of counts
    return share_of_cases(found, examined) if examined else None
