"""Homogeneity and stability of the items: what was measured, the verdicts, and entering them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises import queries
from comity.domains.exercises.forms.plan_sheet import reason_field
from comity.domains.exercises.plan import Evaluation
from comity.domains.exercises.queries import ItemCheck
from comity.domains.exercises.services.item_data import record_item_data
from comity.domains.exercises.views.framing import FORM_METHODS, TABS, done, round_context
from comity.domains.exercises.views.spread import spread_of
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.forms import LONGEST_NUMBER, DecimalField
from comity.kernel.web.pages import for_actor, render_form

MOST_NUMBERS = 1000


class ItemDataForm(forms.Form):
    """Numbers as they are in a laboratory notebook: one item on each line."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    homogeneity = forms.CharField(
        label=pgettext_lazy("items", "Homogeneity: replicate results"),
        help_text=pgettext_lazy("items", "One item on each line, its replicates with spaces or semicolons between."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 11, "class": "code", "dir": "ltr"}),
    )
    before = forms.CharField(
        label=pgettext_lazy("items", "Stability: results before the round"),
        required=False,
        widget=forms.TextInput(attrs={"class": "code", "dir": "ltr"}),
    )
    after = forms.CharField(
        label=pgettext_lazy("items", "Stability: results after the round"),
        required=False,
        widget=forms.TextInput(attrs={"class": "code", "dir": "ltr"}),
    )

    def clean_homogeneity(self) -> list[list[float]]:
        """Rows of numbers."""
        return [_numbers(line) for line in self.cleaned_data["homogeneity"].splitlines() if line.strip()]

    def clean_before(self) -> list[float]:
        """Numbers."""
        return _numbers(self.cleaned_data["before"])

    def clean_after(self) -> list[float]:
        """Numbers."""
        return _numbers(self.cleaned_data["after"])


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The verdicts on all items."""
    round_ = queries.get_organised_round(actor, round_id)
    plan = queries.plan_of(round_)
    checks = [(one, _badges(one)) for one in queries.item_checks(actor, round_id)]
    may = actor.may("record homogeneity", round_.scheme.organiser)
    context = {**round_context(actor, round_, "items"), "plan": plan, "checks": checks, "may_record": may}
    return render(request, "exercises/items.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def record(request: HttpRequest, actor: Actor, round_id: UUID, item: str, measurand: str) -> HttpResponse:
    """Enter or correct what was measured on one item."""
    round_ = queries.get_organised_round(actor, round_id)
    actor.require("record homogeneity", round_.scheme.organiser)
    plan = queries.plan_of(round_)
    found = (
        next((one for one in plan.evaluations if (one.item, one.measurand) == (item, measurand)), None)
        if plan
        else None
    )
    if found is None:
        raise NotFoundError
    form = ItemDataForm(request.POST or None, initial={**_initial(found), "version": round_.version})
    if round_.plan_frozen_at is not None:
        form.fields["reason"] = reason_field()

    def act() -> None:
        record_item_data(actor, round_id, item, measurand, **form.cleaned_data)

    address = reverse("exercises:items", args=[round_id])
    answer = done(request, form, act, pgettext("items", "Saved."), address)
    heading = pgettext("items", "Measurements on item %(item)s, %(measurand)s") % {"item": item, "measurand": measurand}
    context = {
        **round_context(actor, round_, "items", (TABS[2][1], address), (heading, "")),
        "heading": heading,
        "action": pgettext("items", "Save"),
        "back": address,
        "spread": spread_of(found.homogeneity),
    }
    return answer or render_form(request, form, "exercises/item_data.html", **context)


def _badges(check: ItemCheck) -> list[tuple[str, Badge]]:
    """Verdicts in words; none where nothing is known yet."""
    found = []
    if check.homogeneity is not None:
        found.append((pgettext("items", "Homogeneity"), _verdict(check.homogeneity)))
    if check.stability is not None:
        found.append((pgettext("items", "Stability"), _verdict(check.stability)))
    return found


def _verdict(block: dict[str, Any]) -> Badge:
    if block["criterion"] is None:
        return Badge(pgettext("items", "measured"), "info")
    if block["accepted"]:
        return Badge(pgettext("items", "sufficient"), "good", "✓")
    return Badge(pgettext("items", "not sufficient"), "bad", "×")


def _initial(found: Evaluation) -> dict[str, str]:
    rows = "\n".join(" ".join(f"{value:g}" for value in row) for row in found.homogeneity)
    stability = found.stability
    return {
        "homogeneity": rows,
        "before": " ".join(f"{value:g}" for value in stability.before) if stability else "",
        "after": " ".join(f"{value:g}" for value in stability.after) if stability else "",
    }


def _numbers(text: str) -> list[float]:
    """Numbers with spaces, tabs or semicolons between; a decimal comma is understood."""
    parts = text.replace(";", " ").split()
    if len(parts) > MOST_NUMBERS or any(len(part) > LONGEST_NUMBER for part in parts):
        raise ValidationError(pgettext("items", "These are too many numbers."))
    field = DecimalField()
    return [float(field.clean(part)) for part in parts]
