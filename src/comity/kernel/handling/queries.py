"""Reads on labels; each knows who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.kernel.handling.models import LabelChange, Labelled, LabelledQuerySet, Reader, StoredLabel, as_viewer
from comity.kernel.handling.redaction import Redacted, redact

Record = TypeVar("Record", bound=Labelled)


def get_visible(found: LabelledQuerySet[Record], reader: Reader, record_id: UUID, *, purpose: str = "") -> Record:
    """One record, or `NotFoundError`: one question and one answer for absent and forbidden alike."""
    # Asks about this record's label alone; `visible_to` would first list every label that the reader may read.
    readable = StoredLabel.objects.readable(as_viewer(reader, purpose), now()).filter(pk=OuterRef("label"))
    record = found.filter(Exists(readable), pk=record_id).select_related("label").first()
    if record is None:
        raise NotFoundError
    return record


def redacted(record: Labelled, data: Mapping[str, Any], reader: Reader, *, purpose: str = "") -> Redacted:
    """What of the data of a visible record this reader sees."""
    viewer = as_viewer(reader, purpose)
    own = record.handling.originator
    labels = {} if own and viewer.party == own else record.labels_of_fields()
    return redact(data, labels, viewer, now())


def label_changes(
    found: LabelledQuerySet[Record], reader: Reader, record_id: UUID, *, purpose: str = ""
) -> QuerySet[LabelChange]:
    """How the audience of a record was changed, newest first, for whoever sees the record now.

    Which field got a label of its own is for the originator alone.
    """
    viewer = as_viewer(reader, purpose)
    record = get_visible(found, viewer, record_id)
    changes = LabelChange.objects.filter(reference=record.reference).select_related("before", "after")
    own = viewer.is_node or viewer.party == record.handling.originator
    return changes if own else changes.filter(field="")
