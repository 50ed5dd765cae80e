"""Parcels: for the coordinator and the laboratory they go to; one of them for whoever holds its label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Parcel, ParcelEvent
from comity.domains.exercises.queries.enrolments import get_enrolment, sees_enrolment
from comity.domains.exercises.queries.organising import get_organised_round
from comity.domains.exercises.states import ParcelState, RoundState
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import digest


@dataclass(frozen=True, slots=True)
class LabelView:
    """What the link on a label shows to whoever holds it: no more than the label itself."""

    reference: str
    scheme: str
    round: str
    organiser: str
    items: tuple[str, ...]
    state: str
    delivered_at: datetime | None
    can_confirm: bool
    can_report_damage: bool


def parcels(actor: Actor, round_id: UUID, *, state: str = "") -> QuerySet[Parcel]:
    """All parcels of a round with their laboratories, for the coordinator."""
    round_ = get_organised_round(actor, round_id)
    actor.require("see enrolments", round_.scheme.organiser)
    found = Parcel.objects.filter(enrolment__round=round_).select_related("enrolment__laboratory", "replacement_of")
    if state:
        found = found.filter(state=state)
    return found.order_by("enrolment__laboratory__name", "prepared_at", "reference")


def parcels_of(actor: Actor, enrolment_id: UUID) -> QuerySet[Parcel]:
    """The parcels of one enrolment, in the order in which they were prepared."""
    return Parcel.objects.filter(enrolment=get_enrolment(actor, enrolment_id)).order_by("prepared_at", "reference")


def get_parcel(actor: Actor, parcel_id: UUID) -> Parcel:
    """One parcel, for the coordinator or the laboratory; otherwise `NotFoundError`."""
    found = (
        Parcel.objects.select_related("enrolment__laboratory", "enrolment__round__scheme__organiser")
        .filter(pk=parcel_id)
        .first()
    )
    if found is None or not sees_enrolment(actor, found.enrolment):
        raise NotFoundError
    return found


def parcel_events(actor: Actor, parcel_id: UUID) -> QuerySet[ParcelEvent]:
    """What happened to one parcel, in order."""
    return ParcelEvent.objects.filter(parcel=get_parcel(actor, parcel_id)).order_by("id")


def parcel_by_label(secret: str) -> LabelView:
    """The parcel whose label carries this secret, or `NotFoundError`; nobody needs to sign in for it."""
    parcel = parcel_for_secret(secret)
    round_ = parcel.enrolment.round
    return LabelView(
        reference=parcel.reference,
        scheme=round_.scheme.title,
        round=round_.code,
        organiser=round_.scheme.organiser.name,
        items=tuple(parcel.items),
        state=parcel.state,
        delivered_at=parcel.delivered_at,
        can_confirm=parcel.state == ParcelState.DISPATCHED,
        can_report_damage=parcel.state in {ParcelState.DISPATCHED, ParcelState.DELIVERED},
    )


def parcel_for_secret(secret: str) -> Parcel:
    """The parcel of a label. A label says nothing before dispatch, and nothing once its round is over."""
    found = (
        Parcel.objects.select_related("enrolment__round__scheme__organiser", "enrolment__laboratory")
        .filter(secret_hash=digest(secret.strip()), enrolment__round__state__in=(RoundState.DRAFT, RoundState.OPEN))
        .exclude(state=ParcelState.PREPARED)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found
