"""Which laboratory takes part from which node."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy

from comity.kernel.exchange.models import Peer
from comity.kernel.parties.countries import country_choices
from comity.kernel.parties.models import Party


class TieForm(forms.Form):
    """A laboratory that is registered here, and the node that it has by now."""

    laboratory = forms.ModelChoiceField(
        label=pgettext_lazy("exercises", "Laboratory"), queryset=Party.objects.none(), empty_label="–"
    )
    peer = forms.ModelChoiceField(
        label=pgettext_lazy("exercises", "Its own node"), queryset=Peer.objects.none(), empty_label="–"
    )
    sure = forms.BooleanField(
        label=pgettext_lazy("exercises", "Its people have said so: from now on that node alone speaks for it here")
    )

    def __init__(self, *args: Any, laboratories: Any, peers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["laboratory"].queryset = laboratories  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["peer"].queryset = peers  # type: ignore[attr-defined]  # see above


class AdoptForm(forms.Form):
    """A laboratory of ours as an organiser's node knows it."""

    identifier = forms.UUIDField(
        label=pgettext_lazy("exercises", "Identifier"),
        help_text=pgettext_lazy("exercises", "The people of the organiser's node read it from this page at theirs."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "class": "code"}),
    )
    name = forms.CharField(label=pgettext_lazy("exercises", "Name of the laboratory"), max_length=200)
    country = forms.ChoiceField(label=pgettext_lazy("exercises", "Country"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "–"), *country_choices(get_language() or "en")]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
