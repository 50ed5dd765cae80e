"""Parcels: which state may follow which, and how a replacement is named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.states import ParcelState

FOLLOWS: Mapping[ParcelState, frozenset[ParcelState]] = {
    ParcelState.PREPARED: frozenset({ParcelState.DISPATCHED, ParcelState.DAMAGED}),
    ParcelState.DISPATCHED: frozenset({ParcelState.DELIVERED, ParcelState.DAMAGED}),
    ParcelState.DELIVERED: frozenset({ParcelState.DAMAGED}),
    ParcelState.DAMAGED: frozenset({ParcelState.REPLACED}),
    ParcelState.REPLACED: frozenset(),
}
_REPLACEMENT = re.compile(r"-R(\d+)$")


def check_step(now: str, then: ParcelState) -> None:
    """Refuse a step that a parcel does not take."""
    if then not in FOLLOWS[ParcelState(now)]:
        raise ConflictError(
            "parcel-does-not-allow",
            message("parcel", "The parcel is {state}; this step does not follow.", state=now),
            remedy=message("parcel", "Look at the parcel again."),
        )


def replacement_reference(reference: str) -> str:
    """The reference of what replaces a parcel: `-R1`, then `-R2` and so on."""
    found = _REPLACEMENT.search(reference)
    if found is None:
        return f"{reference}-R1"
    return f"{reference[: found.start()]}-R{int(found[1]) + 1}"
