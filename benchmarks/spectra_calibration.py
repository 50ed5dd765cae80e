"""Fits `comity/science/spectra/calibration.json` to the development part, and writes the file.

    python -m benchmarks.spectra_calibration [FILE]

Same compound (`identity`, `open`): half of the questions about compounds in the library, half about absent ones.
Relatives (`hybrid`, `neutral-loss`, and `open` for the order behind the compound itself): absent compounds alone, since
a compound that is there is answered by the coefficients for the same compound.
Everything is drawn by hashes of names: the same data give the same file.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.spectra_holdout import (
    PARTS,
    Library,
    Question,
    Structures,
    all_spectra,
    asked,
    compound,
    part_of,
    questions,
)
from comity.base.errors import InputError
from comity.science.spectra.calibration import FILE, OPEN_RELATIVES, leads
from comity.science.spectra.candidates import grouped
from comity.science.spectra.evidence import FEATURES, evidence
from comity.science.spectra.familiar import Familiar, counted
from comity.science.spectra.index.scoring import MODES, Mode, needs_mass, ready
from comity.science.spectra.ranking import ways

TARGET = Path(__file__).parents[1] / "src/comity/science/spectra" / FILE
MOST = {"near": 10, "far": 3, "unknown": 10}
PENALTY = 3.0
RELATIVE = 0.5
TOLERANCE = {"msms": 0.0015, "ei": 0.5}
"""Of a difference of masses, in dalton: electron ionisation is told whole masses."""
RELATIVES_OF: tuple[Mode, ...] = ("neutral-loss", "hybrid")
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Answered:
    """One query with the evidence of its candidates and which of them are right."""

    evidence: Array
    right: np.ndarray[Any, np.dtype[np.bool_]]
    fold: int


def main(target: Path = TARGET) -> int:
    models, differences = {}, {}
    for kind in ("msms", "ei"):
        structures = Structures(all_spectra(kind))
        pairs = pairs_of(kind, structures)
        tables = {name: familiar(kind, pairs, without=name) for name in pairs.names}
        answered: dict[str, list[Answered]] = {asks: [] for asks in (*MODES, OPEN_RELATIVES)}
        with tempfile.TemporaryDirectory() as folder:
            library = Library(kind, Path(folder) / "index")
            for question in questions(kind, PARTS[0], MOST):
                for asks, answer in answers(library, question, structures, tables[compound(question.spectrum)]):
                    answered[asks].append(answer)
        differences[kind] = told(familiar(kind, pairs))
        for asks, given in answered.items():
            models[f"{kind} {asks}"] = fit(given)
            print(kind, asks, len(given), flush=True)
    data = {"features": FEATURES, "models": models, "differences": differences}
    target.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


@dataclass(frozen=True)
class Pairs:
    """Pairs of compounds of the development part: which two, how far apart in mass, and whether they are relatives."""

    names: list[str]
    one: np.ndarray[Any, np.dtype[np.int64]]
    other: np.ndarray[Any, np.dtype[np.int64]]
    sizes: Array
    related: np.ndarray[Any, np.dtype[np.bool_]]


def pairs_of(kind: str, structures: Structures) -> Pairs:
    mass = {compound(each): each.exact_mass or 0.0 for each in all_spectra(kind) if part_of(compound(each)) == PARTS[0]}
    names = sorted(mass)
    masses = np.array([mass[each] for each in names])
    masses = np.rint(masses) if kind == "ei" else masses
    one, other = np.triu_indices(len(names), 1)
    alike = [structures.similarity(names[a], names[b]) for a, b in zip(one, other, strict=True)]
    return Pairs(names, one, other, np.abs(masses[one] - masses[other]), np.array(alike) >= RELATIVE)


def familiar(kind: str, pairs: Pairs, without: str = "") -> Familiar:
    """Differences between relatives, but for the pairs of one compound: it is asked for as if it were not known."""
    kept = np.ones(pairs.sizes.size, np.bool_)
    if without:
        place = pairs.names.index(without)
        kept = (pairs.one != place) & (pairs.other != place)
    return counted(pairs.sizes[kept], pairs.related[kept], TOLERANCE[kind])


def told(table: Familiar) -> dict[str, Any]:
    columns = {
        name: [round(each, 5) for each in getattr(table, name).tolist()] for name in ("mass", "pairs", "relatives")
    }
    return columns | {name: float(f"{getattr(table, name):.6g}") for name in ("share", "elsewhere", "tolerance")}


def answers(
    library: Library, question: Question, structures: Structures, table: Familiar
) -> Iterator[tuple[str, Answered]]:
    """What search puts before the model; electron ionisation once with and once without its retention index."""
    own, view = compound(question.spectrum), library.without(question.hidden)
    for mode in MODES:
        if mode in RELATIVES_OF and question.known:
            continue
        bare = asked(question.spectrum, mode)
        try:
            query = ready(view, bare)
        except InputError:
            continue
        if needs_mass(query, mode):
            continue
        found = grouped(view.best_rows(query, bare, ways(query, mode)))
        if not found:
            continue
        keys = [each.rows[0].record.inchikey[:14] for each in found]
        same, related = np.array([key == own for key in keys]), np.array([])
        if not question.known:
            related = np.array([structures.similarity(own, key) >= RELATIVE for key in keys])
        for retention in (False, True)[: 1 + (question.spectrum.retention_index is not None)]:
            spectrum = asked(question.spectrum, mode, retention=retention)
            given = evidence(found, mode, query, spectrum, table)
            yield mode, Answered(given, related if mode in RELATIVES_OF else same, question.fold)
            if mode == "open" and not question.known:
                yield OPEN_RELATIVES, Answered(given, related, question.fold)


def fit(given: list[Answered]) -> dict[str, Any]:
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


def conditional_logit(given: list[Answered], mean: Array, scale: Array) -> Array:
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


if __name__ == "__main__":
    sys.exit(main(*(Path(each) for each in sys.argv[1:])))
