"""What people fill in after the deadline of a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import pgettext_lazy

from comity.base.messages import available_languages
from comity.domains.exercises.conduct.deciding import Finding
from comity.domains.exercises.models.affairs import CASE_KINDS, FOLLOW_UP_STATES

WHY = pgettext_lazy("outcome", "An assessor must understand it years later. At least ten characters.")


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DecisionForm(forms.Form):
    """Keep the results of some findings in the consensus, or exclude them."""

    screening = forms.UUIDField(widget=forms.HiddenInput)
    findings = forms.MultipleChoiceField(
        label=pgettext_lazy("outcome", "Findings"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": pgettext_lazy("outcome", "Tick the findings that this is about.")},
    )
    action = forms.ChoiceField(
        label=pgettext_lazy("outcome", "Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("exclude", pgettext_lazy("outcome", "Exclude from the consensus; it is scored all the same")),
            ("keep", pgettext_lazy("outcome", "Keep in the consensus")),
        ],
    )
    reason = forms.CharField(label=pgettext_lazy("outcome", "Reason"), help_text=WHY, max_length=1000, widget=_text(2))

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["findings"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(one.number), f"{one.item} {one.title}") for one in findings if one.asks]


class ReasonForm(forms.Form):
    """A reason; needed where something is done a second time."""

    reason = forms.CharField(label=pgettext_lazy("outcome", "Reason"), help_text=WHY, max_length=1000, widget=_text(3))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needed:
            del self.fields["reason"]


class CaseForm(forms.Form):
    """A complaint or an appeal."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("outcome", "What it is"), widget=forms.RadioSelect, choices=list(CASE_KINDS.items())
    )
    text = forms.CharField(
        label=pgettext_lazy("outcome", "What happened, and what you ask for"), max_length=8000, widget=_text(8)
    )


class AnswerForm(forms.Form):
    """The answer to a case."""

    upheld = forms.ChoiceField(
        label=pgettext_lazy("outcome", "Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", pgettext_lazy("outcome", "Upheld")), ("no", pgettext_lazy("outcome", "Not upheld"))],
    )
    answer = forms.CharField(label=pgettext_lazy("outcome", "Answer"), max_length=8000, widget=_text(8))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FollowUpForm(forms.Form):
    """What was found out about a result, and what is done."""

    state = forms.ChoiceField(
        label=pgettext_lazy("outcome", "State"),
        widget=forms.RadioSelect,
        choices=[(state.value, name) for state, name in FOLLOW_UP_STATES.items()],
    )
    cause = forms.CharField(label=pgettext_lazy("outcome", "Cause"), required=False, max_length=4000, widget=_text(4))
    action = forms.CharField(
        label=pgettext_lazy("outcome", "What is done about it"), required=False, max_length=4000, widget=_text(4)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class StatementForm(forms.Form):
    """In which language a statement of participation is written."""

    language = forms.ChoiceField(
        label=pgettext_lazy("outcome", "Language"),
        choices=lambda: [(code, name) for code, name in settings.LANGUAGES if code in available_languages()],
    )
