"""The columns of each shape, and what of a report stands in them.

What is known of each shape, and what is not verified against a live form: docs/reference/substance-reports.md.
Every shape is made from the data that the actor sees (`queries.seen_data`): a withheld field leaves its cell empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from comity.domains.substances.queries import ReportSearch, reports, seen_data
from comity.domains.substances.rules import unit_of
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.models import as_viewer
from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.countries import country_name
from comity.kernel.parties.regions import region_name, region_of
from comity.kernel.tables.writing import Cell

Data = Mapping[str, Any]
Rows = Iterable[Sequence[Cell]]
MOST_REPORTS = 100_000  # in one file
UNITS = {"kg": "Kilogram", "g": "Gram", "mg": "Milligram", "l": "Litre", "ml": "Millilitre", "tablets": "Tablet"}
UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: its name, its columns, and the rows that reports give."""

    name: str
    words: Any
    header: tuple[str, ...]
    rows: Callable[[Iterable[Data]], Rows]


def exported(
    actor: Actor, shape: str, asked: ReportSearch | None = None, *, reader: Viewer | None = None
) -> tuple[Shape, list[Sequence[Cell]]]:
    """The rows of a shape from the reports that fit and that the actor may see; `reader` states their purpose."""
    actor.require("export reports")
    viewer, chosen = reader or as_viewer(actor), SHAPES[shape]
    found = reports(viewer, asked).prefetch_related("analyses__substance")[:MOST_REPORTS]
    return chosen, list(chosen.rows(seen_data(viewer, one) for one in found))


IDS = (
    "REGION",
    "COUNTRY",
    "SEIZURE_DATE",
    "DRUG_NAME",
    "AMOUNT",
    "DRUG_UNIT",
    "PRODUCING_COUNTRY",
    "DEPARTURE_COUNTRY",
    "DESTINATION_COUNTRY",
    "REFERENCE",
    "PLACE",
    "AGENCY",
    "MODE_OF_TRANSPORT",
    "TRANSIT",
    "PACKING",
    "PURITY_PERCENT",
    "REMARKS",
)


def _ids(found: Iterable[Data]) -> Iterator[Sequence[Cell]]:
    """One row for each seized drug: what is a seizure, and only its main substances."""
    for data in found:
        if data.get("kind") not in ("seizure", "precursor"):
            continue
        for one in _main(data):
            code = data["country"]
            yield (
                region_name(region_of().get(code, "")),
                country_name(code),
                data["happened_on"],
                one["substance"]["name"],
                _amount(data),
                _unit(data),
                UNKNOWN,
                _country(data, "origin_country"),
                _country(data, "destination_country"),
                _text(data, "own_reference"),
                _text(data, "place"),
                _text(data, "authority"),
                _text(data, "transport"),
                ", ".join(country_name(code) for code in data.get("transit_countries") or ()),
                _text(data, "packaging"),
                _percent(one.get("purity")),
                _text(data, "remarks"),
            )


ARQ = (
    "Year",
    "Country",
    "Drug group",
    "Drug",
    "Number of seizures",
    "Kilogram equivalent",
    "Seizures without equivalent",
    "Counted units without equivalent",
    "Factor table",
)


def _arq(found: Iterable[Data]) -> Iterator[Sequence[Cell]]:
    """Annual sums by country, group and drug. Bulk weight, without regard to purity; a seizure of two drugs counts for
    both, with its quantity for the first main one only.
    """
    sums: dict[tuple[str, str, str, str], list[Data]] = defaultdict(list)
    weighed: dict[tuple[str, str, str, str], list[Data]] = defaultdict(list)
    for data in found:
        if data.get("kind") != "seizure":
            continue
        for place, one in enumerate(_main(data)):
            key = (data["happened_on"][:4], data["country"], _group(one), one["substance"]["name"])
            sums[key].append(data)
            if place == 0:
                weighed[key].append(data)
    for key in sorted(sums):
        year, code, group, drug = key
        known = [data for data in weighed[key] if data.get("kilograms") is not None]
        without = [data for data in weighed[key] if data.get("kilograms") is None]
        counted = sum(float(data["quantity"]) for data in without if data.get("quantity"))
        tables = sorted({data["factors"] for data in known})
        total = round(sum(data["kilograms"] for data in known), 9) if known else None
        yield (
            int(year),
            country_name(code),
            group,
            drug,
            len(sums[key]),
            total,
            len(without),
            counted or None,
            ", ".join(tables),
        )


