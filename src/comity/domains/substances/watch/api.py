"""The watch for programs: alerts, their review, subscriptions. The public feed is a page of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from comity.domains.substances.models import Alert, AlertKind, Subscription
from comity.domains.substances.watch import queries, services
from comity.kernel.handling.label_data import from_data, to_data
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import Page, PageQuery, keyset_page

router = Router(tags=["alerts"])
Level = Literal["note", "advisory", "warning"]


class AlertsQuery(PageQuery):
    """Which alerts."""

    drafts: bool = Field(default=False, description="Those of one's own organisation that wait for review")
    purpose: str = Field("", max_length=40)


class AlertPurposeQuery(Schema):
    """The purpose that is stated, for labels that ask for one."""

    purpose: str = Field("", max_length=40)


class AlertIn(Schema):
    """What an alert says, and its label as data."""

    title: str = Field(max_length=services.LONGEST_TITLE)
    text: str = Field("", max_length=services.LONGEST_TEXT)
    level: Level = "note"
    country: str = Field("", max_length=2)
    substance: UUID | None = None
    label: dict[str, Any]
    version: int | None = Field(None, description="The version that was looked at, when a draft is published")

    def written(self, kind: str = AlertKind.OTHER) -> services.AlertText:
        """For a service."""
        return services.AlertText(self.title, self.text, kind, self.level, self.substance, self.country)


class AlertReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=services.LONGEST_REASON)
    version: int | None = None


class AlertOut(Schema):
    """An alert."""

    id: UUID
    kind: str
    level: str
    state: str
    title: str
    text: str
    evidence: list[dict[str, Any]]
    substance: UUID | None
    country: str
    drafted_at: datetime
    published_at: datetime | None
    retracted_at: datetime | None
    reason: str
    version: int
    from_node: str
    label: dict[str, Any]


class SubscriptionIn(Schema):
    """One thing to be told about."""

    topic: Literal["everything", "substance", "structure", "effect", "country", "kind"]
    value: str = Field("", max_length=300)
    by_mail: bool = True


class SubscriptionOut(Schema):
    """One thing that one is told about."""

    id: UUID
    topic: str
    value: str
    by_mail: bool
    since: datetime


@router.get("/alerts", response=Page[AlertOut], operation_id="list_alerts")
def listing(request: HttpRequest, query: Query[AlertsQuery]) -> dict[str, Any]:
    """Alerts that went out and that the caller may see, or drafts of one's own organisation."""
    actor = acting(request)
    actor.require("see alerts")
    rows = (queries.drafts if query.drafts else queries.alerts)(actor, purpose=query.purpose)
    order = ("-drafted_at",) if query.drafts else ("-published_at",)
    asked = f"alerts {query.drafts} {query.purpose}"
    page = keyset_page(rows, order=order, limit=query.limit, cursor=query.cursor, asked=asked)
    return {"items": [alert_out(row) for row in page.items], "next": page.next}


@router.post("/alerts", response={201: AlertOut}, operation_id="draft_alert")
@idempotent
def draft(request: HttpRequest, data: AlertIn) -> Status[dict[str, Any]]:
    """Draft an alert; it goes out when a person has reviewed it."""
    made = services.draft_alert(acting(request), data.written(), from_data(data.label))
    return Status(201, alert_out(made))


@router.get("/alerts/{uuid:alert_id}", response=AlertOut, operation_id="get_alert")
def show(request: HttpRequest, alert_id: UUID, query: Query[AlertPurposeQuery]) -> dict[str, Any]:
    """One alert."""
    actor = acting(request)
    actor.require("see alerts")
    return alert_out(queries.get_alert(actor, alert_id, purpose=query.purpose))


@router.post("/alerts/{uuid:alert_id}/read", response=AlertOut, operation_id="read_alert")
def read(request: HttpRequest, alert_id: UUID, query: Query[AlertPurposeQuery]) -> dict[str, Any]:
    """Say that one has read it."""
    receipt = services.read_alert(acting(request), alert_id, purpose=query.purpose)
    return alert_out(receipt.alert)


@router.post("/alerts/{uuid:alert_id}/publish", response=AlertOut, operation_id="publish_alert")
def publish(request: HttpRequest, alert_id: UUID, data: AlertIn) -> dict[str, Any]:
    """Let a draft go, as it now reads and for whom. A person does this, signed in; never a token."""
    actor = acting(request)
    kind = queries.get_alert(actor, alert_id).kind
    return alert_out(
        services.publish_alert(actor, alert_id, data.written(kind), from_data(data.label), version=data.version)
    )


@router.post("/alerts/{uuid:alert_id}/dismiss", response=AlertOut, operation_id="dismiss_alert")
def dismiss(request: HttpRequest, alert_id: UUID, data: AlertReasonIn) -> dict[str, Any]:
    """A draft does not go out. A person decides this, never a token."""
    return alert_out(services.dismiss_alert(acting(request), alert_id, data.reason, version=data.version))


@router.post("/alerts/{uuid:alert_id}/retract", response=AlertOut, operation_id="retract_alert")
def retract(request: HttpRequest, alert_id: UUID, data: AlertReasonIn) -> dict[str, Any]:
    """It was wrong, or is over. A person decides this, never a token."""
    return alert_out(services.retract_alert(acting(request), alert_id, data.reason, version=data.version))


@router.get("/subscriptions", response=list[SubscriptionOut], operation_id="list_subscriptions")
def subscriptions(request: HttpRequest) -> list[Subscription]:
    """What one is told about."""
    actor = acting(request)
    actor.require("see alerts")
    return queries.subscriptions(actor)


@router.post("/subscriptions", response={201: SubscriptionOut}, operation_id="subscribe")
def subscribe(request: HttpRequest, data: SubscriptionIn) -> Status[Subscription]:
    """Be told about one more thing; again changes only whether by mail."""
    return Status(201, services.subscribe(acting(request), data.topic, data.value, by_mail=data.by_mail))


@router.delete("/subscriptions/{uuid:subscription_id}", response={204: None}, operation_id="unsubscribe")
def unsubscribe(request: HttpRequest, subscription_id: UUID) -> Status[None]:
    """Be told of this no more."""
    services.unsubscribe(acting(request), subscription_id)
    return Status(204, None)


def alert_out(row: Alert) -> dict[str, Any]:
    """An alert as data."""
    names = set(AlertOut.model_fields) - {"substance", "label"}
    known = {name: getattr(row, name) for name in names}
    return known | {"substance": row.substance_id, "label": to_data(row.handling)}
