"""Several faults at once, so that a person mends a file in one go and not in twenty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.tables import Place, PlacedError
from comity.kernel.tables.limits import MAXIMUM_FAULTS


class FaultsError(InputError):
    """Everything that is wrong with what was handed over, in the order in which it stands there."""

    def __init__(self, faults: Iterable[PlacedError]) -> None:
        self.faults = tuple(faults)
        what = message("exercises", "{count} fault was found.", plural="{count} faults were found.", count=self.count)
        super().__init__("faults", what)

    @property
    def count(self) -> int:
        """How many."""
        return len(self.faults)

    def render(self, language: str = "en") -> str:
        """One fault after the other, and how many."""
        return "\n".join([*(fault.render(language) for fault in self.faults), self.what.render(language)])

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {**super().to_data(), "faults": [fault.to_data() for fault in self.faults]}


class FaultList:
    """Collects faults while a file is read, up to a bound, and raises them together."""

    def __init__(self, faults: Iterable[PlacedError] = ()) -> None:
        self.faults = list(faults)

    def add(self, code: str, what: Message, remedy: Message, *, place: Place, value: object = "") -> None:
        """Note one fault."""
        self.append(PlacedError(code, what, place=place, remedy=remedy, value=str(value)[:200]))

    def append(self, fault: PlacedError) -> None:
        """Note one fault that is there already."""
        if len(self.faults) < MAXIMUM_FAULTS:
            self.faults.append(fault)

    def raise_if_any(self) -> None:
        """Stop here if anything was wrong."""
        if self.faults:
            raise FaultsError(self.faults)
