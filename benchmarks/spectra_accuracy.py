"""How often the first answer is right, on the final part that no choice and no coefficient has seen.

Beside ours, to the same questions with the same library: ms_entropy and cosines (`spectra_peers`). A compound counts as
found when its skeleton (first block of the InChIKey) comes first; a relative when the first compound has a Tanimoto
similarity of at least 0.5 to the query's. The draws are explained in `spectra_holdout`; the intervals are 95 % of a
bootstrap over compounds, since spectra of one compound stand or fall together.

    python -m benchmarks.spectra_accuracy [msms|ei] [--part development]
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.measure import Bar, report
from benchmarks.spectra_holdout import (
    FOLDER,
    MOST,
    PARTS,
    Library,
    Question,
    Structures,
    all_spectra,
    asked,
    compound,
    questions,
)
from benchmarks.spectra_peers import Peers
from comity.base.errors import InputError
from comity.science.spectra.index.scoring import MODES, Mode
from comity.science.spectra.narrowed import Narrowed
from comity.science.spectra.search import search
from comity.science.spectra.spectrum import Spectrum

RELATIVE = 0.5
RESAMPLES = 1000
OF_A_COMPOUND = 3
UNKNOWN, DRUG = "unknown", "unknown drug"
COLUMNS = ("near", "near, 3 each", "thin", "far", UNKNOWN, DRUG)
BALANCED = (["near", "near, 3 each"], [UNKNOWN], [UNKNOWN, DRUG])
"""The questions for the table of probabilities: as many about compounds in the library as about absent ones."""
Chances = list[tuple[float, bool]]


class Tally:
    """Answers by method and question, each with its compound."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)

    def add(self, method: str, columns: list[str], skeleton: str, *, right: bool) -> None:
        """Count one answer in every column where it belongs."""
        for column in columns:
            self.answers[method, column].append((skeleton, right))

    def rate(self, method: str, column: str) -> float:
        """Share of right answers."""
        found = self.answers[method, column]
        return float(np.mean([right for _, right in found])) if found else 0.0

    def interval(self, method: str, column: str) -> tuple[float, float]:
        """2.5th and 97.5th percentile of the share over resampled compounds."""
        groups: dict[str, list[bool]] = defaultdict(list)
        for skeleton, right in self.answers[method, column]:
            groups[skeleton].append(right)
        sums = np.array([[sum(each), len(each)] for each in groups.values()], dtype=float)
        random = np.random.Generator(np.random.PCG64(1))
        drawn = sums[random.integers(0, len(sums), (RESAMPLES, len(sums)))].sum(1)
        low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
        return float(low), float(high)

    def show(self, title: str) -> None:
        """Print all shares with their intervals."""
        print(f"\n{title:<30}" + "".join(f"{column:>22}" for column in COLUMNS))
        for method in dict.fromkeys(method for method, _ in self.answers):
            print(f"{method:<30}" + "".join(f"{self._cell(method, column):>22}" for column in COLUMNS))
        sizes = [
            str(max((len(each) for key, each in self.answers.items() if key[1] == column), default=0))
            for column in COLUMNS
        ]
        print(f"{'queries':<30}" + "".join(f"{size:>22}" for size in sizes), flush=True)

    def _cell(self, method: str, column: str) -> str:
        if not self.answers.get((method, column)):
            return "–"
        low, high = self.interval(method, column)
        return f"{self.rate(method, column):.3f} ({low:.3f}–{high:.3f})"


def measure(kind: str, part: str) -> tuple[Tally, Chances]:
    structures, groups, peers = Structures(all_spectra(kind)), group_of(), Peers(kind)
    tally: Tally = Tally()
    chances: Chances = []
    with tempfile.TemporaryDirectory() as folder:
        library = Library(kind, Path(folder) / "index")
        for question in questions(kind, part, MOST):
            columns, own = columns_of(question, groups), compound(question.spectrum)
            for method, key, chance in answers(library.without(question.hidden), question):
                right = is_right(question, key, structures)
                tally.add(method, columns, own, right=right)
                if method == "comity identity" and chance is not None and columns in BALANCED:
                    chances.append((chance, right and question.known))
            for method, key in peers.answers(question):
                tally.add(method, columns, own, right=is_right(question, key, structures))
            if not question.known:
                others = {compound(each) for each in all_spectra(kind)} - {own}
                best = max(structures.similarity(own, each) for each in others)
                tally.add("a perfect ranker", columns, own, right=best >= RELATIVE)
    return tally, chances


