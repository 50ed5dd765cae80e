"""A workbook file whose bytes depend on its content and the time given, not on when it was written.

The library that writes workbooks stamps the clock into the document's properties and into every entry of the archive.
Both are set again here: the properties to `made_at`, the entries to the earliest time that an archive can hold.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

PROPERTIES = "docProps/core.xml"
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o644 << 16


def repeatable(workbook: bytes, made_at: datetime) -> bytes:
    """`workbook` with fixed times."""
    stamp = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PROPERTIES:
                content = STAMP.sub(rb"\g<1>" + stamp, content)
            target.writestr(_entry(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.create_system, entry.external_attr = 3, READABLE_BY_ALL  # the same on every system
    return entry
