"""Records that left and came, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange import queries, services
from comity.kernel.exchange.api.schemas import (
    AcknowledgementOut,
    NarrowedLabelIn,
    NarrowIn,
    NarrowingOut,
    NoticeOut,
    ReasonIn,
    RecordIn,
    RecordOut,
    RecordPurposeQuery,
    RecordQuery,
)
from comity.kernel.exchange.models import Notice, Record
from comity.kernel.exchange.notices import refuse_wider
from comity.kernel.exchange.queries.records import Acknowledgement, originator_of, place_in_log, readable_content
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import from_data
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, keyset_page

router = Router(tags=["exchange"])


@router.get("/records", response=Page[RecordOut], operation_id="list_records")
def records(request: HttpRequest, query: Query[RecordQuery]) -> dict[str, Any]:
    """Records that the asker may see, newest first."""
    actor = acting(request)
    rows = queries.list_records(actor, record_type=query.type, purpose=query.purpose)
    if query.direction:
        rows = rows.filter(received_from__isnull=query.direction == "left")
    asked = f"records {query.model_dump_json(exclude={'limit', 'cursor'})}"
    page = keyset_page(rows, order=("-at",), limit=query.limit, cursor=query.cursor, asked=asked)
    return {"items": [_shown(actor, one, query.purpose) for one in page.items], "next": page.cursor}


@router.post("/records", response={201: RecordOut}, operation_id="publish_record")
@idempotent
def publish(request: HttpRequest, data: RecordIn) -> Status[dict[str, Any]]:
    """Sign a record and let it go to every node that its label and the agreements allow."""
    actor = acting(request)
    made = services.publish_record(
        actor,
        data.type,
        data.content,
        _label(actor, data.label),
        field_labels={pointer: _label(actor, one) for pointer, one in data.field_labels.items()},
        recipients=data.recipients,
        sealed=data.sealed,
        supersedes=queries.get_record(actor, data.supersedes) if data.supersedes else None,
    )
    return Status(201, _shown(actor, made))


@router.get("/records/{uuid:key}", response=RecordOut, operation_id="get_record")
def record(request: HttpRequest, key: UUID, query: Query[RecordPurposeQuery]) -> dict[str, Any]:
    """One version of a record."""
    actor = acting(request)
    return _shown(actor, queries.get_record(actor, key, purpose=query.purpose), query.purpose)


@router.get(
    "/records/{uuid:key}/acknowledgements", response=list[AcknowledgementOut], operation_id="list_acknowledgements"
)
def acknowledgements(request: HttpRequest, key: UUID) -> list[Acknowledgement]:
    """How each node stands to a record of ours."""
    actor = acting(request)
    return queries.acknowledgements(actor, queries.get_record(actor, key))


@router.post("/records/{uuid:key}/recall", response=NoticeOut, operation_id="recall_record")
def recall(request: HttpRequest, key: UUID, data: ReasonIn) -> Notice:
    """Whoever holds the record erases it, and says so."""
    actor = acting(request)
    return services.recall_record(actor, queries.get_record(actor, key), data.reason)


@router.post("/records/{uuid:key}/withdraw", response=NoticeOut, operation_id="withdraw_record")
def withdraw(request: HttpRequest, key: UUID, data: ReasonIn) -> Notice:
    """The record counts no more."""
    actor = acting(request)
    return services.withdraw_record(actor, queries.get_record(actor, key), data.reason)


@router.post("/records/{uuid:key}/narrowing", response=NarrowingOut, operation_id="preview_narrowing")
def narrowing(request: HttpRequest, key: UUID, data: NarrowedLabelIn) -> dict[str, Any]:
    """Who would no longer hold a record of ours under a stricter label. Nothing is changed."""
    actor = acting(request)
    found = queries.get_record(actor, key)
    actor.require("narrow record", originator_of(found))
    label = _stricter(found, data.label)
    refuse_wider(found, label)
    would = queries.who_will_lose(actor, found, label)
    return {
        "erasing": [peer.origin for peer in would.erasing],
        "keeping": [peer.origin for peer in would.keeping],
        "parties": [one.id for one in would.parties],
    }


@router.post("/records/{uuid:key}/narrow", response=NoticeOut, operation_id="narrow_record")
def narrow(request: HttpRequest, key: UUID, data: NarrowIn) -> Notice:
    """A stricter label: who may not see the record any more erases it, and says so."""
    actor = acting(request)
    found = queries.get_record(actor, key)
    return services.narrow_record(actor, found, _stricter(found, data.label), data.reason)


def _stricter(found: Record, data: dict[str, Any]) -> Label:
    return from_data({"originator": str(found.originator), **data})


def _label(actor: Actor, data: dict[str, Any]) -> Label:
    return from_data({"originator": str(actor.party_id or ""), **data})


def _shown(actor: Actor, found: Record, purpose: str = "") -> dict[str, Any]:
    names = set(RecordOut.model_fields) - {"key", "label", "content", "withheld", "log_index"}
    shown = readable_content(actor, found, purpose=purpose)
    return {name: getattr(found, name) for name in names} | {
        "key": found.pk,
        "label": found.label.data,
        "content": shown.visible if shown else None,
        "withheld": shown.withheld if shown else 0,
        "log_index": place_in_log(found),
    }
