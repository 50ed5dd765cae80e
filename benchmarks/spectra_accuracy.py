"""How often the first answer is right, on the final part that no choice and no coefficient has seen.

Beside ours, from the same libraries and queries: ms_entropy's identity, open, neutral-loss and hybrid search, and for
electron ionisation the cosines of the reference. A compound counts as found when its skeleton (first block of the
InChIKey) comes first; a relative when the first compound has a Tanimoto similarity of at least 0.5 to the query's.

    python -m benchmarks.spectra_accuracy [--part development]
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from ms_entropy import FlashEntropySearch

from benchmarks.measure import Bar, report
from benchmarks.spectra_holdout import FOLDER, FOLDS, PARTS, Structures, all_spectra, asked, compound, draw
from comity.base.errors import InputError
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import MODES, Mode
from comity.science.spectra.search import search
from comity.science.spectra.similarity import Weighting, prepare
from comity.science.spectra.spectrum import Spectrum

PEER = ("identity", "open", "neutral_loss", "hybrid")
COSINES = {
    "cosine I^.5 m": Weighting(1.0, 0.5),
    "cosine I^.53 m^1.3": Weighting(1.3, 0.53),
    "cosine I^.5": Weighting(0.0, 0.5),
}
RELATIVE = 0.5


class Tally:
    """Counts by method and question."""

    def __init__(self) -> None:
        self.right: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, method: str, question: str, *, right: bool) -> None:
        """Count one answer."""
        self.right[method, question].append(right)

    def rate(self, method: str, question: str) -> float:
        """Share of right answers."""
        found = self.right[method, question]
        return float(np.mean(found)) if found else 0.0

    def show(self, title: str) -> None:
        """Print all shares."""
        questions = list(dict.fromkeys(question for _, question in self.right))
        print(f"\n{title:<28}" + "".join(f"{question:>28}" for question in questions))
        for method in dict.fromkeys(method for method, _ in self.right):
            cells = [
                f"{self.rate(method, each):.3f} (n {len(self.right[method, each])})"
                if (method, each) in self.right
                else "–"
                for each in questions
            ]
            print(f"{method:<28}" + "".join(f"{cell:>28}" for cell in cells))


def measure(kind: str, part: str) -> tuple[Tally, list[tuple[float, bool]]]:
    structures, groups = Structures(all_spectra(kind)), group_of()
    tally, chances = Tally(), []
    for fold in range(FOLDS):
        drawn = draw(kind, part, fold)
        with tempfile.TemporaryDirectory() as folder:
            index = Index.build(Path(folder) / "index", drawn.library)
            skeletons = {compound(each) for each in drawn.library}
            for spectrum in drawn.known:
                ask_known(index, spectrum, tally, chances)
            for spectrum in drawn.unknown:
                ask_unknown(index, spectrum, structures, tally, chances, labels(groups, spectrum))
                best = max(structures.similarity(compound(spectrum), each) for each in skeletons)
                note(tally, "perfect ranker", labels(groups, spectrum), right=best >= RELATIVE)
        peers(kind, drawn, structures, tally, groups)
    return tally, chances


def ask_known(index: Index, spectrum: Spectrum, tally: Tally, chances: list[tuple[float, bool]]) -> None:
    for mode in MODES:
        found = first(index, spectrum, mode)
        right = found is not None and found[0] == compound(spectrum)
        tally.add(f"comity {mode}", "same compound", right=right)
        if mode == "identity" and found is not None:
            chances.append((found[1], right))


def ask_unknown(
    index: Index,
    spectrum: Spectrum,
    structures: Structures,
    tally: Tally,
    chances: list[tuple[float, bool]],
    questions: list[str],
) -> None:
    for mode in MODES:
        found = first(index, spectrum, mode)
        right = found is not None and structures.similarity(compound(spectrum), found[0]) >= RELATIVE
        note(tally, f"comity {mode}", questions, right=right)
        if mode == "identity" and found is not None:
            chances.append((found[1], False))


def first(index: Index, spectrum: Spectrum, mode: Mode) -> tuple[str, float] | None:
    try:
        hits = search(index, asked(spectrum, mode), mode, top=1).hits
    except InputError:
        return None
    return (hits[0].record.inchikey[:14], hits[0].probability) if hits else None


def note(tally: Tally, method: str, questions: list[str], *, right: bool) -> None:
    for question in questions:
        tally.add(method, question, right=right)


def labels(groups: dict[str, str], spectrum: Spectrum) -> list[str]:
    drug = groups[spectrum.identifier] == "drug"
    return ["relative of unknown", *(["… of an unknown drug"] if drug else [])]


def group_of() -> dict[str, str]:
    with (FOLDER / "index.csv").open(newline="") as file:
        return {row["accession"]: row["group"] for row in csv.DictReader(file)}


def peers(kind: str, drawn: Any, structures: Structures, tally: Tally, groups: dict[str, str]) -> None:
    if kind == "msms":
        engine = FlashEntropySearch()
        library = engine.build_index(
            [{"precursor_mz": each.precursor_mz, "peaks": pairs(each), "key": compound(each)} for each in drawn.library]
        )
        methods = {f"ms_entropy {method}": (engine, method) for method in PEER}
    else:
        library = [{"key": compound(each), "prepared": prepare(each)} for each in drawn.library]
        methods = {name: (weighting, name) for name, weighting in COSINES.items()}
    keys = [each["key"] for each in library]
    for spectrum, known in [(each, True) for each in drawn.known] + [(each, False) for each in drawn.unknown]:
        for name, (engine, method) in methods.items():
            scores = peer_scores(kind, engine, method, library, spectrum)
            best = keys[int(np.argmax(scores))] if len(scores) and scores.max() > 0 else ""
            if known:
                tally.add(name, "same compound", right=best == compound(spectrum))
            else:
                right = bool(best) and structures.similarity(compound(spectrum), best) >= RELATIVE
                note(tally, name, labels(groups, spectrum), right=right)


def peer_scores(kind: str, engine: Any, method: str, library: list[dict[str, Any]], spectrum: Spectrum) -> Any:
    if kind == "msms":
        found = engine.search(precursor_mz=spectrum.precursor_mz, peaks=pairs(spectrum), method=method)
        return found[f"{method}_search"]
    query = prepare(spectrum)
    return np.array([cosine(query, each["prepared"], engine) for each in library])


def cosine(query: Any, other: Any, weighting: Weighting) -> float:
    """At whole m/z no two peaks compete: the assignment is the intersection."""
    _, i, j = np.intersect1d(query.mz, other.mz, assume_unique=True, return_indices=True)
    a = query.mz**weighting.mass * query.intensity**weighting.intensity
    b = other.mz**weighting.mass * other.intensity**weighting.intensity
    return float(a[i] @ b[j] / np.sqrt((a @ a) * (b @ b)))


def pairs(spectrum: Spectrum) -> Any:
    return np.column_stack([spectrum.mz, spectrum.intensity]).astype(np.float32)


def show_calibration(chances: list[tuple[float, bool]]) -> None:
    print("\nprobability of the first hit (identity)   hits   right")
    values = np.array(chances)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (values[:, 0] >= low) & (values[:, 0] < high)
        if inside.any():
            shown = f"{low:.1f}–{min(high, 1):.1f}, mean {values[inside, 0].mean():.2f}"
            print(f"{shown:<40} {inside.sum():>6} {values[inside, 1].mean():>7.2f}")
    print(f"Brier score {np.mean((values[:, 0] - values[:, 1]) ** 2):.4f}")


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, then the bars; 1 when a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, default=PARTS[1])
    part = parser.parse_args(arguments or []).part
    tallies = {}
    for kind, title in (("msms", "product ions"), ("ei", "electron ionisation")):
        tallies[kind], chances = measure(kind, part)
        tallies[kind].show(f"{title}, {part}")
        show_calibration(chances)
    return report(
        "Spectra: accuracy",
        [
            Bar(
                "product ions, rank 1 with precursor",
                tallies["msms"].rate("comity identity", "same compound"),
                0.93,
                "",
                more_is_better=True,
            ),
            Bar(
                "electron ionisation, rank 1",
                tallies["ei"].rate("comity identity", "same compound"),
                0.86,
                "",
                more_is_better=True,
            ),
            Bar(
                "relatives of unknown drugs",
                tallies["msms"].rate("comity hybrid", "… of an unknown drug"),
                0.30,
                "",
                more_is_better=True,
            ),
            Bar(
                "relatives of all unknown compounds",
                tallies["msms"].rate("comity hybrid", "relative of unknown"),
                0.30,
                "",
                more_is_better=True,
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
