"""Pure decisions about substances and reports.

Rules
-----
1. A CAS number is right when its last digit is the weighted sum of the others modulo ten (CAS's own check).
2. A category of a technique is SWGDRUG's: A selective by structure, B by a physical property, C presumptive. An
   identification is sound with one technique of category A and a second independent one, or with three of which two
   are of category B (SWGDRUG Recommendations, III B). It is shown beside what the laboratory says, and changes nothing.
3. What was reported stays as it was typed. A kilogram equivalent is computed beside it, by the factors of a named
   version; where no factor is established (tablets without a stated mass) there is none, and nobody guesses.
4. The unit of a quantity is read in the spellings listed here, and kept as typed where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from comity.domains.substances.techniques import TECHNIQUES, TechniqueCategory

YEAR, MONTH = "year", "month"  # precisions of a date, as in `vocabularies.DatePrecision`
CAS = re.compile(r"([1-9][0-9]{1,6})-([0-9]{2})-([0-9])")
INCHIKEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
INCHIKEY_SKELETON = re.compile(r"[A-Z]{14}")
FORMULA = re.compile(r"(?:[A-Z][a-z]?[0-9]{0,4}){2,20}(?:[+-][0-9]?)?")
PROVISIONAL_CODE = re.compile(r"U-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{5,8}")
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, without letters that look like digits

# Unit → the spellings in which people type it, folded to small letters without a final point.
UNITS: dict[str, tuple[str, ...]] = {
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes", "kilogramm", "кг"),
    "g": ("g", "gr", "gm", "gram", "grams", "gramme", "grammes", "gramm", "gramo", "gramos", "\u0433"),
    "mg": ("mg", "milligram", "milligrams", "milligramme", "milligrammes", "milligramm", "мг"),
    "µg": ("µg", "μg", "ug", "mcg", "microgram", "micrograms"),
    "t": ("t", "tonne", "tonnes", "metric ton", "metric tons"),
    "l": ("l", "litre", "litres", "liter", "liters", "litro", "litros", "л"),
    "ml": ("ml", "millilitre", "millilitres", "milliliter", "milliliters", "мл"),
    "tablets": ("tablet", "tablets", "tab", "tabs", "pill", "pills", "comprimé", "comprimés", "таблетка", "таблетки"),
    "capsules": ("capsule", "capsules", "caps"),
    "blotters": ("blotter", "blotters", "stamp", "stamps"),
    "doses": ("dose", "doses", "dosage unit", "dosage units"),
    "plants": ("plant", "plants"),
    "units": ("unit", "units", "piece", "pieces", "pcs", "item", "items"),
}
COUNTED = frozenset({"tablets", "capsules", "blotters", "doses", "units"})
_UNIT_OF = {spelling: unit for unit, spellings in UNITS.items() for spelling in spellings}


def is_cas(text: str) -> bool:
    """Whether this is a CAS number with its right check digit.

    >>> is_cas("50-36-2"), is_cas("50-36-3")
    (True, False)
    """
    found = CAS.fullmatch(text)
    if found is None:
        return False
    digits = (found[1] + found[2])[::-1]
    return sum(place * int(digit) for place, digit in enumerate(digits, start=1)) % 10 == int(found[3])


def unit_of(typed: str) -> str:
    """The unit that was meant, or nothing where it is not known.

    >>> unit_of("Kilograms"), unit_of("pcs."), unit_of("handful")
    ('kg', 'units', '')
    """
    return _UNIT_OF.get(" ".join(typed.casefold().split()).rstrip("."), "")


def categories_of(techniques: Iterable[str]) -> list[TechniqueCategory]:
    """The categories of these techniques, best first; one for each technique."""
    return sorted(TECHNIQUES[one] for one in set(techniques) if one in TECHNIQUES)


def category_of(techniques: Iterable[str]) -> str:
    """The best category, or nothing where no technique is named."""
    found = categories_of(techniques)
    return found[0].value if found else ""


def meets_minimum(techniques: Iterable[str]) -> bool:
    """Whether the techniques together reach SWGDRUG's minimum for an identification (rule 2).

    >>> meets_minimum(["mass spectrometry", "gas chromatography"]), meets_minimum(["colour test", "immunoassay"])
    (True, False)
    """
    found = categories_of(techniques)
    if TechniqueCategory.A in found:
        return len(found) >= 2
    return len(found) >= 3 and found.count(TechniqueCategory.B) >= 2


def reported_day(day: date, precision: str) -> date:
    """The day that stands for a month or a year: its first.

    >>> reported_day(date(2026, 5, 17), "month")
    datetime.date(2026, 5, 1)
    """
    if precision == YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == MONTH else day


def provisional_code(year: int, random: bytes) -> str:
    """A code for an unknown, from the year and five bytes of chance.

    >>> provisional_code(2026, bytes(5))
    'U-2026-0000000'
    """
    number = int.from_bytes(random[:5], "big") >> 5
    signs = [CODE_SIGNS[(number >> (5 * place)) & 31] for place in range(7)]
    return f"U-{year}-{''.join(reversed(signs))}"
