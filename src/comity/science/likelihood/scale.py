"""Verbal scales as data: which words stand for which range of likelihood ratios, in whose version.

Published scales contradict each other, and none is true: a laboratory adopts one, versioned, and every report prints
the number, the words and the whole scale. This room therefore contains no scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from comity.base.messages import message
from comity.science.likelihood.arguments import CONTEXT, refused
from comity.science.likelihood.ratio import LikelihoodRatio


@dataclass(frozen=True, slots=True)
class Band:
    """Words for log10 ratios from `least` (within) up to the next band."""

    least: float
    words: Mapping[str, str]
    """By language."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a scale says: the words, and which proposition they support (none, at equal support)."""

    words: Mapping[str, str]
    supports: str
    scale: str


@dataclass(frozen=True, slots=True)
class VerbalScale:
    """Bands from no support upward; ratios below 1 use the same bands for the second proposition."""

    name: str
    version: str
    source: str
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        least = [band.least for band in self.bands]
        if not least or least[0] != 0 or any(not low < high < math.inf for low, high in pairwise(least)):
            what = message(CONTEXT, "The bands of a verbal scale start at 0 and rise.")
            raise refused("scale", "bands", what)
        if not (self.name and self.version and self.source) or not all(band.words for band in self.bands):
            what = message(CONTEXT, "A verbal scale has a name, a version, a source, and words for every band.")
            raise refused("scale", "name, version, source, words", what)

    def wording(self, ratio: LikelihoodRatio) -> Wording:
        """The words for a ratio. A value on the border belongs to the upper band."""
        weight = abs(ratio.log10)
        band = [band for band in self.bands if band.least <= weight][-1]
        sides = ratio.propositions
        supports = "" if ratio.log10 == 0 else sides.first if ratio.log10 > 0 else sides.second
        return Wording(band.words, supports, f"{self.name} {self.version}")


def read_scale(data: Mapping[str, Any]) -> VerbalScale:
    """A verbal scale from plain data: name, version, source, bands of `least` (log10) and `words` by language.

    Parameters
    ----------
    data : mapping
        As read from JSON.

    Returns
    -------
    VerbalScale
        Checked.

    Raises
    ------
    InputError
        A missing entry, bands that do not start at 0 and rise, no words.

    Examples
    --------
    >>> bands = [{"least": 0, "words": {"en": "no more than weak support"}}, {"least": 2, "words": {"en": "support"}}]
    >>> scale = read_scale({"name": "Invented", "version": "1", "source": "this example", "bands": bands})
    >>> len(scale.bands)
    2
    """
    try:
        bands = tuple(
            Band(float(band["least"]), {str(language): str(words) for language, words in band["words"].items()})
            for band in data["bands"]
        )
        return VerbalScale(str(data["name"]), str(data["version"]), str(data["source"]), bands)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if hasattr(error, "code"):
            raise
        what = message(CONTEXT, "The verbal scale lacks an entry, or one is of the wrong kind.")
        raise refused("scale", "scale", what) from error
