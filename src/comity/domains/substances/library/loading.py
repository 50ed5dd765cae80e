"""Loading files into the library at the machine of the node: those given, or the starting library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.substances.library import services
from comity.domains.substances.library.reading import Checked, checked_entries, unchecked_entries
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.parties.queries import operator
from comity.science.spectra.formats import DEFAULT_LIMITS

STARTING = "MassBank-data 2025.05.1, https://massbank.eu"
AT_ONCE = 5_000  # records in one transaction


def starting_library() -> list[Path]:
    """The files that come with Comity."""
    folder = resources.files("comity.domains.substances") / "data" / "spectra"
    return sorted(Path(str(one)) for one in folder.iterdir() if one.name.endswith(".gz"))


def load(
    files: Sequence[Path], tlp: str = "CLEAR", *, as_published: bool = False, most: int | None = None
) -> Iterator[tuple[services.Outcome, str]]:
    """Add files as the organisation that runs the node; `most` records of each, where not all are wanted."""
    owner = operator()
    if owner is None:
        what = message("spectra", "This node has no organisation that runs it yet.")
        remedy = message("spectra", "Run: comity manage create-administrator")
        raise ConflictError("node-not-founded", what, remedy=remedy)
    label, actor = Label(Tlp(tlp), str(owner.pk)), Actor.system("files of spectra added at the machine")
    starting = not files
    for path in files or starting_library():
        origin = services.Origin(STARTING if starting else path.name)
        if starting or as_published:
            checked: Iterable[Checked] = unchecked_entries(path, path.name)
        else:
            checked = checked_entries(path, path.name, limits=DEFAULT_LIMITS)
        for part in _parts(checked, most):
            yield services.add_spectra(actor, part, label, origin), path.name


def _parts(checked: Iterable[Checked], most: int | None) -> Iterator[list[Checked]]:
    part: list[Checked] = []
    for number, one in enumerate(checked):
        if most is not None and number >= most:
            break
        part.append(one)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part
