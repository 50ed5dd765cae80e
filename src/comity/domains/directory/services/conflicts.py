"""Two people changed the same thing: nothing is written, and both versions are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.errors import ConflictError
from comity.base.messages import message


class ChangedMeanwhileError(ConflictError):
    """What was looked at has another version by now; `current` are the values it has, `version` is their version."""

    def __init__(self, current: Mapping[str, Any], version: int) -> None:
        super().__init__(
            "changed-meanwhile",
            message("directory", "Somebody else has changed this while you were writing. Nothing was saved yet."),
            remedy=message("directory", "Compare the two versions, then save what shall be kept."),
        )
        self.current = current
        self.version = version
