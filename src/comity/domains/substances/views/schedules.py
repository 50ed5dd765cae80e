"""Taking in control schedules: checked first, then the good rows kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.substances.control_forms import ScheduleFileForm
from comity.domains.substances.queries.visibility import keeper
from comity.domains.substances.services.schedules import COLUMNS, MAXIMUM_BYTES, ScheduleOutcome, import_schedules
from comity.domains.substances.views.files import content_of, keep_for_next, told
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.kernel.accounts.actor import Actor
from comity.kernel.tables import csv_text
from comity.kernel.tables.limits import MAXIMUM_FAULTS
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor


@require_http_methods(FORM_METHODS)
@for_actor
def take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Check a file of control schedules, then keep its good rows; `?template` is an empty one."""
    actor.require("record control status", keeper())
    if "template" in request.GET:
        response = HttpResponse("\ufeff" + csv_text(COLUMNS, []), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="schedules.csv"'
        return response
    form = ScheduleFileForm(request.POST or None, request.FILES or None)
    outcome: ScheduleOutcome | None = None
    if request.method == "POST" and form.is_valid():
        source, trial = form.cleaned_data["source"], request.POST.get("how", "check") == "check"
        try:
            name, content = content_of(form, MAXIMUM_BYTES)
            outcome = import_schedules(actor, content, name, source=source, dry_run=trial)
        except ComityError as error:
            add_error(form, error)
        else:
            if outcome.kept and not outcome.faults:
                said = pgettext("control", "%(new)s new, %(corrected)s corrected, %(same)s as they were.")
                counts = {"new": outcome.created, "corrected": outcome.corrected, "same": outcome.same}
                messages.success(request, said % counts)
                return redirect("substances:register")
            form = ScheduleFileForm(initial=keep_for_next(name, content) | {"source": source})
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "substances/schedules.html", _context(form, outcome), status=status)


def _context(form: ScheduleFileForm, outcome: ScheduleOutcome | None) -> dict[str, Any]:
    heading = pgettext("control", "Take in control schedules")
    faults = outcome.faults if outcome else []
    return {
        "form": form,
        "outcome": outcome,
        "kept": bool(form.initial.get("kept")),
        "faults": told(faults),
        "more_faults": max(0, len(faults) - MAXIMUM_FAULTS),
        "heading": heading,
        "columns": COLUMNS,
        "crumbs": [(SUBSTANCES, reverse("substances:register")), (heading, "")],
    }
