"""What others answer to the same questions: ms_entropy's four searches, and cosines of weighted heights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from ms_entropy import FlashEntropySearch

from benchmarks.spectra_holdout import Question, all_spectra, compound
from comity.science.spectra.similarity import Peaks, Weighting, prepare
from comity.science.spectra.similarity.cosine import weights
from comity.science.spectra.spectrum import Spectrum

MS_ENTROPY = ("identity", "open", "neutral_loss", "hybrid")
COSINES = {
    "cosine I^.5 m": Weighting(1.0, 0.5),
    "cosine I^.53 m^1.3": Weighting(1.3, 0.53),
    "cosine I^.5": Weighting(0.0, 0.5),
    "cosine I": Weighting(0.0, 1.0),
}
TOLERANCE = {"msms": 2000, "ei": 0}


class Peers:
    """All peers with the whole shared set of one kind as their library; what a question hides has no score."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.cosines = Cosines(kind)
        self.engine = FlashEntropySearch()
        entries = [
            {"precursor_mz": each.precursor_mz, "peaks": pairs(each), "key": compound(each), "name": each.identifier}
            for each in all_spectra(kind)
        ]
        self.entries = self.engine.build_index(entries) if kind == "msms" else []

    def answers(self, question: Question) -> Iterator[tuple[str, str]]:
        """For each method the compound that it puts first; none where nothing has a score."""
        if self.kind == "msms":
            names, keys = ([each[field] for each in self.entries] for field in ("name", "key"))
            for method in MS_ENTROPY:
                found = self.engine.search(
                    precursor_mz=question.spectrum.precursor_mz, peaks=pairs(question.spectrum), method=method
                )
                yield f"ms_entropy {method}", first(found[f"{method}_search"], names, keys, question)
        for name in COSINES:
            scores = self.cosines.scores(name, question.spectrum)
            yield name, first(scores, self.cosines.names, self.cosines.keys, question)


class Cosines:
    """Cosines with every spectrum at once; cleaned peaks lie so far apart that none has two partners."""

    def __init__(self, kind: str) -> None:
        spectra = all_spectra(kind)
        self.tolerance = TOLERANCE[kind]
        self.names, self.keys = [each.identifier for each in spectra], [compound(each) for each in spectra]
        self.peaks = [prepare(each) for each in spectra]
        mz = np.concatenate([each.mz for each in self.peaks])
        self.order = np.argsort(mz, kind="stable")
        self.mz = mz[self.order]
        self.row = np.repeat(np.arange(len(spectra)), [each.count for each in self.peaks])[self.order]
        self.weights = {name: self._weights(weighting) for name, weighting in COSINES.items()}

    def _weights(self, weighting: Weighting) -> Any:
        """Weights of each spectrum scaled to length one, in order of m/z."""
        return np.concatenate([unit(each, weighting) for each in self.peaks])[self.order]

    def scores(self, name: str, spectrum: Spectrum) -> Any:
        """The cosine with every spectrum of the library."""
        query, scores = prepare(spectrum), np.zeros(len(self.names))
        low, high = (
            np.searchsorted(self.mz, query.mz + side * self.tolerance, where)
            for side, where in ((-1, "left"), (1, "right"))
        )
        for begin, end, weight in zip(low, high, unit(query, COSINES[name]), strict=True):
            scores[self.row[begin:end]] += weight * self.weights[name][begin:end]
        return scores


def unit(peaks: Peaks, weighting: Weighting) -> Any:
    weight = weights(peaks, weighting)
    return weight / max(float(np.sqrt(weight @ weight)), 1e-300)


def first(scores: Any, names: list[str], keys: list[str], question: Question) -> str:
    values = np.where([name in question.hidden for name in names], 0.0, np.asarray(scores, dtype=float))
    best = int(np.argmax(values)) if values.size else 0
    return keys[best] if values.size and values[best] > 0 else ""


def pairs(spectrum: Spectrum) -> Any:
    return np.column_stack([spectrum.mz, spectrum.intensity]).astype(np.float32)
