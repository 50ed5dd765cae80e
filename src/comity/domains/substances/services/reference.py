"""The starting register: the compounds of the spectral library that comes with Comity.

Names, structure and CAS number are taken from each record, under its licence, which is kept as the source; identity is
computed again from the structure, and a record whose own InChIKey does not agree is left out. Groups are assigned by
`data/register/groups.csv`, by hand. Control schedules are not shipped: they are entered or imported with their source.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from comity.base.errors import ComityError
from comity.domains.substances.cleaning import clean_substance
from comity.domains.substances.models import Substance
from comity.domains.substances.names import fold_name
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.rules import is_cas
from comity.domains.substances.services.register import create_substance, keep_name, with_identity
from comity.domains.substances.values import SubstanceValues
from comity.domains.substances.vocabularies import IdentityState, NameKind
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.science.spectra.formats import read_spectra
from comity.science.spectra.spectrum import Spectrum

DATA = Path(__file__).parent.parent / "data"
LIBRARY = (
    DATA / "spectra" / "library-cc-by-and-cc0.massbank.txt.gz",
    DATA / "spectra" / "library-cc-by-sa.massbank.txt.gz",
)
GROUPS = DATA / "register" / "groups.csv"
SOURCE = "MassBank-data 2025.05.1, {identifier}, {licence}"
MOST_NAMES = 12  # of one record


@dataclass(frozen=True, slots=True)
class ReferenceOutcome:
    """How many entries are new, were there, or were left out because their record contradicts itself."""

    new: int
    known: int
    left_out: int


@transaction.atomic
def load_reference(actor: Actor, *, most: int | None = None) -> ReferenceOutcome:
    """Register the compounds of the library that are not there yet; again changes nothing."""
    actor.require("load reference substances", keeper())
    known = set(Substance.objects.exclude(inchikey="").values_list("inchikey", flat=True))
    groups, counts = _groups(), {"new": 0, "known": 0, "left_out": 0}
    for spectrum in _compounds():
        if most is not None and counts["new"] >= most:
            break
        counts[_take(spectrum, known, groups)] += 1
    detail = {"new": counts["new"], "left_out": counts["left_out"]}
    record(actor, "load reference substances", party_id=actor.party_id, detail={**detail})
    return ReferenceOutcome(**counts)


def _compounds() -> Iterator[Spectrum]:
    """One record for each InChIKey of the library, in its order."""
    seen: set[str] = set()
    for path in LIBRARY:
        for one in read_spectra(path):
            if isinstance(one, Spectrum) and one.inchikey and one.smiles and one.inchikey not in seen:
                seen.add(one.inchikey)
                yield one


def _take(spectrum: Spectrum, known: set[str], groups: dict[str, tuple[str, str]]) -> str:
    if spectrum.inchikey in known:
        return "known"
    names = [name for name in dict.fromkeys((spectrum.name, *spectrum.synonyms)) if fold_name(name)][:MOST_NAMES]
    given = SubstanceValues(
        name=names[0][:200] if names else spectrum.inchikey,
        smiles=spectrum.smiles,
        inchikey=spectrum.inchikey,
        cas=spectrum.cas if is_cas(spectrum.cas) else "",
        source=SOURCE.format(identifier=spectrum.identifier, licence=spectrum.licence),
    )
    structural, effect = next((groups[key] for key in map(fold_name, names) if key in groups), ("", "not assigned"))
    try:
        values, mass = with_identity(clean_substance(replace(given, structural_group=structural, effect_group=effect)))
    except ComityError:
        return "left_out"
    made = create_substance(values, mass, IdentityState.IDENTIFIED)
    for name in names[1:]:
        keep_name(made, name, kind=NameKind.SYSTEMATIC if len(name) > 40 else NameKind.COMMON)
    known.add(values.inchikey)
    return "new"


def _groups() -> dict[str, tuple[str, str]]:
    """Folded name → structural and effect group."""
    with GROUPS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {fold_name(row["name"]): (row["structural_group"], row["effect_group"]) for row in rows}
