"""Chemical identity of a structure."""

from __future__ import annotations

from typing import Any

LONGEST_SMILES = 2_000  # characters; the largest in open libraries have some 600


def inchikey_of(smiles: str) -> str:
    """The InChIKey of a SMILES, or nothing where it is not a structure."""
    from rdkit import Chem, RDLogger

    if len(smiles) > LONGEST_SMILES:
        return ""
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # its remarks would stand between ours
    molecule: Any = Chem.MolFromSmiles(smiles)
    compute: Any = Chem.MolToInchiKey
    return "" if molecule is None else str(compute(molecule))
