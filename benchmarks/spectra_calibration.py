"""Fits the coefficients of `comity.science.spectra.calibration_data` to the development part, and writes the file.

    python -m benchmarks.spectra_calibration [FILE]

Everything is drawn by hashes of names: the same data give the same file.
"""

from __future__ import annotations

import pprint
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.spectra_holdout import FOLDS, PARTS, Structures, all_spectra, asked, compound, draw
from comity.base.errors import InputError
from comity.science.spectra.calibration import leads
from comity.science.spectra.candidates import candidates
from comity.science.spectra.evidence import FEATURES, evidence
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import MODES, Mode, Query, needs_mass, ready
from comity.science.spectra.search import ways
from comity.science.spectra.spectrum import Spectrum

TARGET = Path(__file__).parents[1] / "src/comity/science/spectra/calibration_data.py"
PENALTY = 3.0
RELATIVE = 0.5
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Question:
    """One query with the evidence of its candidates and which of them are right."""

    evidence: Array
    right: np.ndarray[Any, np.dtype[np.bool_]]
    fold: int


def main(target: Path = TARGET) -> int:
    models = {}
    for kind in ("msms", "ei"):
        questions = ask(kind, PARTS[0])
        for mode in MODES:
            models[f"{kind} {mode}"] = fit(questions[mode])
            print(kind, mode, len(questions[mode]), flush=True)
    target.write_text(
        HEADER + "MODELS: Final[dict[str, dict[str, Any]]] = " + pprint.pformat(models, width=116, compact=True) + "\n"
    )
    return 0


def ask(kind: str, part: str) -> dict[Mode, list[Question]]:
    structures = Structures(all_spectra(kind))
    collected: dict[Mode, list[Question]] = {mode: [] for mode in MODES}
    for fold in range(FOLDS):
        drawn = draw(kind, part, fold)
        with tempfile.TemporaryDirectory() as folder:
            index = Index.build(Path(folder) / "index", drawn.library)
            for spectrum in drawn.known + drawn.unknown:
                known = spectrum in drawn.known
                for mode, question in questions(index, spectrum, structures, fold, known=known):
                    collected[mode].append(question)
    return collected


def questions(
    index: Index, spectrum: Spectrum, structures: Structures, fold: int, *, known: bool
) -> Iterator[tuple[Mode, Question]]:
    for mode in MODES:
        bare = asked(spectrum, mode)
        try:
            query = ready(index, bare)
        except InputError:
            continue
        if needs_mass(query, mode):
            continue
        question = question_of(index, query, bare, compound(spectrum), mode, structures, fold, known=known)
        if question is not None:
            yield mode, question


def question_of(
    index: Index,
    query: Query,
    spectrum: Spectrum,
    own: str,
    mode: Mode,
    structures: Structures,
    fold: int,
    *,
    known: bool,
) -> Question | None:
    found = candidates(index, query, spectrum, ways(query, mode))
    if not found:
        return None
    keys = [each.rows[0].record.inchikey[:14] for each in found]
    if known or mode in ("identity", "open"):  # a relative search must still put the compound itself first
        right = np.array([key == own for key in keys])
    else:
        right = np.array([structures.similarity(own, key) >= RELATIVE for key in keys])
    return Question(evidence(found, mode, query, spectrum), right, fold)


def fit(given: list[Question]) -> dict[str, Any]:
    """Weights from all folds; the logistic step from values that other folds' weights gave."""
    everything = np.concatenate([each.evidence for each in given])
    mean, scale = everything.mean(0), everything.std(0)
    scale[scale < 1e-9] = 1.0
    values, folds = [], sorted({each.fold for each in given})
    for fold in folds:
        weight = conditional_logit([each for each in given if each.fold != fold], mean, scale)
        values += [((each.evidence - mean) / scale @ weight, each.right) for each in given if each.fold == fold]
    intercept, slope, lead = logistic_step(values)
    weight = conditional_logit(given, mean, scale)
    rounded = {"mean": mean, "scale": scale, "weight": weight}
    return {name: [float(f"{value:.6g}") for value in column] for name, column in rounded.items()} | {
        "intercept": round(intercept, 6), "slope": round(slope, 6), "lead": round(lead, 6),
    }  # fmt: skip


def conditional_logit(given: list[Question], mean: Array, scale: Array) -> Array:
    usable = [each for each in given if each.right.any() and not each.right.all()]
    z = np.concatenate([(each.evidence - mean) / scale for each in usable])
    right = np.concatenate([each.right for each in usable])
    lengths = np.array([each.right.size for each in usable])
    start = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    which = np.repeat(np.arange(lengths.size), lengths)

    def cost(weight: Array) -> tuple[float, Array]:
        t = z @ weight
        e = np.exp(t - np.maximum.reduceat(t, start)[which])
        every, good = np.add.reduceat(e, start), np.add.reduceat(e * right, start) + 1e-300
        gradient = z.T @ (e / every[which] - e * right / good[which])
        return float(np.log(every / good).sum() + PENALTY * weight @ weight), gradient + 2 * PENALTY * weight

    return np.asarray(minimize(cost, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x)


def logistic_step(values: list[tuple[Array, np.ndarray[Any, np.dtype[np.bool_]]]]) -> tuple[float, float, float]:
    t = np.concatenate([each for each, _ in values])
    lead = np.concatenate([leads(each) for each, _ in values])
    right = np.concatenate([each for _, each in values]).astype(float)
    z = np.column_stack([np.ones(t.size), t, lead])

    def cost(b: Array) -> tuple[float, Array]:
        s = z @ b
        return float((np.logaddexp(0, s) - right * s).sum()), z.T @ (1 / (1 + np.exp(-np.clip(s, -500, 500))) - right)

    found = minimize(cost, np.zeros(3), jac=True, method="L-BFGS-B").x
    return float(found[0]), float(found[1]), float(found[2])


HEADER = '''"""Coefficients of ranking and probability, written by `python -m benchmarks.spectra_calibration`.

Fitted to the development part of the shared MassBank subset (about 600 compounds for product ions, 270 for electron
ionisation), drawn by compound; the columns are those of `evidence.FEATURES`.
"""

from typing import Any, Final

'''

if __name__ == "__main__":
    sys.exit(main(*(Path(each) for each in sys.argv[1:])))
