"""The plan as a TOML file: downloaded, or uploaded and pasted, with every fault shown beside the text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.forms.plan_sheet import reason_field
from comity.domains.exercises.plan.reading import MAXIMUM_PLAN_BYTES
from comity.domains.exercises.plan.writing import plan_as_toml
from comity.domains.exercises.templates import round_plan_template
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, round_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.tables import PlacedError
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor


class PlanFileForm(forms.Form):
    """A file, or the text itself; the file goes first, and its text is shown when something is refused."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(label=pgettext_lazy("plan", "Upload a file"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("plan", "Plan (TOML)"),
        required=False,
        strip=False,
        max_length=MAXIMUM_PLAN_BYTES,
        widget=forms.Textarea(
            attrs={
                "rows": 30,
                "class": "code",
                "spellcheck": "false",
                "autocapitalize": "off",
                "dir": "ltr",
                "wrap": "off",
            }
        ),
    )


@require_safe
@for_actor
def download(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:  # noqa: ARG001 - a view has a request
    """The plan as it is kept."""
    round_ = queries.get_organised_round(actor, round_id)
    plan = queries.plan_of(round_)
    if plan is None:
        raise NotFoundError
    response = HttpResponse(plan_as_toml(plan), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-{round_.code.replace("/", "-")}.toml"'
    return response


@require_http_methods(FORM_METHODS)
@for_actor
def edit(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Upload or paste; what was sent stays in the page until it can be kept."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("save plan", round_.scheme.organiser)
    plan = queries.plan_of(round_)
    initial = {"text": plan_as_toml(plan) if plan else round_plan_template(), "version": round_.version}
    form = PlanFileForm(request.POST or None, request.FILES or None, initial=initial)
    if round_.plan_frozen_at is not None:
        form.fields["reason"] = reason_field()
    faults: list[PlacedError] = []
    if request.method == "POST" and form.is_valid():
        content = _content(form)
        try:
            given = form.cleaned_data
            services.save_plan(actor, round_id, content, version=given["version"], reason=given.get("reason", ""))
        except FaultsError as error:
            faults = list(error.faults)
            form = _with_text(form, content)
        except ComityError as error:
            form = _with_text(form, content)
            add_error(form, error)
        else:
            messages.success(request, pgettext("plan", "The plan is saved."))
            return redirect("exercises:plan", round_id)
    heading = pgettext("plan", "Plan as a file")
    address = reverse("exercises:plan", args=[round_id])
    context = {
        **round_context(actor, round_, "plan", (TABS[1][1], address), (heading, "")),
        "heading": heading,
        "form": form,
        "faults": [_fault(fault) for fault in faults],
        "back": address,
        "is_new": plan is None,
    }
    return render(request, "exercises/plan_file.html", context, status=UNPROCESSABLE if faults or form.errors else 200)


def _content(form: PlanFileForm) -> bytes:
    sent = form.cleaned_data.get("file")
    if sent is not None:
        read: bytes = sent.read(MAXIMUM_PLAN_BYTES + 1)
        return read
    return str(form.cleaned_data["text"]).encode()


def _with_text(form: PlanFileForm, content: bytes) -> PlanFileForm:
    """The form with the text of the file in it, so that it can be mended in place."""
    data: dict[str, Any] = {name: form.data.get(name) for name in form.data}
    data["text"] = content.decode("utf-8", "replace")
    shown = PlanFileForm(data)
    if "reason" in form.fields:
        shown.fields["reason"] = reason_field()
    shown.is_valid()
    return shown


def _fault(fault: PlacedError) -> dict[str, str]:
    language = get_language() or "en"
    return {
        "key": fault.place.key,
        "what": fault.what.render(language),
        "value": fault.value,
        "remedy": fault.remedy.render(language) if fault.remedy else "",
    }
