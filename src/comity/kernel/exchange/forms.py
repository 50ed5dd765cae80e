"""Forms of this room's pages. Services check again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.models import ROLE_CHOICES
from comity.kernel.exchange.limits import LARGEST_CARD
from comity.kernel.exchange.models import Peer
from comity.kernel.exchange.models.records import RECORD_STATE_NAMES
from comity.kernel.exchange.records import known_questions, known_types
from comity.kernel.exchange.rules import ANY_TYPE, QUESTION
from comity.kernel.handling.forms import PURPOSES, LabelForm
from comity.kernel.handling.label import Label
from comity.kernel.web.forms import SearchField


class CardForm(forms.Form):
    """The card of another node: as a file, pasted, or at its address."""

    file = forms.FileField(label=pgettext_lazy("exchange", "Card as a file"), required=False)
    card = forms.CharField(
        label=pgettext_lazy("exchange", "or the card itself"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "dir": "ltr", "class": "code"}),
        max_length=LARGEST_CARD,
        required=False,
    )
    address = forms.CharField(
        label=pgettext_lazy("exchange", "or the address of the node"),
        help_text=pgettext_lazy("exchange", "As in https://comity.example.org; its card is fetched from there."),
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        given: dict[str, Any] = super().clean() or {}
        uploaded = given.get("file")
        if uploaded is not None and uploaded.size > LARGEST_CARD:
            self.add_error("file", pgettext_lazy("exchange", "This is too large for a card."))
        if not any(given.get(name) for name in ("file", "card", "address")) and not self.errors:
            self.add_error(None, pgettext_lazy("exchange", "Give a card: as a file, pasted, or an address."))
        return given


class FingerprintForm(forms.Form):
    """What the people of the other node have read out."""

    fingerprint = forms.CharField(
        label=pgettext_lazy("exchange", "The fingerprint that they read to you"),
        help_text=pgettext_lazy("exchange", "At least its first 32 digits. Spaces do not count."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "class": "code"}),
    )


class ReasonForm(forms.Form):
    """Why; it is written down, and where others are told, they read it."""

    reason = forms.CharField(
        label=pgettext_lazy("exchange", "Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class NarrowingForm(LabelForm):
    """A stricter label for a record that has left. A list from which the last name goes is empty, not gone."""

    reason = forms.CharField(
        label=pgettext_lazy("exchange", "Reason"),
        help_text=pgettext_lazy("exchange", "Whoever holds the record reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def to_label(self) -> Label:
        """The label that was chosen."""
        chosen = super().to_label()
        if chosen.releasable_to is None and self.base.releasable_to is not None:
            return replace(chosen, releasable_to=frozenset())
        return chosen


class AgreementForm(forms.Form):
    """What may pass, which way, for what."""

    record_type = forms.ChoiceField(label=pgettext_lazy("exchange", "What"))
    may_send = forms.BooleanField(label=pgettext_lazy("exchange", "It may go from here to there"), required=False)
    may_receive = forms.BooleanField(label=pgettext_lazy("exchange", "It may come from there to here"), required=False)
    purposes = forms.MultipleChoiceField(
        label=pgettext_lazy("exchange", "Purposes for which it may be used there"),
        choices=list(PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=pgettext_lazy(
            "exchange", "Records whose label names purposes go only where one of these was agreed."
        ),
    )
    roles = forms.MultipleChoiceField(
        label=pgettext_lazy("exchange", "Who here sends it or asks it"),
        help_text=pgettext_lazy("exchange", "Nobody chosen: everybody whose right it is. Who reads it, labels decide."),
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        types = {one.name: one.words for one in known_types()}
        questions = [(f"{QUESTION}{one.name}", one.words) for one in known_questions()]
        every = (ANY_TYPE, pgettext_lazy("exchange", "Every record type, also unknown ones (for a relay)"))
        self.fields["record_type"].choices = [*types.items(), *questions, every]  # type: ignore[attr-defined]  # a ChoiceField


class RouteForm(forms.Form):
    """Who passes on to whom."""

    relay = forms.BooleanField(
        label=pgettext_lazy("exchange", "It passes on to us what other nodes have signed"), required=False
    )
    served = forms.BooleanField(
        label=pgettext_lazy("exchange", "We pass on to it what other nodes have signed"), required=False
    )
    through = forms.ModelChoiceField(
        label=pgettext_lazy("exchange", "It is reached over"),
        queryset=Peer.objects.none(),
        required=False,
        empty_label=pgettext_lazy("exchange", "Directly"),
    )

    def __init__(self, *args: Any, peers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["through"].queryset = peers  # type: ignore[attr-defined]  # a ModelChoiceField


class RecordFilter(forms.Form):
    """What of the traffic to show."""

    type = forms.ChoiceField(label=pgettext_lazy("exchange", "What"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("exchange", "State"),
        choices=[("", "–"), *((one.value, name) for one, name in RECORD_STATE_NAMES.items())],
        required=False,
    )
    origin = SearchField(label=pgettext_lazy("exchange", "Node"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        types = {one.name: one.words for one in known_types()}
        self.fields["type"].choices = [("", "–"), *types.items()]  # type: ignore[attr-defined]  # a ChoiceField
