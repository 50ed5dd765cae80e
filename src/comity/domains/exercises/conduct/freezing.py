"""The digest that fixes a plan before the deadline, and what a later change of it consists of.

The digest is that of the normalised plan with every default written out, so neither the order of keys nor a remark in
a file plays a part. The plan's random seed is in it: who knows the digest cannot find out the plan by trying.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.exercises.plan import Plan, plan_to_data

NAMES = ("code", "item", "measurand", "laboratory")
LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One key of a plan, before and after."""

    key: str
    before: str
    after: str

    def to_data(self) -> dict[str, str]:
        """As plain data."""
        return {"key": self.key, "before": self.before, "after": self.after}


def plan_digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of a normalised plan."""
    return hashlib.sha256(_canonical(data).encode()).hexdigest()


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two normalised plans, key by key."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Change(key, old.get(key, ""), new.get(key, ""))
        for key in [*old, *(key for key in new if key not in old)]
        if old.get(key, "") != new.get(key, "")
    ]


def normalised(plan: Plan) -> dict[str, Any]:
    """A plan of a round as it is kept: participants and decisions about their results come from the records."""
    if plan.laboratories:
        raise InputError(
            "plan-names-laboratories",
            message("round", "The plan lists laboratories, but here they come from the enrolments."),
            where="laboratories",
            remedy=message("round", "Remove [[laboratories]] from the plan, and invite them."),
        )
    if any(evaluation.decisions for evaluation in plan.evaluations):
        raise InputError(
            "plan-holds-decisions",
            message("round", "The plan decides about single results before there are any."),
            where="evaluations",
            remedy=message("round", "Remove the decisions; they are taken at the gates, each with its reason."),
        )
    data: dict[str, Any] = json.loads(_canonical(plan_to_data(plan)))  # as it will come back from the database
    return data


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _flat(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name in sorted(data):
            yield from _flat(data[name], f"{key}.{name}" if key else name)
    elif isinstance(data, list) and data and all(isinstance(entry, Mapping) for entry in data):
        for position, entry in enumerate(data, start=1):
            yield from _flat(entry, f"{key}[{_name(entry) or position}]")
    else:
        yield key, json.dumps(data, ensure_ascii=False)[:LONGEST_SHOWN]


def _name(entry: Mapping[str, Any]) -> str:
    """What an entry of a list is called in words: its code, or the item and measurand that it is about."""
    return " × ".join(str(entry[name]) for name in NAMES if entry.get(name))
