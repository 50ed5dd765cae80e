"""The one record type of this room itself: a short text to partners, with which a new connection is tried."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import pgettext_lazy

from comity.kernel.exchange.records import RecordType, schema_of

BULLETIN = "bulletin"


def record_types() -> Iterator[RecordType]:
    """What this room exchanges."""
    yield RecordType(BULLETIN, 1, pgettext_lazy("record type", "Bulletin"), schema_of(BULLETIN, 1))
