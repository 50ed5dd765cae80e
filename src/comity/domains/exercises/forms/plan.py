"""The common parts of a plan as a form. What the form does not show stays in the plan as it is.

Nothing is checked here but numbers: the plan is read as a whole afterwards, and every fault comes back beside its
field.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.plan.routes import CONSENSUS_ESTIMATORS
from comity.kernel.web.forms import DecimalField

MOST_ROWS: Final = 300
SWITCH = [("keep", pgettext_lazy("plan", "keep")), ("exclude", pgettext_lazy("plan", "exclude"))]
DISTINCT = [("distinct", pgettext_lazy("plan", "distinct")), ("equivalent", pgettext_lazy("plan", "equivalent"))]
CONSENSUS_WORDS = {
    "q_hampel": pgettext_lazy("plan", "Q method and Hampel estimator"),
    "algorithm_a": pgettext_lazy("plan", "Algorithm A"),
    "algorithm_a_third_figure": pgettext_lazy("plan", "Algorithm A, until the third figure stands"),
    "hampel": pgettext_lazy("plan", "Hampel estimator"),
    "median_niqr": pgettext_lazy("plan", "Median and nIQR"),
    "mad_e": pgettext_lazy("plan", "Median and scaled MAD"),
    "mean": pgettext_lazy("plan", "Mean and standard deviation"),
    "censored_normal": pgettext_lazy("plan", "Maximum likelihood with “<” results"),
}
ASSIGNED_WORDS = {
    "participants": pgettext_lazy("plan", "consensus of the participants"),
    "formulation": pgettext_lazy("plan", "formulation"),
    "reference_material": pgettext_lazy("plan", "certified reference material"),
    "one_laboratory": pgettext_lazy("plan", "one laboratory"),
    "comparison": pgettext_lazy("plan", "comparison with a reference material"),
    "expert_laboratories": pgettext_lazy("plan", "expert laboratories"),
}
SIGMA_WORDS = {
    "participants": pgettext_lazy("plan", "from the participants"),
    "perception": pgettext_lazy("plan", "fitness for purpose"),
    "previous_rounds": pgettext_lazy("plan", "previous rounds"),
    "horwitz": pgettext_lazy("plan", "Horwitz"),
    "precision_experiment": pgettext_lazy("plan", "precision experiment"),
}


class Line(forms.CharField):
    """A text that may be empty."""

    def __init__(self, label: Any, *, help_text: Any = "", rows: int = 0, size: int = 0) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"size": size} if size else {})
        super().__init__(label=label, required=False, help_text=help_text, widget=widget, strip=True)


class Choice(forms.ChoiceField):
    """One of several, with words."""

    def __init__(self, label: Any, choices: Any, *, help_text: Any = "") -> None:
        super().__init__(label=label, required=False, choices=choices, help_text=help_text)


class Number(DecimalField):
    """A number that may be missing."""

    def __init__(self, label: Any, *, help_text: Any = "") -> None:
        super().__init__(label=label, required=False, help_text=help_text)


class WholeForm(forms.Form):
    """What holds for the whole round."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    coordinator = Line(pgettext_lazy("plan", "Coordinator named in the reports"))
    expected_participants = forms.IntegerField(
        label=pgettext_lazy("plan", "Expected participants"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "decimal"}),
    )
    consensus = Choice(
        pgettext_lazy("plan", "Consensus of the participants"),
        [(name, CONSENSUS_WORDS.get(name, name)) for name in CONSENSUS_ESTIMATORS],
        help_text=pgettext_lazy("plan", "All are shown side by side in the reports; this one counts."),
    )
    uncertainty = Choice(
        pgettext_lazy("plan", "Its standard uncertainty"),
        [("formula", pgettext_lazy("plan", "by formula")), ("bootstrap", pgettext_lazy("plan", "by bootstrap"))],
    )
    blunders = Choice(pgettext_lazy("plan", "Gate: blunders"), SWITCH)
    units = Choice(pgettext_lazy("plan", "Gate: units"), SWITCH)
    forms_ = Choice(pgettext_lazy("plan", "Gate: base and salt"), SWITCH)
    sample_swap = Choice(pgettext_lazy("plan", "Gate: exchanged items"), SWITCH)
    decimal_mark = Choice(
        pgettext_lazy("plan", "Decimal mark"),
        [
            ("", pgettext_lazy("plan", "point and comma are understood")),
            ("point", pgettext_lazy("plan", "point only")),
            ("comma", pgettext_lazy("plan", "comma only")),
        ],
    )
    coverage_factor = Number(
        pgettext_lazy("plan", "Coverage factor of uncertainties that state none"),
        help_text=pgettext_lazy("plan", "Empty: such a result is refused."),
    )
    traces = Choice(
        pgettext_lazy("plan", "Declared traces"),
        [("ignore", pgettext_lazy("plan", "do not count")), ("count", pgettext_lazy("plan", "count"))],
    )
    isomers = Choice(pgettext_lazy("plan", "Isomers"), DISTINCT)
    salts = Choice(pgettext_lazy("plan", "Salts and base"), DISTINCT)
    partial = Choice(
        pgettext_lazy("plan", "Naming only the class of a substance"),
        [("none", pgettext_lazy("plan", "does not count")), ("credit", pgettext_lazy("plan", "counts"))],
    )
    menu = Line(
        pgettext_lazy("plan", "Menu of substances"), help_text=pgettext_lazy("plan", "One on each line."), rows=6
    )
    aliases = Line(
        pgettext_lazy("plan", "Other names"),
        help_text=pgettext_lazy("plan", "One substance on each line, as in heroin = diacetylmorphine; diamorphine"),
        rows=4,
    )


