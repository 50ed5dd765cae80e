"""Order of candidates and the probability of each, from coefficients fitted to held-out spectra.

*Order*: t = w · (x − mean) / scale over the evidence x of each candidate; w maximises, over the queries of the
development part, the probability Σ_right exp(t) / Σ exp(t) that a right candidate is drawn (conditional logit), with
a quadratic penalty. *Probability* that a candidate is right: logistic in t and in its lead over the next best other,
fitted on queries in folds that did not fit w, half of whose compounds are not in the library. "Right" means the same
compound (identity, open) or a relative of Tanimoto ≥ 0.5 (hybrid, neutral loss). Probabilities of one query that
exclude each other (same compound) are scaled down when they sum to more than 1; what is left is the probability that
the compound is not in the library.

The coefficients stand in `calibration.json`, made by `benchmarks/spectra_calibration.py`; they hold for libraries of
some thousands of spectra of mixed instruments. In a library a hundred times larger a chance agreement is more likely:
the lead over the next compound carries that, the score alone does not.

References
----------
D. McFadden (1974), Conditional logit analysis of qualitative choice behavior. J. Platt (1999), Probabilistic outputs
for support vector machines (the logistic step).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.science.spectra.familiar import Familiar
from comity.science.spectra.index.segment import Kind

Numbers = NDArray[np.float64]
FILE: Final = "calibration.json"
OPEN_RELATIVES: Final = "open relatives"
"""The question of open search about relatives; the other questions have the name of their way of matching."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Coefficients for one kind of spectrum and one way of matching."""

    mean: Numbers
    scale: Numbers
    weight: Numbers
    intercept: float
    slope: float
    lead: float

    def values(self, evidence: Numbers) -> Numbers:
        """The number by which candidates are ordered."""
        return np.asarray((evidence - self.mean) / self.scale @ self.weight)

    def probabilities(self, values: Numbers) -> Numbers:
        """Probability of each candidate to be right, by itself."""
        return logistic(self.intercept + self.slope * values + self.lead * leads(values))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Model:
        """From the table of coefficients."""
        mean, scale, weight = (np.array(data[name], dtype=np.float64) for name in ("mean", "scale", "weight"))
        return cls(mean, scale, weight, float(data["intercept"]), float(data["slope"]), float(data["lead"]))


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Everything that was fitted, as the file has it."""

    features: tuple[str, ...]
    models: Mapping[str, Model]
    familiar: Mapping[str, Familiar]


@cache
def shipped() -> Calibration:
    """The file of coefficients, read when a search first needs it."""
    return from_data(json.loads(resources.files(__package__).joinpath(FILE).read_bytes()))


def from_data(data: Mapping[str, Any]) -> Calibration:
    """A calibration from the content of its file."""
    return Calibration(
        tuple(data["features"]),
        {name: Model.from_data(each) for name, each in data["models"].items()},
        {kind: Familiar.from_data(each) for kind, each in data["differences"].items()},
    )


def model(kind: Kind, asks: str) -> Model:
    """The shipped coefficients for a question: a way of matching, or `OPEN_RELATIVES`."""
    return shipped().models[f"{kind} {asks}"]


def leads(values: Numbers) -> Numbers:
    """How far each value lies above the best of the others; 0 for a single one; within ±6.

    Examples
    --------
    >>> leads(np.array([3.0, 1.0, 2.5])).tolist()
    [0.5, -2.0, -0.5]
    """
    if values.size < 2:
        return np.zeros(values.size)
    second, best = np.sort(values)[-2:]
    others = np.where(np.arange(values.size) == int(np.argmax(values)), second, best)
    return np.asarray(np.clip(values - others, -6.0, 6.0), dtype=np.float64)


def exclusive(probabilities: Numbers) -> Numbers:
    """Probabilities of answers that exclude each other: scaled down when they sum to more than one."""
    return np.asarray(probabilities / max(1.0, float(probabilities.sum())))


def logistic(t: Numbers) -> Numbers:
    """1 / (1 + e^−t) without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(t) / 2)))
