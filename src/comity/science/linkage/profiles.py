"""Profiles of seized material: how much of each variable (impurity, alkaloid, component) a specimen shows.

A profile belongs to one substance and one method, as a laboratory runs it; peak areas of two methods are not the same
quantity. Profiles of different methods are compared only when the caller states how they were harmonised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.base.errors import InputError
from comity.base.messages import Message, message

Floats: TypeAlias = NDArray[np.float64]
CONTEXT = "linkage"
MOST_VARIABLES = 5_000
MOST_PROFILES = 20_000
"""All pairs of so many are 200 million distances, 1.6 GB."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One specimen: variable names and what was measured, zero where nothing was found.

    `source` is the known origin (batch, seizure) in a training set; unknown in casework.
    """

    identifier: str
    substance: str
    method: str
    variables: tuple[str, ...]
    values: tuple[float, ...]
    source: str = ""

    def __post_init__(self) -> None:
        if not (self.identifier and self.substance and self.method):
            what = message(CONTEXT, "A profile names its specimen, its substance and its method.")
            raise refused("unnamed", self.identifier, what)
        if len(self.variables) != len(self.values) or not 1 < len(self.values) <= MOST_VARIABLES:
            what = message(CONTEXT, "A profile has at least two variables, with one value each.")
            raise refused("shape", self.identifier, what)
        if len(set(self.variables)) != len(self.variables):
            raise refused("twice", self.identifier, message(CONTEXT, "A variable occurs twice."))
        if not all(0 <= value < float("inf") for value in self.values) or not any(self.values):
            what = message(CONTEXT, "Values must be finite and not below zero, and one must be above it.")
            raise refused("values", self.identifier, what)


@dataclass(frozen=True, slots=True, eq=False)
class ProfileTable:
    """Profiles of one substance on the same variables: rows of `values` in the order of `profiles`.

    `method` is theirs; where they differ, `harmonisation` says what makes them comparable.
    """

    profiles: tuple[Profile, ...]
    substance: str
    method: str
    variables: tuple[str, ...]
    values: Floats
    harmonisation: str = ""
    place: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.profiles)

    def row(self, identifier: str) -> int:
        """Where a specimen stands."""
        if identifier not in self.place:
            what = message(CONTEXT, "There is no profile “{name}”.", name=identifier)
            raise refused("unknown", "identifier", what)
        return self.place[identifier]


def tabulate(profiles: Sequence[Profile], harmonisation: str = "") -> ProfileTable:
    """Profiles side by side, refused where they must not be compared.

    Parameters
    ----------
    profiles : sequence of Profile
        Of one substance; variables in any order, but the same ones.
    harmonisation : str
        Only for profiles of different methods: the study or protocol that makes their values comparable.

    Returns
    -------
    ProfileTable
        Variables in the order of the first profile.

    Raises
    ------
    InputError
        None, too many, two of one name, different substances or variables, or different methods without harmonisation.

    Examples
    --------
    >>> first = Profile("A1", "amphetamine", "GC-MS 1", ("x", "y"), (1.0, 3.0))
    >>> other = Profile("B1", "amphetamine", "GC-MS 2", ("y", "x"), (2.0, 2.0))
    >>> tabulate([first, other])
    Traceback (most recent call last):
    comity.base.errors.InputError: B1: The profiles come from different methods: “GC-MS 1” and “GC-MS 2”.
      → Compare within one method, or state the harmonisation that makes them comparable.
    >>> tabulate([first, other], harmonisation="study H1").values.tolist()
    [[1.0, 3.0], [2.0, 2.0]]
    """
    if not 0 < len(profiles) <= MOST_PROFILES:
        what = message(CONTEXT, "Between 1 and {most} profiles are needed.", most=MOST_PROFILES)
        raise refused("count", "profiles", what)
    first = profiles[0]
    place: dict[str, int] = {}
    for number, profile in enumerate(profiles):
        _check_comparable(first, profile, harmonisation)
        if place.setdefault(profile.identifier, number) != number:
            raise refused("twice", profile.identifier, message(CONTEXT, "Two profiles have the same name."))
    rows = [dict(zip(profile.variables, profile.values, strict=True)) for profile in profiles]
    values = np.array([[row[variable] for variable in first.variables] for row in rows], dtype=np.float64)
    method = " + ".join(sorted({profile.method for profile in profiles}))
    return ProfileTable(tuple(profiles), first.substance, method, first.variables, values, harmonisation.strip(), place)


def _check_comparable(first: Profile, other: Profile, harmonisation: str) -> None:
    if other.substance != first.substance:
        what = message(
            CONTEXT,
            "The profiles are of different substances: “{first}” and “{second}”.",
            first=first.substance,
            second=other.substance,
        )
        raise refused("substances", other.identifier, what)
    if set(other.variables) != set(first.variables):
        names = ", ".join(sorted(set(other.variables) ^ set(first.variables))[:5])
        what = message(CONTEXT, "The profiles have different variables: {names}.", names=names)
        raise refused("variables", other.identifier, what)
    if other.method != first.method and not harmonisation.strip():
        what = message(
            CONTEXT,
            "The profiles come from different methods: “{first}” and “{second}”.",
            first=first.method,
            second=other.method,
        )
        remedy = message(CONTEXT, "Compare within one method, or state the harmonisation that makes them comparable.")
        raise refused("methods", other.identifier, what, remedy)


def refused(code: str, place: str, what: Message, remedy: Message | None = None) -> InputError:
    """The error of this room for what cannot be used."""
    return InputError(f"linkage.{code}", what, where=place, remedy=remedy)
