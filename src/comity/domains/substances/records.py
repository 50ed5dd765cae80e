"""What this room exchanges with other nodes: substances, reports, profiles. The schemas stand in `protocol/schemas`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import pgettext_lazy

from comity.domains.substances.services.publishing import PROFILE, REPORT, SUBSTANCE
from comity.domains.substances.services.receiving import (
    hear_of_profile,
    hear_of_report,
    hear_of_substance,
    take_profile,
    take_report,
    take_substance,
)
from comity.kernel.exchange.records import RecordType, schema_of


def record_types() -> Iterator[RecordType]:
    """The record types of this room."""
    words = pgettext_lazy("record type", "Substance")
    yield RecordType(SUBSTANCE, 1, words, schema_of(SUBSTANCE, 1), receive=take_substance, hear=hear_of_substance)
    words = pgettext_lazy("record type", "Report of a seizure or sample")
    yield RecordType(REPORT, 1, words, schema_of(REPORT, 1), receive=take_report, hear=hear_of_report)
    words = pgettext_lazy("record type", "Chemical profile")
    yield RecordType(PROFILE, 1, words, schema_of(PROFILE, 1), receive=take_profile, hear=hear_of_profile)
