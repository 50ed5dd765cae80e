"""Exports: one report, typed once, in the shapes that others ask for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from comity.base.errors import NotFoundError
from comity.domains.substances.exports import FORMATS, SHAPES, exported, written
from comity.domains.substances.forms import ReportFilter
from comity.domains.substances.reading import reader_of
from comity.domains.substances.views.register import SUBSTANCES
from comity.domains.substances.views.reports import report_search
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.services import note_export
from comity.kernel.web.pages import for_actor


@require_safe
@for_actor
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shapes, and with `?shape=…&as=…` the file."""
    actor.require("export reports")
    form = ReportFilter(request.GET)
    form.is_valid()
    if "shape" in request.GET:
        return _file(request, actor, form)
    heading = pgettext("substances", "Export reports")
    context = {
        "form": form,
        "shapes": SHAPES.values(),
        "formats": FORMATS,
        "heading": heading,
        "crumbs": [
            (SUBSTANCES, reverse("substances:register")),
            (pgettext("substances", "Reports"), reverse("substances:reports")),
            (heading, ""),
        ],
    }
    return render(request, "substances/export.html", context)


def _file(request: HttpRequest, actor: Actor, form: ReportFilter) -> HttpResponse:
    name, kind = request.GET.get("shape", ""), request.GET.get("as", "csv")
    if name not in SHAPES or kind not in FORMATS:
        raise NotFoundError
    shape, rows = exported(actor, name, report_search(form.cleaned_data), reader=reader_of(request, actor))
    note_export(actor, f"substance reports {name}", rows=len(rows), question=request.GET.urlencode())
    response = HttpResponse(written(shape, rows, kind), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
