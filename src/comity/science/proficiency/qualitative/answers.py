"""What a laboratory reported, in the names of the composition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.proficiency.qualitative.policy import PRESENCES, Presence, QualitativePolicy, Vocabulary


class Answer(NamedTuple):
    """Components found by name, components named by their class only, and what is not in the item."""

    found: frozenset[str]
    partial: frozenset[str]
    wrong: frozenset[str]

    def credits(self, component: str, policy: QualitativePolicy) -> bool:
        """Whether the component counts as identified."""
        return component in self.found or (policy.partial == "credit" and component in self.partial)


class Reading:
    """Reads reports on one item under one policy."""

    def __init__(self, composition: Mapping[str, Presence], policy: QualitativePolicy, vocabulary: Vocabulary) -> None:
        self.components = frozenset(composition)
        self.classes = vocabulary.classes
        self._counts_as = _names(composition, vocabulary.representatives(policy))

    def name(self, reported: str) -> str:
        """The name that `reported` is counted under."""
        return self._counts_as.get(reported, reported)

    def answer(self, reported: Collection[str]) -> Answer:
        """One laboratory's report."""
        named = {self.name(substance) for substance in reported if substance not in self.classes}
        found, wrong, covered = named & self.components, named - self.components, set[str]()
        for class_name in set(reported) & set(self.classes):
            members = {self.name(member) for member in self.classes[class_name]} & self.components
            covered |= members
            wrong |= set() if members else {class_name}
        return Answer(frozenset(found), frozenset(covered - found), frozenset(wrong))

    def absent(self, menu: Collection[str]) -> set[str]:
        """Substances of the menu that are not in the item."""
        return {self.name(substance) for substance in menu if substance not in self.classes} - self.components


def _names(composition: Mapping[str, Presence], representatives: Mapping[str, str]) -> dict[str, str]:
    """Every name with equivalents to the one it counts as: the component's own where the group holds one."""
    own: dict[str, str] = {}
    for component, presence in composition.items():
        if presence not in PRESENCES:
            what = message(
                "proficiency", "The presence of {substance} must be major, minor or trace.", substance=component
            )
            raise InputError("presence", what, where=component)
        group = representatives.get(component, component)
        if group in own:
            raise _same_substance(own[group], component)
        own[group] = component
    return {name: own.get(group, group) for name, group in representatives.items()}


def _same_substance(first: str, second: str) -> InputError:
    what = message(
        "proficiency",
        "The components {first} and {second} are the same substance under the chosen policy.",
        first=first,
        second=second,
    )
    remedy = message("proficiency", "Keep one of them, or choose the policy that tells them apart.")
    return InputError("components-equivalent", what, where=second, remedy=remedy)
