"""Drawings of structures and photographs of what was found, each under its own address."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.errors import InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances import queries, services
from comity.domains.substances.cleaning import CONTEXT
from comity.domains.substances.drawings import drawing_of
from comity.domains.substances.reading import reader_of
from comity.domains.substances.services.photographs import LARGEST_PHOTOGRAPH
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.files import store
from comity.kernel.web.pages import Confirmation, Crumbs, confirm, for_actor

NO_DOCUMENT = "default-src 'none'; style-src 'none'; sandbox"
A_DAY = 24 * 60 * 60


@require_safe
@for_actor
def structure(request: HttpRequest, actor: Actor, substance_id: UUID) -> HttpResponse:
    """The drawing of a structure; `?dark` for dark pages."""
    drawn = drawing_of(queries.seen_substance(actor, substance_id), dark="dark" in request.GET)
    if not drawn:
        raise NotFoundError
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    response["Content-Security-Policy"] = NO_DOCUMENT
    return response


@require_safe
@for_actor
def photograph(request: HttpRequest, actor: Actor, report_id: UUID, digest: str) -> HttpResponse:
    """A photograph of a report whose photographs the reader sees."""
    view = queries.report(reader_of(request, actor), report_id)
    known = {one["digest"]: one for one in view.data.get("photographs", ())}
    if digest not in known or view.report.from_node:
        raise NotFoundError
    response = HttpResponse(store.read(digest), content_type=known[digest]["type"])
    response["Content-Security-Policy"] = NO_DOCUMENT
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@for_actor
def attach(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Keep a photograph with a report."""
    queries.seen_report(reader_of(request, actor), report_id)
    try:
        caption = request.POST.get("caption", "")[:200]
        services.attach_photograph(actor, report_id, _sent(request), caption=caption)
    except InputError as error:
        messages.error(request, error.what.render(language()))
    else:
        said = pgettext("substances", "The photograph is kept, without what the camera wrote into it.")
        messages.success(request, said)
    return redirect("substances:report", report_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def remove(request: HttpRequest, actor: Actor, report_id: UUID, digest: str) -> HttpResponse:
    """Take a photograph away, once its consequences were read."""
    view = queries.report(reader_of(request, actor), report_id)
    actor.require("correct report", view.report.reporter)
    if digest not in {one["digest"] for one in view.data.get("photographs", ())}:
        raise NotFoundError
    back = reverse("substances:report", args=[report_id])
    consequences = [pgettext("substances", "It is shown with this report no more.")]
    if view.report.released_at is not None:
        said = pgettext("substances", "Nodes that have the report get its next version, without the photograph.")
        consequences.append(said)
    question = Confirmation(
        question=pgettext("substances", "Take this photograph away?"),
        action=pgettext("substances", "Take it away"),
        back=back,
        consequences=consequences,
        final=True,
    )
    crumbs: Crumbs = [(str(view.report), back), (question.question, "")]
    if page := confirm(request, question, crumbs=crumbs):
        return page
    services.remove_photograph(actor, report_id, digest)
    messages.success(request, pgettext("substances", "The photograph is taken away."))
    return redirect("substances:report", report_id)


def _sent(request: HttpRequest) -> bytes:
    sent = request.FILES.get("photograph")
    largest = LARGEST_PHOTOGRAPH // 1_000_000
    if sent is None or (sent.size or 0) > LARGEST_PHOTOGRAPH:
        raise InputError(
            "photograph-missing", message(CONTEXT, "Choose a JPEG or PNG of at most {count} MB.", count=largest)
        )
    return bytes(sent.read())