FORM_FIELDS = (
    "Reporting country",
    "Reported by",
    "Date of report",
    "Substance",
    "Name as reported",
    "InChIKey",
    "CAS number",
    "Formula",
    "Event type",
    "Authority",
    "Date of event",
    "Place (first administrative level)",
    "Quantity",
    "Unit",
    "Physical form",
    "Colour",
    "Logo",
    "Mass of one unit (mg)",
    "Packaging",
    "Photographs",
    "Other substances",
    "Purity (%)",
    "Techniques",
    "Reference standard used",
    "Level of confidence",
    "Spectrum attached",
    "Sold or declared as",
    "Origin",
    "Transit",
    "Destination",
)
EWA = (*FORM_FIELDS, "Matrix", "Concentration", "Case type", "Causality")
EWS = (*FORM_FIELDS, "Severe harm or death", "Matrix", "Concentration", "Case type", "Causality", "Remarks")
EVENTS = {
    "seizure": "seizure",
    "sample": "collected sample",
    "toxicology": "biological sample",
    "precursor": "other",
    "laboratory": "other",
}


def _ewa(found: Iterable[Data]) -> Iterator[Sequence[Cell]]:
    """One row for each main substance. Of a toxicology case: no age, no sex, no place finer than the country."""
    for data in found:
        for one in _main(data):
            yield (*_form(data, one), *_case(data))


def _ews(found: Iterable[Data]) -> Iterator[Sequence[Cell]]:
    for data in found:
        for one in _main(data):
            harm = "yes" if data.get("severe_harm") else "no"
            yield (*_form(data, one), harm, *_case(data), _text(data, "remarks"))


def _form(data: Data, one: Data) -> Sequence[Cell]:
    substance = one["substance"]
    others = [other["substance"]["name"] for other in data.get("analyses", ()) if other is not one]
    toxicology = data.get("kind") == "toxicology"
    return (
        country_name(data["country"]),
        data.get("reporter", {}).get("name", ""),
        data.get("reported_at", "")[:10],
        substance["name"],
        one["as_reported"],
        substance["inchikey"],
        substance["cas"],
        substance["formula"],
        EVENTS[data["kind"]],
        _text(data, "authority"),
        data["happened_on"],
        "" if toxicology else _text(data, "place"),
        _amount(data),
        _text(data, "unit"),
        _text(data, "form"),
        _text(data, "colour"),
        _text(data, "logo"),
        data.get("unit_mass"),
        _text(data, "packaging"),
        len(data.get("photographs") or ()),
        ", ".join(dict.fromkeys(others)),
        _percent(one.get("purity")),
        "; ".join(one.get("techniques") or ()),
        "yes" if one.get("reference_standard") else "no",
        one.get("confidence", ""),
        "yes" if one.get("spectrum") else "no",
        _text(data, "claimed_as"),
        _country(data, "origin_country", ""),
        ", ".join(country_name(code) for code in data.get("transit_countries") or ()),
        _country(data, "destination_country", ""),
    )


def _case(data: Data) -> Sequence[Cell]:
    case = data.get("toxicology") or {}
    concentration = " ".join(filter(None, (case.get("concentration", ""), case.get("unit", ""))))
    return (case.get("matrix", ""), concentration, case.get("case_type", ""), case.get("causality", ""))


def _main(data: Data) -> list[Data]:
    return [one for one in data.get("analyses", ()) if one.get("is_main")]


def _group(one: Data) -> str:
    from comity.domains.substances.vocabularies import StructuralGroup

    code = one["substance"]["structural_group"]
    return StructuralGroup(code).name.replace("_", " ").capitalize() if code else UNKNOWN


def _amount(data: Data) -> Cell:
    quantity = data.get("quantity")
    return None if quantity is None else float(quantity)


def _unit(data: Data) -> str:
    typed = _text(data, "unit")
    return UNITS.get(unit_of(typed), typed)


def _text(data: Data, name: str) -> str:
    return str(data.get(name) or "")


def _country(data: Data, name: str, otherwise: str = UNKNOWN) -> str:
    code = data.get(name)
    return country_name(code) if code else otherwise


def _percent(fraction: float | None) -> Cell:
    return None if fraction is None else round(100 * fraction, 6)


SHAPES: dict[str, Shape] = {
    "ids": Shape("ids", pgettext_lazy("export", "Individual drug seizures (IDS)"), IDS, _ids),
    "arq": Shape("arq", pgettext_lazy("export", "Annual report questionnaire (ARQ)"), ARQ, _arq),
    "ewa": Shape("ewa", pgettext_lazy("export", "UNODC Early Warning Advisory"), EWA, _ewa),
    "ews": Shape("ews", pgettext_lazy("export", "EU Early Warning System"), EWS, _ews),
}
