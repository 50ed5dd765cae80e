"""What a log last decided to sign, kept beside its key: a restored backup of the folder does not take this back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder.durable import SECRET_MODE, write_durably
from comity.protocol.refusals import FormatError

LARGEST_FILE = 65_536
SPECIFICATION = "remembered head"


@dataclass(frozen=True, slots=True)
class Decision:
    """The head that was decided on, and the one before it, from which a crash may have to be completed."""

    decided: Checkpoint
    before: Checkpoint | None

    def to_data(self) -> bytes:
        """As canonical JSON of the two checkpoint texts."""
        before = self.before.text.decode() if self.before else None
        return canonical_json({"before": before, "decided": self.decided.text.decode()}) + b"\n"

    @classmethod
    def from_data(cls, data: bytes) -> Decision:
        """Back from `to_data`."""
        value = parse_json(data, LARGEST_FILE)
        try:
            before = value["before"]
            return cls(
                Checkpoint.parse(value["decided"].encode()), Checkpoint.parse(before.encode()) if before else None
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise FormatError("remembered-head", SPECIFICATION) from error


class HeadMemory:
    """One small file, replaced durably before each signature."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Decision | None:
        """The last decision; None when there never was one."""
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return None
        return Decision.from_data(data)

    def decide(self, decided: Checkpoint, before: Checkpoint | None) -> None:
        """Keep a decision; when this returns it survives a power cut."""
        if not self.path.parent.is_dir():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(self.path.parent, {self.path.name: Decision(decided, before).to_data()}, mode=SECRET_MODE)
