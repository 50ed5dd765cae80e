"""Faults of a log in words."""

from __future__ import annotations

from comity.base.messages import Message, message
from comity.protocol.folder import Finding

CONTEXT = "log fault"


def finding_message(finding: Finding) -> Message:
    """One fault as a sentence that names the file and the entry."""
    path, index = finding.path, finding.index
    if finding.code == "entry-altered" and index is not None:
        return message(CONTEXT, "Entry {index} in {path} is not the one that was logged.", index=index, path=path)
    if finding.code == "tile-altered" and index is not None:
        return message(
            CONTEXT, "Hash {index} in {path} is not the one that follows from the entries.", index=index, path=path
        )
    if finding.code == "file-missing":
        return message(CONTEXT, "The file {path} is missing.", path=path)
    if finding.code == "root-differs":
        return message(CONTEXT, "The entries do not give the root that stands in {path}.", path=path)
    return message(CONTEXT, "The file {path} is not as it has to be ({rule}).", path=path, rule=finding.code)