class ItemForm(forms.Form):
    """A test item."""

    origin = forms.CharField(required=False, widget=forms.HiddenInput)
    code = Line(pgettext_lazy("plan", "Code"), size=6)
    title = Line(pgettext_lazy("plan", "Title"))
    matrix = Line(pgettext_lazy("plan", "Matrix"))
    major = Line(pgettext_lazy("plan", "Major substances"))
    minor = Line(pgettext_lazy("plan", "Minor substances"))
    trace = Line(pgettext_lazy("plan", "Traces"))


class MeasurandForm(forms.Form):
    """What is measured."""

    origin = forms.CharField(required=False, widget=forms.HiddenInput)
    code = Line(pgettext_lazy("plan", "Code"), size=8)
    title = Line(pgettext_lazy("plan", "Title"))
    kind = Choice(
        pgettext_lazy("plan", "Kind"),
        [("quantity", pgettext_lazy("plan", "quantity")), ("ordinal", pgettext_lazy("plan", "ordered levels"))],
    )
    substance = Line(pgettext_lazy("plan", "Substance"))
    quantity = Line(pgettext_lazy("plan", "Quantity"))
    unit = Line(pgettext_lazy("plan", "Unit"), size=8)
    form = Line(pgettext_lazy("plan", "Form"), size=8)
    units = Line(pgettext_lazy("plan", "Other units"))
    forms_ = Line(pgettext_lazy("plan", "Other forms"))
    levels = Line(pgettext_lazy("plan", "Levels"))


class EvaluationForm(forms.Form):
    """An item and a measurand that are scored together."""

    origin = forms.CharField(required=False, widget=forms.HiddenInput)
    item = Line(pgettext_lazy("plan", "Item"), size=6)
    measurand = Line(pgettext_lazy("plan", "Measurand"), size=8)
    route = Choice(pgettext_lazy("plan", "Assigned value"), list(ASSIGNED_WORDS.items()))
    value = Number(pgettext_lazy("plan", "Value"))
    standard_uncertainty = Number(pgettext_lazy("plan", "Standard uncertainty"))
    traceable_to = Line(pgettext_lazy("plan", "Traceable to"))
    sigma_route = Choice(pgettext_lazy("plan", "sigma_pt"), list(SIGMA_WORDS.items()))
    sigma_value = Number(pgettext_lazy("plan", "sigma_pt: value"))
    relative_percent = Number(pgettext_lazy("plan", "sigma_pt: relative, %"))
    sigma_maximum_error = Number(pgettext_lazy("plan", "sigma_pt: from the largest error"))
    expected = Line(pgettext_lazy("plan", "Expected level"))
