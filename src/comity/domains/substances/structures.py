"""Chemical identity of a structure, and its drawing. RDKit is imported where it is used: it takes memory and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LONGEST_SMILES = 2_000  # characters; the largest in open libraries have some 600
MOST_ATOMS = 400  # of a structure that is drawn or identified here
SIZE = (320, 220)
SVG = "http://www.w3.org/2000/svg"
KEPT_ELEMENTS = frozenset(
    {"svg", "g", "path", "ellipse", "circle", "line", "polygon", "polyline", "rect", "text", "tspan"}
)
KEPT_ATTRIBUTES = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "viewBox"}
    | {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-opacity"}
    | {"fill-opacity", "fill-rule", "opacity", "font-size", "font-weight", "font-family", "text-anchor"}
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What follows from a structure."""

    inchikey: str
    smiles: str
    formula: str
    exact_mass: float
    fragments: int = 1


def inchikey_of(smiles: str) -> str:
    """The InChIKey of a SMILES, or nothing where it is not a structure."""
    from rdkit import Chem

    molecule = _molecule(smiles)
    compute: Any = Chem.MolToInchiKey
    return "" if molecule is None else str(compute(molecule))


def identity_of(smiles: str) -> Identity | None:
    """Canonical SMILES, InChIKey, formula (Hill order) and exact monoisotopic mass; none where it is no structure."""
    molecule = _molecule(smiles)
    return None if molecule is None else _identity(molecule)


def parent_of(smiles: str) -> Identity | None:
    """The neutral parent of a salt or solvate: its largest organic fragment without charge; none where it is itself."""
    from rdkit.Chem.MolStandardize import rdMolStandardize

    molecule = _molecule(smiles)
    if molecule is None:
        return None
    own = _identity(molecule)
    choose: Any = rdMolStandardize.LargestFragmentChooser(preferOrganic=True)
    uncharge: Any = rdMolStandardize.Uncharger()
    found = _identity(uncharge.uncharge(choose.choose(molecule)))
    return None if found.inchikey == own.inchikey or not found.inchikey else found


def _molecule(smiles: str) -> Any:
    from rdkit import Chem, RDLogger

    text = smiles.strip()
    if not text or len(text) > LONGEST_SMILES:
        return None
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # its remarks would stand between ours
    molecule: Any = Chem.MolFromSmiles(text)
    if molecule is None or not 0 < molecule.GetNumAtoms() <= MOST_ATOMS:
        return None
    return molecule


def _identity(molecule: Any) -> Identity:
    from rdkit import Chem
    from rdkit.Chem import Descriptors, rdMolDescriptors

    key: Any = Chem.MolToInchiKey
    mass: Any = Descriptors.ExactMolWt  # type: ignore[attr-defined]  # made when the module is loaded
    return Identity(
        inchikey=str(key(molecule)),
        smiles=str(Chem.MolToSmiles(molecule)),
        formula=str(rdMolDescriptors.CalcMolFormula(molecule)),
        exact_mass=float(mass(molecule)),
        fragments=len(Chem.GetMolFrags(molecule)),
    )


def drawing(smiles: str, *, dark: bool = False) -> str:
    """The structure as SVG without style, script or foreign reference; nothing where it is no structure."""
    from rdkit.Chem import rdDepictor
    from rdkit.Chem.Draw import rdMolDraw2D

    molecule = _molecule(smiles)
    if molecule is None:
        return ""
    rdDepictor.Compute2DCoords(molecule)
    canvas: Any = rdMolDraw2D.MolDraw2DSVG(*SIZE)
    options = canvas.drawOptions()
    options.clearBackground = False
    options.bondLineWidth = 1.6
    if dark:
        rdMolDraw2D.SetDarkMode(options)
        options.clearBackground = False
    prepare: Any = rdMolDraw2D.PrepareAndDrawMolecule
    prepare(canvas, molecule)
    canvas.FinishDrawing()
    return sanitised(str(canvas.GetDrawingText()))


def sanitised(svg: str) -> str:
    """Only shapes and their looks: style attributes become attributes, everything else goes."""
    from xml.etree import ElementTree

    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by RDKit from a molecule, not by anybody else
    _clean(root)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: Any) -> None:
    for child in list(element):
        if child.tag.removeprefix(f"{{{SVG}}}") in KEPT_ELEMENTS:
            _clean(child)
        else:
            element.remove(child)
    style = dict(part.split(":", 1) for part in element.attrib.pop("style", "").split(";") if ":" in part)
    looks = {name.strip(): value.strip().replace("px", "") for name, value in style.items()}
    kept = {name: value for name, value in {**element.attrib, **looks}.items() if name in KEPT_ATTRIBUTES}
    element.attrib.clear()
    element.attrib.update({name: value for name, value in kept.items() if "url(" not in value and ":" not in value})
