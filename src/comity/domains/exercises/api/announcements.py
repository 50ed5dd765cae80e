"""Partner nodes that know of a round."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from comity.domains.exercises import services
from comity.domains.exercises.queries import across_nodes
from comity.kernel.web.api import acting

router = Router(tags=["rounds"])


class AnnounceIn(Schema, extra="forbid"):
    """Partner nodes, by their identifiers here."""

    peers: list[UUID] = Field(min_length=1, max_length=200)


class AnnouncementOut(Schema):
    """A partner node that knows of a round."""

    peer: UUID
    origin: str
    name: str
    announced_at: datetime
    acknowledged_at: datetime | None
    laboratories: int


@router.get("/rounds/{uuid:round_id}/announcements", response=list[AnnouncementOut], operation_id="list_announcements")
def announcements(request: HttpRequest, round_id: UUID) -> list[dict[str, Any]]:
    """The partner nodes that know of a round, and whether they have acknowledged it."""
    return [
        {
            "peer": one.announcement.peer_id,
            "origin": one.announcement.peer.origin,
            "name": one.announcement.peer.name,
            "announced_at": one.announcement.at,
            "acknowledged_at": one.acknowledged_at,
            "laboratories": one.laboratories,
        }
        for one in across_nodes.announcements(acting(request), round_id)
    ]


@router.post("/rounds/{uuid:round_id}/announcements", response={204: None}, operation_id="announce_round")
def announce(request: HttpRequest, round_id: UUID, data: AnnounceIn) -> Status[None]:
    """Let partner nodes know of a round; those that do already are told what they have missed."""
    services.announce_round(acting(request), round_id, data.peers)
    return Status(204, None)
