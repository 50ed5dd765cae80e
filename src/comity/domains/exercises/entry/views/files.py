"""Results as a spreadsheet: the template of this round, and the filled one back."""

from __future__ import annotations

import uuid
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_bidi, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, ConflictError
from comity.domains.exercises.entry.handing_in import hand_in
from comity.domains.exercises.entry.views.sheets import crumbs_of, entry_page
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.queries.submissions import get_entry
from comity.domains.exercises.submission.checking import RowFaultsError
from comity.domains.exercises.submission.receipt import content_digest
from comity.domains.exercises.submission.spreadsheet import LARGEST_FILE, read_upload, template_csv, template_xlsx
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import add_error, for_actor, render_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 30


class UploadForm(forms.Form):
    """A filled template; the key makes sending again safe."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    file = forms.FileField(
        label=pgettext_lazy("submission", "The filled template (XLSX or CSV)"),
        help_text=pgettext_lazy("submission", "Numbers with a decimal point or a decimal comma. At most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


@require_safe
@for_actor
def template(request: HttpRequest, actor: Actor, enrolment_id: UUID, kind: str) -> HttpResponse:  # noqa: ARG001 - Django's order
    """One row for each thing asked, under this laboratory's code."""
    entry = get_entry(actor, enrolment_id)
    if kind == "csv":
        response = HttpResponse(template_csv(entry.plan, entry.code.code), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        content = template_xlsx(entry.plan, entry.code.code, rtl=get_language_bidi())
        response = HttpResponse(content, content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="results-{entry.code.code}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def upload(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Submit a filled template; entries that need another look are shown on the page of the round."""
    entry = get_entry(actor, enrolment_id)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"key": str(uuid.uuid4())})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            rows = read_upload(sent.read(LARGEST_FILE + 1), sent.name, entry.code.code).rows
            key = f"{form.cleaned_data['key']} {content_digest(rows, '')}"
            made = hand_in(actor, enrolment_id, rows, comment="", source="spreadsheet", key=key)
            return redirect("entry:receipt", submission_id=made.pk)
        except FaultsError as error:
            for fault in error.faults[:MOST_SHOWN]:
                add_error(form, fault)
        except RowFaultsError as error:
            return entry_page(request, actor, entry, rows, "", faults=error.faults)
        except ConflictError as error:
            return entry_page(request, actor, entry, rows, "", refused=error)
        except ComityError as error:
            add_error(form, error)
    return render_form(
        request,
        form,
        "exercises/entry/upload.html",
        entry=entry,
        crumbs=[*crumbs_of(entry), (pgettext("submission", "Spreadsheet"), "")],
    )
