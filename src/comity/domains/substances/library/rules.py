"""Pure decisions of the library.

Rules
-----
1. What another node gets when it asks about a spectrum is decided by the owner's label, spectrum by spectrum. Whoever
   may see it gets the record. Where the label says that it may be passed on after asking (`onward`: ask), the asker
   gets a hit: a coarse score, and whom to ask. TLP:RED, an expired label, a denial or any other `onward` give nothing.
2. A hit without a record tells the least that is of use: from 0.75 on, in steps of 0.05, never a name, a place, a mass.
3. Two unknowns are the same where their spectra agree to 0.85 with at least four common peaks.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from comity.kernel.handling.label import Label, Onward, Tlp
from comity.kernel.handling.rules import Viewer, decides

LEAST_HIT = 0.75
STEP = 0.05
SAME_SCORE = 0.85
SAME_PEAKS = 4


class Disclosure(StrEnum):
    """What an asker gets of one spectrum."""

    NOTHING = "nothing"
    HIT = "hit"
    RECORD = "record"


def disclosure(label: Label, viewer: Viewer, at: datetime) -> Disclosure:
    """What this label lets this asker have (rule 1)."""
    if decides(label, viewer, at).allowed:
        return Disclosure.RECORD
    if label.tlp is Tlp.RED or label.onward is not Onward.ASK:
        return Disclosure.NOTHING
    # Would it be allowed with no list and no purpose? Then nothing but the owner's consent is missing.
    asked = replace(label, tlp=Tlp.GREEN, releasable_to=None, purposes=None)
    return Disclosure.HIT if decides(asked, viewer, at).allowed else Disclosure.NOTHING


def coarse(score: float) -> float:
    """A score as an asker is told it (rule 2).

    >>> coarse(0.934), coarse(1.0), coarse(0.75)
    (0.9, 1.0, 0.75)
    """
    return round(math.floor(round(min(score, 1.0) / STEP, 6)) * STEP, 2)


def is_worth_telling(score: float) -> bool:
    """Whether a hit is good enough to send people to one another."""
    return score >= LEAST_HIT


def are_the_same(score: float, matched_peaks: int) -> bool:
    """Whether two spectra are taken to be of one substance (rule 3)."""
    return score >= SAME_SCORE and matched_peaks >= SAME_PEAKS
