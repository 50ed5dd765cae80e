"""The whole site, and an interface for programs with one operation of each kind, for the tests of the conventions."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from ninja import Field, Query, Schema, Status

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.base.messages import message
from comity.config.urls import *  # noqa: F403 - handlers of errors too
from comity.config.urls import urlpatterns as site
from comity.kernel.parties.models import Party
from comity.kernel.web.api import acting, new_api
from comity.kernel.web.conditional import require_match, set_etag
from comity.kernel.web.idempotency import idempotent
from comity.kernel.web.pagination import KeysetPage, Page, PageQuery, keyset_page

api = new_api("api-test")
REFUSALS = {
    "missing": NotFoundError(),
    "not-allowed": NotAllowedError("not-allowed", message("test", "Your role does not allow this.")),
    "conflict": ConflictError("late", message("test", "The round is closed."), remedy=message("test", "Ask.")),
    "input": InputError("taken", message("test", "The name is taken."), where="body.name"),
    "fault": RuntimeError("the secret inside"),
    "django": Http404("the secret inside"),
}


class PartyIn(Schema):
    name: str = Field(min_length=1, max_length=20)


class PartyOut(Schema):
    id: UUID
    name: str


@api.get("/parties", response=Page[PartyOut])
def parties(request: HttpRequest, query: Query[PageQuery]) -> KeysetPage:
    acting(request)
    return keyset_page(Party.objects.all(), order=("name",), limit=query.limit, cursor=query.cursor, asked="parties")


@api.post("/parties", response={201: PartyOut})
@idempotent
def register(request: HttpRequest, data: PartyIn) -> Status:
    acting(request)
    return Status(201, Party.objects.create(kind="laboratory", name=data.name))


@api.post("/fails", response={201: PartyOut})
@idempotent
def fails(request: HttpRequest, data: PartyIn) -> Status:
    acting(request)
    Party.objects.create(kind="laboratory", name=data.name)
    raise REFUSALS["conflict"]


@api.get("/parties/{uuid:party_id}", response=PartyOut)
def party(request: HttpRequest, response: HttpResponse, party_id: UUID) -> Party:
    acting(request)
    found = Party.objects.get(pk=party_id)
    set_etag(response, found.pk, found.version)
    return found


@api.patch("/parties/{uuid:party_id}", response=PartyOut)
def rename(request: HttpRequest, party_id: UUID, data: PartyIn) -> Party:
    found = Party.objects.get(pk=party_id)
    require_match(request, found.pk, found.version)
    Party.objects.filter(pk=party_id).update(name=data.name, version=found.version + 1)
    return Party.objects.get(pk=party_id)


@api.get("/refuses/{kind}", response=PartyOut)
def refuses(request: HttpRequest, kind: str) -> Party:
    acting(request)
    raise REFUSALS[kind]


def page_that_refuses(_request: HttpRequest, kind: str) -> HttpResponse:
    raise REFUSALS[kind]


urlpatterns = [path("api/test/", api.urls), path("refuses/<str:kind>/", page_that_refuses), *site]
