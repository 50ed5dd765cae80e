"""Profiles from a table: one specimen in each row, one variable in each column of numbers.

The columns `id`, `substance`, `method` and (where the origin is known) `source` are what they say; every other column
is a variable. An empty cell is refused: nothing found is 0, not measured has no place in a profile.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.tables import Place, PlacedError, Row, Table
from comity.science.linkage import Profile

CONTEXT = "linkage"
NAMES = {
    "id": ("id", "specimen", "sample", "identifier", "name"),
    "substance": ("substance", "drug"),
    "method": ("method",),
    "source": ("source", "batch", "origin"),
}
KNOWN_COLUMNS = frozenset(name for names in NAMES.values() for name in names)
UNSTATED = "not stated"
LONGEST_PROFILE = 60_000  # characters of a profile that is typed


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """Good profiles, and what was wrong with the other rows."""

    profiles: tuple[Profile, ...]
    faults: tuple[PlacedError, ...]


def read_profiles(table: Table) -> ProfileFile:
    """Profiles from a table; without a column for substance or method, all rows count as of one."""
    index = {name: number for number, name in enumerate(table.header)}
    found = {role: next((name for name in names if name in index), "") for role, names in NAMES.items()}
    variables = tuple(name for name in table.header if name not in found.values())
    if not found["id"] or len(variables) < 2:
        raise PlacedError(
            "linkage.no_column",
            message(CONTEXT, "The table needs a column id and at least two columns of numbers."),
            place=Place(table.file, table.sheet),
            remedy=message(CONTEXT, "Name the specimen in a column id, and each variable in a column of its own."),
        )
    profiles: dict[str, Profile] = {}
    faults = list(table.faults)
    for row in table.rows:
        given = {role: row.cells[index[name]].strip() if name else "" for role, name in found.items()}
        try:
            values = _values(table, row, variables, index)
            substance, method = given["substance"] or UNSTATED, given["method"] or UNSTATED
            profile = Profile(given["id"], substance, method, variables, values, given["source"])
            if profiles.setdefault(profile.identifier, profile) is not profile:
                raise _fault(table, row, found["id"], message(CONTEXT, "Two profiles have the same name."))
        except PlacedError as fault:
            faults.append(fault)
        except InputError as fault:
            faults.append(_fault(table, row, found["id"], fault.what))
    return ProfileFile(tuple(profiles.values()), tuple(faults))


def typed_amounts(text: str) -> dict[str, float]:
    r"""Compounds and amounts as they are typed or pasted: one a line, the amount last; the first wrong line is named.

    >>> typed_amounts("caffeine 12,5\nmarker 1\t0")
    {'caffeine': 12.5, 'marker 1': 0.0}
    """
    amounts: dict[str, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, amount = _pair(line)
        if not line.strip():
            continue
        if not name or amount is None or name in amounts:
            what = message(
                CONTEXT, "Line {line}: “{text}” is not a new compound with its amount.", line=number, text=line[:50]
            )
            remedy = message(CONTEXT, "Write the name, a space, then a number of at least 0; each compound once.")
            raise InputError("profile-line", what, where="amounts", remedy=remedy)
        amounts[name] = amount
    return amounts


def _pair(line: str) -> tuple[str, float | None]:
    name, _, text = line.strip().replace(";", " ").replace("\t", " ").rpartition(" ")
    try:
        return name.strip(" :="), float(text.replace(",", "."))
    except ValueError:
        return name, None


def _values(table: Table, row: Row, variables: tuple[str, ...], index: dict[str, int]) -> tuple[float, ...]:
    values = []
    for variable in variables:
        text = row.cells[index[variable]].strip()
        try:
            values.append(float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text))
        except ValueError:
            what = message(CONTEXT, "“{value}” is not a number.", value=text[:50])
            raise _fault(table, row, variable, what) from None
    return tuple(values)


def _fault(table: Table, row: Row, column: str, what: Message) -> PlacedError:
    remedy = message(CONTEXT, "Correct the row; write 0 for a variable that was looked for and not found.")
    return PlacedError("linkage.row", what, place=Place(table.file, table.sheet, row.number, column), remedy=remedy)
