"""The whole form of a plan: its parts, rows that can be added and removed, and faults put beside their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import get_language, pgettext

from comity.domains.exercises.forms import plan_data
from comity.domains.exercises.forms.plan import MOST_ROWS, EvaluationForm, ItemForm, MeasurandForm, WholeForm
from comity.kernel.tables import PlacedError

ROWS = {"items": ItemForm, "measurands": MeasurandForm, "evaluations": EvaluationForm}
# A row is empty, and left out, when nothing stands in these fields; choices always hold something.
SAYING = {
    "items": ("code", "title", "matrix", "major", "minor", "trace"),
    "measurands": ("code", "title", "substance", "quantity", "unit", "form", "units", "forms_", "levels"),
    "evaluations": ("item", "measurand", "value", "standard_uncertainty", "sigma_value", "expected"),
}
SPARE_ROWS = 2
PLACE = re.compile(r"(items|measurands|evaluations)\[(\d+)\](?:\.(.*))?")
OTHER_NAMES = {
    "forms": "forms_",
    "assigned_value": "route",
    "sigma_pt": "sigma_route",
    "sigma_pt.route": "sigma_route",
    "sigma_pt.value": "sigma_value",
    "sigma_pt.relative_percent": "relative_percent",
    "sigma_pt.maximum_error": "sigma_maximum_error",
}


class PlanSheet:
    """The form in the state that a plan or a request gives it."""

    def __init__(self, plan: Mapping[str, Any], data: QueryDict | None = None, *, version: int, frozen: bool) -> None:
        self.plan = plan
        self.data = data
        initial = {**plan_data.whole_initial(plan), "version": version}
        self.whole = WholeForm(data, initial=initial, prefix="whole")
        if frozen:
            self.whole.fields["reason"] = reason_field()
        rows = {
            "items": plan_data.item_initial(plan),
            "measurands": plan_data.measurand_initial(plan),
            "evaluations": plan_data.evaluation_initial(plan),
        }
        self.sets = {name: _formset(form, rows[name], data, name) for name, form in ROWS.items()}

    def is_valid(self) -> bool:
        """Whether numbers are numbers; whether the plan holds together, the plan itself says."""
        return all([self.whole.is_valid(), *(one.is_valid() for one in self.sets.values())])

    def plan_data(self) -> dict[str, Any]:
        """The plan as typed."""
        rows = {name: [form.cleaned_data for form in self._kept(name)] for name in ROWS}
        return plan_data.plan_from_form(self.plan, self.whole.cleaned_data, **rows)

    def add_faults(self, faults: Iterable[PlacedError]) -> None:
        """Put each fault beside the field that it is about, else above the form, with its key."""
        for fault in faults:
            language = get_language() or "en"
            words = f"{fault.what.render(language)} {fault.remedy.render(language) if fault.remedy else ''}".strip()
            form, name = self._field(fault.place.key)
            if name not in form.fields:
                words = f"{fault.place.key}: {words}"
            form.add_error(name if name in form.fields else None, words)

    @property
    def all_errors(self) -> list[tuple[str, str, str]]:
        """Where (an anchor), the label of the field, what: for the summary at the top."""
        found = []
        for form in (self.whole, *(form for one in self.sets.values() for form in one)):
            for name, errors in form.errors.items():
                bound = form[name] if name in form.fields else None
                label = (
                    f"{form.prefix} {bound.label}"
                    if bound and form is not self.whole
                    else str(bound.label if bound else "")
                )
                found += [(bound.id_for_label if bound else "", label, str(error)) for error in errors]
        return found

    def _kept(self, name: str) -> list[forms.Form]:
        return [
            form
            for form in self.sets[name]
            if hasattr(form, "cleaned_data")
            and not form.cleaned_data.get("DELETE")
            and any(form.cleaned_data.get(field) not in ("", None) for field in SAYING[name])
        ]

    def _field(self, key: str) -> tuple[forms.Form, str]:
        found = PLACE.fullmatch(key)
        if found is None:
            last = key.rpartition(".")[2]
            if key.startswith("vocabulary.aliases"):
                last = "aliases"
            return self.whole, OTHER_NAMES.get(last, last)
        rows = self._kept(found[1])
        position, inside = int(found[2]) - 1, found[3] or ""
        if position >= len(rows):
            return self.whole, ""
        if inside in OTHER_NAMES:
            return rows[position], OTHER_NAMES[inside]
        parts = inside.split(".")
        name = parts[-1] if parts[0] in {"composition", "assigned_value"} else parts[0]
        return rows[position], name or ("item" if found[1] == "evaluations" else "code")


def with_more_rows(data: QueryDict, name: str) -> QueryDict:
    """What was typed, with further empty rows in one of the parts."""
    changed = data.copy()
    if name in ROWS:
        total = changed.get(f"{name}-TOTAL_FORMS", "0")
        count = int(total) if total.isascii() and total.isdecimal() and len(total) < 5 else 0
        changed[f"{name}-TOTAL_FORMS"] = str(min(MOST_ROWS, count + SPARE_ROWS))
    return changed


def reason_field() -> forms.CharField:
    """Why a frozen plan is changed."""
    return forms.CharField(
        label=pgettext("plan", "Why the frozen plan is changed"),
        help_text=pgettext("plan", "The reports show the change and this reason."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _formset(form: type[forms.Form], rows: list[dict[str, Any]], data: QueryDict | None, name: str) -> Any:
    made = formset_factory(
        form, extra=0 if rows else SPARE_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return made(data, initial=rows, prefix=name)
