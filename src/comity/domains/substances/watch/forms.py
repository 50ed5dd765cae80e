"""Forms of alerts and subscriptions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from comity.domains.substances.models import AlertKind, AlertLevel, Topic
from comity.domains.substances.vocabularies import EffectGroup, StructuralGroup
from comity.domains.substances.watch.services import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, AlertText
from comity.kernel.parties.countries import country_choices


class AlertForm(forms.Form):
    """What an alert says. A draft of a rule is filled in already; a person corrects it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=pgettext_lazy("alerts", "Title"), max_length=LONGEST_TITLE)
    level = forms.ChoiceField(label=pgettext_lazy("alerts", "Level"), choices=AlertLevel.choices)
    country = forms.ChoiceField(label=pgettext_lazy("alerts", "Country"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("alerts", "What others should know"),
        help_text=pgettext_lazy("alerts", "What was seen, why it matters, what to do. No names of people."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].choices = [("", "–"), *country_choices()]  # type: ignore[attr-defined]  # has choices

    def values(self, kind: str = AlertKind.OTHER, substance: Any = None) -> AlertText:
        """What was typed, for a service."""
        given = self.cleaned_data
        return AlertText(given["title"], given["text"], kind, given["level"], substance, given["country"])


class ReasonForm(forms.Form):
    """Why an alert is dismissed or retracted."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=pgettext_lazy("alerts", "Reason"), max_length=LONGEST_REASON)


class SubscriptionForm(forms.Form):
    """One thing to be told about: the group, country or kind that is chosen, or the substance that is named."""

    about = forms.ChoiceField(label=pgettext_lazy("alerts", "Tell me about"))
    substance = forms.CharField(
        label=pgettext_lazy("alerts", "Name of the substance"),
        help_text=pgettext_lazy("alerts", "Only where “a substance” is chosen above."),
        max_length=300,
        required=False,
    )
    by_mail = forms.BooleanField(label=pgettext_lazy("alerts", "Also by mail"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = topics()  # type: ignore[attr-defined]  # a field with choices

    def topic(self) -> tuple[str, str]:
        """Topic and value."""
        topic, _, value = str(self.cleaned_data["about"]).partition(":")
        return topic, self.cleaned_data["substance"] if topic == Topic.SUBSTANCE else value


def topics() -> list[tuple[Any, Any]]:
    """Everything that can be chosen, in groups."""

    def group(topic: Topic, choices: Any) -> tuple[Any, list[tuple[str, Any]]]:
        return topic.label, [(f"{topic}:{value}", name) for value, name in choices]

    return [
        (Topic.EVERYTHING.value, Topic.EVERYTHING.label),
        (Topic.SUBSTANCE.value, Topic.SUBSTANCE.label),
        group(Topic.KIND, AlertKind.choices),
        group(Topic.STRUCTURE, StructuralGroup.choices),
        group(Topic.EFFECT, EffectGroup.choices),
        group(Topic.COUNTRY, country_choices()),
    ]
