"""Keeping a partner's log: C2SP tlog-mirror, without a server.

A client sends entries in packages of at most 256, each with the proof that ties it to a head of the log that the mirror
already knows. Every package is authenticated on its own, so an upload can stop and go on anywhere.
"""

from comity.protocol.mirror.packages import (
    EntryPackage,
    MirrorInfo,
    UploadHeader,
    make_upload,
    package_ranges,
    split_upload,
)
from comity.protocol.mirror.rules import Mirror, MirrorState

__all__ = [
    "EntryPackage",
    "Mirror",
    "MirrorInfo",
    "MirrorState",
    "UploadHeader",
    "make_upload",
    "package_ranges",
    "split_upload",
]
