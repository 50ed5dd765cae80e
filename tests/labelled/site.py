"""The whole site, and notes: as a page, a list, a search, an export, a count, a feed, and an interface for programs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from ninja import Router, Schema

from comity.config.urls import *  # noqa: F403 - the whole site, and these pages besides
from comity.config.urls import urlpatterns as site
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.handling.audience import audience
from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.queries import get_visible, redacted
from comity.kernel.handling.services import set_label
from comity.kernel.web.api import acting, new_api
from comity.kernel.web.pages import for_actor
from tests.labelled.models import Note


def _seen(request: HttpRequest):
    return Note.objects.visible_to(actor_of(request), purpose=request.GET.get("purpose", "")).order_by("title")


def notes(request: HttpRequest) -> HttpResponse:
    return render(request, "labelled/notes.html", {"notes": _seen(request).select_related("label")})


def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    purpose = request.GET.get("purpose", "")
    found = get_visible(Note.objects.all(), actor_of(request), note_id, purpose=purpose)
    shown = redacted(found, found.data(), actor_of(request), purpose=purpose)
    return JsonResponse({"note": shown.visible, "withheld": shown.withheld})


def search(request: HttpRequest) -> HttpResponse:
    purpose = request.GET.get("purpose", "")
    found = Note.objects.searchable(actor_of(request), "/place", purpose=purpose)
    return HttpResponse("\n".join(str(one) for one in found.filter(place__icontains=request.GET["q"])))


def export(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(["title", *map(str, _seen(request))]), content_type="text/csv")


def count(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"notes": _seen(request).count()})


def feed(request: HttpRequest) -> HttpResponse:
    entries = "".join(f"<entry><title>{one}</title></entry>" for one in _seen(request))
    return HttpResponse(f"<feed>{entries}</feed>", content_type="application/atom+xml")


@for_actor
def relabel(request: HttpRequest, actor) -> HttpResponse:
    """A write that names a record: what it refuses must not tell whether there is one."""
    purpose = request.GET.get("purpose", "")
    found = get_visible(Note.objects.all(), actor, request.GET["note"], purpose=purpose)
    set_label(actor, found, found.handling, "Looked at again", purpose=purpose)
    return HttpResponse("done")


@for_actor
def preview(request: HttpRequest, actor) -> HttpResponse:
    form = LabelForm(request.POST or request.GET or None, actor=actor)
    label = form.to_label() if form.is_bound and form.is_valid() else None
    context = {"form": form, "label": label, "audience": audience(actor, label) if label else None}
    return render(request, "labelled/publish.html", context)


router = Router(tags=["notes"])


class NoteOut(Schema):
    title: str


@router.get("/notes", response=list[NoteOut], operation_id="list_notes")
def list_notes(request: HttpRequest, purpose: str = ""):
    return Note.objects.visible_to(acting(request), purpose=purpose)


@router.get("/notes/{uuid:note_id}", response=NoteOut, operation_id="get_note")
def get_note(request: HttpRequest, note_id: UUID, purpose: str = ""):
    return get_visible(Note.objects.all(), acting(request), note_id, purpose=purpose)


api = new_api("labelled")
api.add_router("", router)

urlpatterns = [
    path("notes/", notes),
    path("notes/search/", search),
    path("notes/export.csv", export),
    path("notes/count/", count),
    path("notes/feed.atom", feed),
    path("notes/relabel/", relabel),
    path("notes/publish/", preview),
    path("notes/<uuid:note_id>/", note),
    path("api/labelled/", api.urls),
    *site,
]
