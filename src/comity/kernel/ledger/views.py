"""The log for people (its head, an entry's proof on one page) and for programs (C2SP tlog-tiles)."""

from __future__ import annotations

import base64

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.base.errors import NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.queries import audit_entry
from comity.kernel.audit.commitment import fields_of, opened_bundle
from comity.kernel.ledger import queries, tiles
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import SignedHead
from comity.kernel.ledger.witnessing import answer_request
from comity.kernel.web.pages import for_actor
from comity.protocol.refusals import FormatError

LOG = pgettext_lazy("ledger", "The log of this node")
CHECKPOINT_SECONDS = 5  # a head may be this old
TILE_SECONDS = 31_536_000  # a tile never changes
BINARY = "application/octet-stream"
LARGEST_CODE = 2_900  # bytes; a larger QR code is not read from paper


@require_safe
@for_actor
def log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whose log it is, how it can be checked, who watches it."""
    actor.require("see log")
    head = queries.signed_head()
    context = {
        "identity": node_identity(),
        "head": head,
        "root": _base64(head),
        "witnesses": queries.newest_cosignatures(),
        "watched": queries.watched_logs(),
        "forks": queries.fork_evidence(),
    }
    return render(request, "ledger/log.html", context)


@require_safe
@for_actor
def entry(request: HttpRequest, actor: Actor, index: int) -> HttpResponse:
    """An entry's proof, for the screen, for paper and for a file; with what it commits to for whoever may see that."""
    actor.require("see log")
    content, found = queries.get_entry(index), queries.proof_of(index)
    recorded = audit_entry(actor, index)
    context = {
        "index": index,
        "entry": content.hex(),
        "proof": found.data.decode(),
        "code": _code(found.data),
        "opened": [] if recorded is None else list(fields_of(recorded).items()),
        "identity": node_identity(),
        "crumbs": [(LOG, reverse("ledger:log"))],
    }
    return render(request, "ledger/entry.html", context)


@require_safe
@for_actor
def bundle(_request: HttpRequest, actor: Actor, index: int) -> HttpResponse:
    """The entry, opened, with its proof, in one file that verifies offline; for whoever may see what it stands for."""
    actor.require("see log")
    recorded = audit_entry(actor, index)
    if recorded is None:
        raise NotFoundError
    answer = HttpResponse(opened_bundle(recorded, queries.proof_of(index)).data, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="entry-{index}.bundle.json"'
    return answer


@require_safe
def proof(_request: HttpRequest, index: int) -> HttpResponse:
    """The proof as a file (C2SP tlog-proof)."""
    answer = HttpResponse(queries.proof_of(index).data, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entry-{index}.tlog-proof"'
    return answer


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest signed head, with its witnesses (C2SP tlog-checkpoint)."""
    answer = HttpResponse(queries.note_of(queries.signed_head()), content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={CHECKPOINT_SECONDS}"
    return answer


@require_safe
def tile(_request: HttpRequest, name: str) -> HttpResponse:
    """A tile or a bundle of entries (C2SP tlog-tiles)."""
    try:
        content = tiles.fetch(name)
    except (FileNotFoundError, FormatError) as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=BINARY)
    answer["Cache-Control"] = f"public, max-age={TILE_SECONDS}, immutable"
    return answer


def _base64(head: SignedHead) -> str:
    return base64.b64encode(bytes(head.root)).decode()


def _code(data: bytes) -> str:
    """The proof as a QR code; with many witnesses it is too long for one, and the file remains."""
    if len(data) > LARGEST_CODE:
        return ""
    drawn = segno.make(data, error="l", micro=False).svg_inline(border=4, svgclass=None, lineclass=None, omitsize=True)
    return str(mark_safe(drawn))  # noqa: S308 - drawn here from bytes, no text in it


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a partner's head (C2SP tlog-witness); logs that nobody here watches are not found."""
    answer = answer_request(request.body)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
