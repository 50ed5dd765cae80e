"""What counts as a right identification: decided before the round, the same for everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from comity.base.errors import InputError
from comity.base.messages import message

Presence = Literal["major", "minor", "trace"]
PRESENCES = ("major", "minor", "trace")


@dataclass(frozen=True, slots=True)
class QualitativePolicy:
    """How doubtful cases are judged.

    `traces`: with "ignore" (practice of the UNODC exercises) a declared trace is right when reported and not wrong
    when not; "count" treats it like any other component. `isomers`, `salts`: whether members of one class of
    isomers, or a base and its salts, stand for each other. `partial`: whether naming only the class of a component
    counts as identifying it.
    """

    traces: Literal["ignore", "count"] = "ignore"
    isomers: Literal["equivalent", "distinct"] = "distinct"
    salts: Literal["equivalent", "distinct"] = "equivalent"
    partial: Literal["credit", "none"] = "none"

    def __post_init__(self) -> None:
        allowed = {
            "traces": ("ignore", "count"),
            "isomers": ("equivalent", "distinct"),
            "salts": ("equivalent", "distinct"),
            "partial": ("credit", "none"),
        }
        for name, choices in allowed.items():
            if getattr(self, name) not in choices:
                what = message(
                    "proficiency", "The policy {name} must be one of: {choices}.", name=name, choices=", ".join(choices)
                )
                raise InputError("policy", what, where=name)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which names mean the same, and which name only a class.

    `isomers`, `salts`: groups of names. `classes`: name of a class (such as "synthetic cathinone") and its members.
    """

    isomers: Sequence[Collection[str]] = ()
    salts: Sequence[Collection[str]] = ()
    classes: Mapping[str, Collection[str]] = field(default_factory=lambda: MappingProxyType({}))

    def representatives(self, policy: QualitativePolicy) -> dict[str, str]:
        """For each name that stands for others under the policy, the one name that all of them are counted as."""
        chosen: list[Collection[str]] = []
        chosen += self.isomers if policy.isomers == "equivalent" else []
        chosen += self.salts if policy.salts == "equivalent" else []
        merged: list[set[str]] = []
        for group in chosen:
            touching = [known for known in merged if known & set(group)]
            merged = [known for known in merged if known not in touching] + [set(group).union(*touching)]
        return {name: min(group) for group in merged for name in group}
