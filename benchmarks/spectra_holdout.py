"""Queries and libraries drawn by compound from the shared spectra, and the structures that judge the answers.

A compound belongs to the development or to the final part by a hash of its skeleton (first block of the InChIKey);
coefficients and choices come from the development part alone. The library is always the whole shared set, both parts,
except what a draw hides from the query:

`near`: the query itself. Every measurement of the part is asked for once while everything else is in the library, as a
laboratory asks whose partners hold what they hold. `thin`: of the query's compound, half of the spectra. `far`: every
spectrum of the compound by the query's contributor; another one has it. `unknown`: every spectrum of the compound.
Always hidden are records with the query's SPLASH: the same measurement filed twice, be it under another name.

`near` asks for every spectrum, so that a compound weighs by its number of spectra, `unknown` for three a compound at
most. Among the ways to weigh (1, 2, 3, 5, 10 or all spectra of a compound) these are the ones at which ms_entropy,
on the development part, comes nearest to what the reference measured for it with queries from outside the set. `thin`
and `far`, three a compound, are harder than what the reference asked. All was fixed before the final part was looked
at, with salts of its own: an earlier draw had been looked at three times.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from comity.science.spectra.formats import read_spectra
from comity.science.spectra.index.library import Index
from comity.science.spectra.narrowed import Narrowed
from comity.science.spectra.spectrum import Spectrum

FOLDER = Path(os.environ.get("COMITY_SPECTRA", Path(__file__).parents[2] / "shared" / "data" / "spectra"))
PARTS = ("development", "final")
FOLDS = 5
"""Of the development part, for values that a model did not see (`benchmarks.spectra_calibration`)."""
ALL = 10**6
MOST = {"near": ALL, "thin": 3, "far": 3, "unknown": 3}
"""Queries of a compound at most, by draw."""
SALT = "2026-11-20 second draw"


@dataclass(frozen=True)
class Question:
    """A query, the accessions that are hidden from it, and its place among the spectra of its compound."""

    spectrum: Spectrum
    draw: str
    hidden: frozenset[str]
    place: int = 0

    @property
    def known(self) -> bool:
        """Whether the library holds the compound."""
        return self.draw != "unknown"

    @property
    def fold(self) -> int:
        """By compound, so that what a model learned from a compound is not asked of it."""
        return fold_of(compound(self.spectrum))


def fold_of(skeleton: str) -> int:
    """The fold of a compound of the development part."""
    return int(share(skeleton, "fold") * FOLDS)


def part_of(skeleton: str) -> str:
    """The part of a compound."""
    return PARTS[share(skeleton, "part") >= 0.5]


def compound(spectrum: Spectrum) -> str:
    return spectrum.inchikey[:14]


@cache
def all_spectra(kind: str) -> list[Spectrum]:
    """Spectra of `kind` (msms, ei) that have a structure, in the order of the files; with the family of the list."""
    families = {row["accession"]: row["family"] for row in rows()}
    spectra = []
    names = ("ei.massbank.txt",) if kind == "ei" else ("msms_drug.massbank.txt", "msms_decoy.massbank.txt")
    for name in names:
        for read in read_spectra(FOLDER / name):
            if isinstance(read, Spectrum) and read.technique == kind and read.inchikey and read.base_peak:
                if kind == "msms" and not read.precursor_mz:
                    continue
                spectra.append(replace(read, other=(("family", families[read.identifier]),)))
    return spectra


def rows() -> Iterator[dict[str, Any]]:
    with (FOLDER / "index.csv").open(newline="") as file:
        yield from csv.DictReader(file)


def share(text: str, salt: str) -> float:
    """A number from 0 to 1 that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(f"{SALT}:{salt}:{text}".encode()).digest()[:6], "big") / 2**48


def questions(kind: str, part: str, most: Mapping[str, int]) -> Iterator[Question]:
    """All questions of a part, compound by compound."""
    groups: dict[str, list[Spectrum]] = defaultdict(list)
    filed: dict[str, set[str]] = defaultdict(set)
    for spectrum in all_spectra(kind):
        groups[compound(spectrum)].append(spectrum)
        filed[spectrum.splash].add(spectrum.identifier)
    for skeleton, spectra in sorted(groups.items()):
        if part_of(skeleton) == part:
            ordered = sorted(spectra, key=lambda each: share(each.identifier, "spectrum"))
            for place, query in enumerate(ordered):
                for draw in (each for each, limit in most.items() if place < limit):
                    hidden = hidden_from(query, place, ordered, draw) | filed[query.splash]
                    if draw == "unknown" or any(each.identifier not in hidden for each in ordered):
                        yield Question(query, draw, frozenset(hidden), place)


class Library:
    """One index of everything, and the view of it that a question leaves."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.index = Index.build(folder, all_spectra(kind))
        self.names = np.array([self.index.record(place).identifier for place in range(len(self.index))])
        self._place = {name: place for place, name in enumerate(self.names)}

    def without(self, hidden: frozenset[str]) -> Narrowed:
        """The library as an index of the other spectra alone would be (tested in `test_narrowed`)."""
        allowed = np.ones(len(self.index), np.bool_)
        allowed[[self._place[name] for name in hidden]] = False
        return Narrowed(self.index, allowed)


def hidden_from(query: Spectrum, place: int, spectra: list[Spectrum], draw: str) -> set[str]:
    """Which spectra of the query's compound are not in its library."""
    if draw == "near":
        return {query.identifier}
    if draw == "thin":
        turned = spectra[place:] + spectra[:place]
        return {each.identifier for each in turned[: len(spectra) // 2]}
    if draw == "far":
        return {each.identifier for each in spectra if each.contributor == query.contributor}
    return {each.identifier for each in spectra}


def asked(spectrum: Spectrum, mode: str, *, retention: bool = False) -> Spectrum:
    """The query as a laboratory has it: peaks and precursor, nothing about the compound; `retention`: its index too.

    Only neutral-loss and hybrid search of electron ionisation are told the nominal molecular mass, without which they
    do not exist.
    """
    told = spectrum.technique == "ei" and mode in ("neutral-loss", "hybrid") and spectrum.exact_mass is not None
    mass = float(round(spectrum.exact_mass)) if told and spectrum.exact_mass else None
    precursor = None if spectrum.technique == "ei" else spectrum.precursor_mz
    return replace(
        spectrum, name="", inchikey="", smiles="", formula="", cas="", synonyms=(), other=(), exact_mass=mass,
        precursor_mz=precursor, retention_index=spectrum.retention_index if retention else None,
    )  # fmt: skip


class Structures:
    """Tanimoto similarity of Morgan fingerprints (radius 2, 2048 bits), by RDKit."""

    def __init__(self, spectra: list[Spectrum]) -> None:
        from rdkit import Chem, RDLogger
        from rdkit.Chem import rdFingerprintGenerator

        RDLogger.DisableLog("rdApp.*")
        generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
        self._prints: dict[str, Any] = {}
        for spectrum in spectra:
            molecule = Chem.MolFromSmiles(spectrum.smiles) if spectrum.smiles else None
            if molecule is not None and compound(spectrum) not in self._prints:
                self._prints[compound(spectrum)] = generator.GetFingerprint(molecule)

    def similarity(self, one: str, other: str) -> float:
        """Tanimoto; 0 for a structure that cannot be read."""
        from rdkit import DataStructs

        if one not in self._prints or other not in self._prints:
            return 0.0
        return float(DataStructs.TanimotoSimilarity(self._prints[one], self._prints[other]))
