"""Parcels, their labels, and what became of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from comity.domains.exercises import queries, services
from comity.domains.exercises.api import schemas as out
from comity.domains.exercises.models import Parcel, ParcelEvent
from comity.domains.exercises.services.labels import print_labels
from comity.domains.exercises.services.parcels import PreparedParcel
from comity.domains.exercises.views.sending import label_address
from comity.kernel.web.api import acting
from comity.kernel.web.conditional import set_etag
from comity.kernel.web.pagination import KeysetPage, Page, keyset_page

router = Router(tags=["rounds"])
ROUND = "/rounds/{uuid:round_id}"
PARCEL = "/parcels/{uuid:parcel_id}"


@router.get(f"{ROUND}/parcels", response=Page[out.ParcelOut], operation_id="list_parcels")
def parcels(request: HttpRequest, round_id: UUID, query: Query[out.ParcelQuery]) -> KeysetPage[Parcel]:
    """The parcels of a round, for the coordinator."""
    rows = queries.parcels(acting(request), round_id, state=query.state)
    asked = f"parcels {round_id} {query.state}"
    return keyset_page(rows, order=("reference",), limit=query.limit, cursor=query.cursor, asked=asked)


@router.post(f"{ROUND}/parcels", response={201: out.PreparationOut}, operation_id="prepare_parcels")
def prepare(request: HttpRequest, round_id: UUID, data: out.PrepareIn) -> Status[out.PreparationOut]:
    """One parcel for each laboratory that has none; sent again it makes no second one. Labels are said this once."""
    made = services.prepare_parcels(acting(request), round_id, enrolment_ids=data.enrolments, items=data.items)
    left_out = [one.pk for one in made.left_out]
    return Status(201, out.PreparationOut(prepared=[_labelled(one) for one in made.prepared], left_out=left_out))


@router.post(f"{ROUND}/labels", response=list[out.LabelledOut], operation_id="print_labels")
def labels(request: HttpRequest, round_id: UUID, data: out.LabelsIn) -> list[out.LabelledOut]:
    """New labels; earlier ones of these parcels open nothing any more."""
    return [_labelled(one) for one in print_labels(acting(request), round_id, parcel_ids=data.parcels)]


@router.get("/enrolments/{uuid:enrolment_id}/parcels", response=list[out.ParcelOut], operation_id="list_parcels_of")
def parcels_of(request: HttpRequest, enrolment_id: UUID) -> list[Parcel]:
    """The parcels of one laboratory, for it and for the coordinator."""
    return list(queries.parcels_of(acting(request), enrolment_id))


@router.get(PARCEL, response=out.ParcelOut, operation_id="get_parcel")
def parcel(request: HttpRequest, response: HttpResponse, parcel_id: UUID) -> Parcel:
    """One parcel."""
    found = queries.get_parcel(acting(request), parcel_id)
    set_etag(response, found.pk, found.version)
    return found


@router.get(f"{PARCEL}/events", response=list[out.ParcelEventOut], operation_id="list_parcel_events")
def events(request: HttpRequest, parcel_id: UUID) -> list[ParcelEvent]:
    """What happened to it, in order."""
    return list(queries.parcel_events(acting(request), parcel_id))


@router.post(f"{PARCEL}/dispatch", response=out.ParcelOut, operation_id="dispatch_parcel")
def dispatch(request: HttpRequest, parcel_id: UUID, data: out.DispatchIn) -> Parcel:
    """Hand it to the carrier; refused while a permit is missing."""
    return services.dispatch_parcel(acting(request), parcel_id, **data.dict())


@router.post(f"{PARCEL}/delivery", response=out.ParcelOut, operation_id="confirm_delivery")
def deliver(request: HttpRequest, parcel_id: UUID, data: out.DeliveryIn) -> Parcel:
    """It has arrived; sent again it changes nothing."""
    return services.confirm_delivery(acting(request), parcel_id, **data.dict())


@router.post(f"{PARCEL}/damage", response=out.ParcelOut, operation_id="report_damage")
def damage(request: HttpRequest, parcel_id: UUID, data: out.DamageIn) -> Parcel:
    """It, or something in it, is damaged or lost."""
    return services.report_damage(acting(request), parcel_id, note=data.note)


@router.post(f"{PARCEL}/replacement", response={201: out.LabelledOut}, operation_id="replace_parcel")
def replace(request: HttpRequest, parcel_id: UUID) -> Status[out.LabelledOut]:
    """Prepare the same items again."""
    return Status(201, _labelled(services.replace_parcel(acting(request), parcel_id)))


def _labelled(one: PreparedParcel) -> out.LabelledOut:
    return out.LabelledOut(parcel=out.ParcelOut.from_orm(one.parcel), label=label_address(one.secret))
