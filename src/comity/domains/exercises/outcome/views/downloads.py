"""Files: streamed, as attachments, each after its digest was compared."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises.queries import affairs, outcome
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.conditional import etag
from comity.kernel.web.pages import for_actor

TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}


@require_safe
@for_actor
def report(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponse:
    """A report, for whom it is for."""
    found = outcome.get_file(actor, file_id)
    name = f"{found.run.round.code}-v{found.run.version}-{found.name}.{found.format}"
    return streamed(request, found.digest, found.size, name, TYPES[found.format])


@require_safe
@for_actor
def document(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """The evaluation document, from which everything can be recomputed."""
    run = outcome.get_run(actor, run_id)
    if not run.document_digest:
        raise NotFoundError
    return streamed(request, run.document_digest, None, f"{run.round.code}-v{run.version}.json", TYPES["json"])


@require_safe
@for_actor
def statement(request: HttpRequest, actor: Actor, statement_id: UUID) -> HttpResponse:
    """A statement of participation."""
    found = affairs.get_statement(actor, statement_id)
    return streamed(request, found.digest, None, f"{found.number}.pdf", TYPES["pdf"])


@never_cache
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """What a statement's number says to whoever was shown the statement."""
    found = affairs.check_statement(number)
    return render(request, "exercises/outcome/checked.html", {"found": found})


def streamed(request: HttpRequest, digest: str, size: int | None, name: str, kind: str) -> HttpResponse:
    """A file as an attachment that no browser opens as a page of ours; 304 where the reader has it already."""
    tag = etag(digest)
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponseBase = HttpResponse(status=304)
    else:
        answer = StreamingHttpResponse(files.parts(digest), content_type=kind)
        answer["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=name.replace("/", "-")) or "attachment"
        )
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        if size is not None:
            answer["Content-Length"] = str(size)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return cast("HttpResponse", answer)  # views and middleware treat a streamed answer alike