def answers(view: Narrowed, question: Question) -> list[tuple[str, str, float | None]]:
    """Method, first compound and its probability; none where nothing was found."""
    found = [(f"comity {mode}", *first(view, asked(question.spectrum, mode), mode)) for mode in MODES]
    if question.spectrum.technique == "ei":
        told = asked(question.spectrum, "identity", retention=True)
        found.append(("comity identity, with RI", *first(view, told, "identity")))
    return found


def first(view: Narrowed, spectrum: Spectrum, mode: Mode) -> tuple[str, float | None]:
    try:
        hits = search(view, spectrum, mode, top=1).hits
    except InputError:
        return "", None
    return (hits[0].record.inchikey[:14], hits[0].probability) if hits else ("", None)


def is_right(question: Question, key: str, structures: Structures) -> bool:
    own = compound(question.spectrum)
    return key == own if question.known else bool(key) and structures.similarity(own, key) >= RELATIVE


def columns_of(question: Question, groups: dict[str, str]) -> list[str]:
    if question.draw == UNKNOWN:
        return [UNKNOWN, DRUG] if groups[question.spectrum.identifier] == "drug" else [UNKNOWN]
    if question.draw == "near" and question.place < OF_A_COMPOUND:
        return ["near", "near, 3 each"]
    return [question.draw]


def group_of() -> dict[str, str]:
    with (FOLDER / "index.csv").open(newline="") as file:
        return {row["accession"]: row["group"] for row in csv.DictReader(file)}


def show_calibration(chances: Chances) -> float:
    """Print how often hits of each probability are right; the mean distance between the two, weighed by hits."""
    print("\nprobability of the first hit (identity)   hits   right")
    values, distance = np.array(chances), 0.0
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (values[:, 0] >= low) & (values[:, 0] < high)
        if inside.any():
            stated, right = values[inside].mean(0)
            distance += inside.mean() * abs(stated - right)
            shown = f"{low:.1f}–{min(high, 1):.1f}, mean {stated:.2f}"
            print(f"{shown:<40} {inside.sum():>6} {right:>7.2f}")
    print(f"Brier score {np.mean((values[:, 0] - values[:, 1]) ** 2):.4f}, mean distance {distance:.3f}")
    return float(distance)


TITLES = {"msms": "product ions", "ei": "electron ionisation"}
BARS = (
    ("msms", "identity", "near", 0.93),
    ("ei", "identity", "near", 0.86),
    ("ei", "identity, with RI", "near", 0.86),
    ("msms", "hybrid", UNKNOWN, 0.30),
    ("msms", "hybrid", DRUG, 0.30),
    ("ei", "hybrid", UNKNOWN, 0.30),
)
LARGEST_DISTANCE = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, then the bars; 1 when a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, default=PARTS[1])
    parser.add_argument("kinds", nargs="*", default=list(TITLES), metavar="msms|ei")
    chosen = parser.parse_args(arguments or [])
    tallies, distances = {}, {}
    for kind in chosen.kinds or TITLES:
        tallies[kind], chances = measure(kind, chosen.part)
        tallies[kind].show(f"{TITLES[kind]}, {chosen.part}")
        distances[kind] = show_calibration(chances)
    bars = [
        Bar(f"{kind}, {mode}, {column}", tallies[kind].rate(f"comity {mode}", column), limit, "", more_is_better=True)
        for kind, mode, column, limit in BARS
        if kind in tallies
    ]
    bars += [
        Bar(f"{kind}, probabilities: mean distance", each, LARGEST_DISTANCE, "") for kind, each in distances.items()
    ]
    return report("Spectra: accuracy", bars)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
