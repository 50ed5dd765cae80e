"""Queries and libraries drawn by compound from the shared spectra, and the structures that judge the answers.

A compound belongs to the development or to the final part by a hash of its skeleton (first block of the InChIKey);
coefficients and choices come from the development part alone. Each part is worked through in four folds. In a fold a
quarter of the part's compounds is unknown: none of their spectra is in the library, up to three of them are queries.
Of the next quarter's compounds every third spectrum (at most three, and never the only one) is a query whose compound
is in the library by its other spectra. So every compound of the part is asked for once as unknown, once as known.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from comity.science.spectra.formats import read_spectra
from comity.science.spectra.spectrum import Spectrum

FOLDER = Path(os.environ.get("COMITY_SPECTRA", Path(__file__).parents[2] / "shared" / "data" / "spectra"))
PARTS = ("development", "final")
FOLDS = 4
QUERIES_OF_A_COMPOUND = 3


@dataclass(frozen=True)
class Holdout:
    """A library, queries whose compound it holds, and queries whose compound it does not hold."""

    library: list[Spectrum]
    known: list[Spectrum]
    unknown: list[Spectrum]


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
    return int.from_bytes(hashlib.sha256(f"{salt}:{text}".encode()).digest()[:6], "big") / 2**48


def draw(kind: str, part: str, fold: int) -> Holdout:
    """One fold of one part: its quarter of the part's compounds is unknown, the next quarter is asked for."""
    groups: dict[str, list[Spectrum]] = defaultdict(list)
    for spectrum in all_spectra(kind):
        groups[compound(spectrum)].append(spectrum)
    drawn = Holdout([], [], [])
    for skeleton, spectra in sorted(groups.items()):
        ordered = sorted(spectra, key=lambda each: share(each.identifier, "spectrum"))
        quarter = int(share(skeleton, "fold") * FOLDS)
        if (share(skeleton, "part") < 0.5) != (part == PARTS[0]):
            drawn.library.extend(ordered)
        elif quarter == fold:
            drawn.unknown.extend(ordered[:QUERIES_OF_A_COMPOUND])
        elif quarter == (fold + 1) % FOLDS:
            queries = min(len(ordered) // 3 or len(ordered) // 2, QUERIES_OF_A_COMPOUND)
            drawn.known.extend(ordered[:queries])
            drawn.library.extend(ordered[queries:])
        else:
            drawn.library.extend(ordered)
    return drawn


def asked(spectrum: Spectrum, mode: str) -> Spectrum:
    """The query as a laboratory has it: peaks and precursor, nothing about the compound.

    Only neutral-loss and hybrid search of electron ionisation are told the nominal molecular mass, without which they
    do not exist.
    """
    told = spectrum.technique == "ei" and mode in ("neutral-loss", "hybrid") and spectrum.exact_mass is not None
    mass = float(round(spectrum.exact_mass)) if told and spectrum.exact_mass else None
    precursor = None if spectrum.technique == "ei" else spectrum.precursor_mz
    return replace(
        spectrum, name="", inchikey="", smiles="", formula="", cas="", synonyms=(), other=(), exact_mass=mass,
        precursor_mz=precursor,
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
