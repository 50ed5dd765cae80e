"""Taking in a file of reports: checked first, then the good ones kept."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances import services
from comity.domains.substances.cleaning import CONTEXT
from comity.domains.substances.forms import ImportForm
from comity.domains.substances.services.importing import COLUMNS, MAXIMUM_BYTES, ImportOutcome
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.tables import PlacedError, csv_text
from comity.kernel.tables.limits import MAXIMUM_FAULTS
from comity.kernel.web.pages import add_error, for_actor

MOST_KEPT = 1_000_000  # bytes of a checked file that travel with the page, so that it need not be chosen again


@require_http_methods(FORM_METHODS)
@for_actor
def take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Check a file, then keep its good reports; `?template` is an empty one."""
    actor.require("see substances")
    if not actor.may_in_own_party("import reports"):
        actor.require("import reports", None)
    if "template" in request.GET:
        response = HttpResponse("\ufeff" + csv_text(COLUMNS, []), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="reports.csv"'
        return response
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome: ImportOutcome | None = None
    if request.method == "POST" and form.is_valid():
        try:
            name, content = content_of(form, MAXIMUM_BYTES)
            outcome = services.import_reports(actor, content, name, dry_run=request.POST.get("how", "check") == "check")
        except ComityError as error:
            add_error(form, error)
        else:
            if outcome.kept and not outcome.faults:
                said = pgettext("substances", "%(count)s reports are kept. Each waits for its release.")
                messages.success(request, said % {"count": outcome.created})
                return redirect("substances:reports")
            form = ImportForm(initial=keep_for_next(name, content))
    return render(request, "substances/import.html", _context(form, outcome), status=422 if form.errors else 200)


def content_of(form: ImportForm, maximum: int) -> tuple[str, bytes]:
    """The file that was sent, or the one that was checked before: its name and bytes."""
    file = form.cleaned_data["file"]
    if file is not None:
        if file.size > maximum:
            what = message(CONTEXT, "The file is larger than {maximum} MB.", maximum=maximum // 1_000_000)
            raise InputError("file-too-large", what, where="file")
        return str(file.name), bytes(file.read())
    try:
        kept = base64.b64decode(form.cleaned_data["kept"], validate=True)
    except binascii.Error:
        kept = b""
    if not kept:
        raise InputError("file-missing", message(CONTEXT, "Choose a file."), where="file")
    return form.cleaned_data["kept_name"] or "file", kept


def keep_for_next(name: str, content: bytes) -> dict[str, str]:
    """What travels with the page, so that the file need not be chosen again."""
    if len(content) > MOST_KEPT:
        return {}
    return {"kept": base64.b64encode(content).decode(), "kept_name": name}


def told(faults: Sequence[PlacedError]) -> list[tuple[str, str, str, str]]:
    """Each fault in words: where, why not, what is there, what to do."""
    words = language()
    return [
        (one.place.render(words), one.what.render(words), one.value, one.remedy.render(words) if one.remedy else "")
        for one in faults[:MAXIMUM_FAULTS]
    ]


def _context(form: ImportForm, outcome: ImportOutcome | None) -> dict[str, Any]:
    heading = pgettext("substances", "Take in reports from a file")
    faults = outcome.faults if outcome else []
    return {
        "form": form,
        "outcome": outcome,
        "kept": bool(form.initial.get("kept")),
        "faults": told(faults),
        "more_faults": max(0, len(faults) - MAXIMUM_FAULTS),
        "heading": heading,
        "columns": COLUMNS,
        "crumbs": [
            (SUBSTANCES, reverse("substances:register")),
            (pgettext("substances", "Reports"), reverse("substances:reports")),
            (heading, ""),
        ],
    }
