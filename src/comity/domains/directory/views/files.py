"""Files: taking in with a check first, and export."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.errors import ComityError
from comity.domains.directory import queries, services
from comity.domains.directory.forms import ImportForm, asked, filter_for
from comity.domains.directory.interchange import entries_as_csv, entries_as_json, read_entries
from comity.domains.directory.interchange.model import MAXIMUM_BYTES
from comity.domains.directory.interchange.reading import too_large
from comity.domains.directory.services import ImportOutcome
from comity.domains.directory.views.entries import DIRECTORY, FORM_METHODS
from comity.domains.directory.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.services import note_export
from comity.kernel.tables.limits import MAXIMUM_FAULTS
from comity.kernel.web.pages import add_error, for_actor

MOST_KEPT = 1_000_000  # bytes of a checked file that travel with the page, so that it need not be chosen again
WRITERS: dict[str, tuple[Callable[..., str], str]] = {
    "csv": (entries_as_csv, "text/csv; charset=utf-8"),
    "json": (entries_as_json, "application/json"),
}


@require_http_methods(FORM_METHODS)
@for_actor
def take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Check a file, then take it in."""
    actor.require("import directory")
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome: ImportOutcome | None = None
    if request.method == "POST" and form.is_valid():
        try:
            name, content = _content(form)
            how = request.POST.get("how", "check")
            outcome = services.import_entries(
                actor, read_entries(content, name), keep_good_rows=how == "good", dry_run=how == "check"
            )
        except ComityError as error:
            add_error(form, error)
        else:
            if outcome.kept and not outcome.faults:
                messages.success(request, _said(outcome))
                return redirect("directory:list")
            form = ImportForm(initial=_kept(name, content))
    return render(request, "directory/import.html", _context(form, outcome), status=422 if form.errors else 200)


@require_POST
@for_actor
def load_reference(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Load the networks and organisations that come with Comity."""
    outcome = services.load_reference_data(actor)
    said = pgettext("directory", "Reference data: %(parties)s entries and %(facts)s facts are new or renewed.")
    messages.success(request, said % {"parties": outcome.parties, "facts": outcome.facts})
    return redirect("directory:list")


@require_safe
@for_actor
def export(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Everything that the filter leaves, as a file that can be taken in again."""
    actor.require("see directory")
    if kind not in WRITERS:
        raise Http404
    form = filter_for(actor)(request.GET)
    form.is_valid()
    write, content_type = WRITERS[kind]
    entries = list(queries.export_entries(actor, asked(form.cleaned_data)))
    text = write(entries)
    note_export(actor, "directory", rows=len(entries), question=request.GET.urlencode())
    response = HttpResponse(("\ufeff" if kind == "csv" else "") + text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="directory.{kind}"'
    return response


def _content(form: ImportForm) -> tuple[str, bytes]:
    file = form.cleaned_data["file"]
    if file is not None:
        if file.size > MAXIMUM_BYTES:
            raise too_large(file.name)
        return file.name, file.read()
    try:
        return form.cleaned_data["kept_name"], base64.b64decode(form.cleaned_data["kept"], validate=True)
    except binascii.Error:
        return "", b""


def _kept(name: str, content: bytes) -> dict[str, str]:
    if len(content) > MOST_KEPT:
        return {}
    return {"kept": base64.b64encode(content).decode(), "kept_name": name}


def _context(form: ImportForm, outcome: ImportOutcome | None) -> dict[str, object]:
    heading = pgettext("directory", "Take in a file")
    faults = outcome.faults if outcome else []
    words = language()
    return {
        "form": form,
        "outcome": outcome,
        "kept": bool(form.initial.get("kept")),
        "faults": [
            (
                fault.place.render(words),
                fault.what.render(words),
                fault.value,
                fault.remedy.render(words) if fault.remedy else "",
            )
            for fault in faults[:MAXIMUM_FAULTS]
        ],
        "more_faults": max(0, len(faults) - MAXIMUM_FAULTS),
        "crumbs": [(DIRECTORY, reverse("directory:list")), (heading, "")],
    }


def _said(outcome: ImportOutcome) -> str:
    said = pgettext("directory", "Taken in: %(created)s new, %(changed)s changed, %(unchanged)s as they were.")
    return said % {"created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
