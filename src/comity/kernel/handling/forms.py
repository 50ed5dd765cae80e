"""The form of a label, for every page on which something is labelled. It holds what was typed; services decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy

from comity.base.errors import InputError
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.belonging import COMMUNITIES
from comity.kernel.handling.label import (
    Evaluation,
    JudicialUse,
    Label,
    Onward,
    PermissibleActions,
    Scheme,
    Tlp,
)
from comity.kernel.handling.words import SCHEME_NAMES
from comity.kernel.parties.countries import country_choices
from comity.kernel.parties.models import KIND_NAMES
from comity.kernel.parties.queries import list_parties
from comity.kernel.parties.rules import Kind
from comity.kernel.web.forms import DateInput

Choices = list[tuple[str, Any]]
TLP_CHOICES: Choices = [
    (Tlp.RED.value, pgettext_lazy("label form", "TLP:RED – only the recipients named")),
    (Tlp.AMBER_STRICT.value, pgettext_lazy("label form", "TLP:AMBER+STRICT – only the recipients' own organisations")),
    (Tlp.AMBER.value, pgettext_lazy("label form", "TLP:AMBER – recipients, their members and clients")),
    (Tlp.GREEN.value, pgettext_lazy("label form", "TLP:GREEN – everybody who acts for an organisation on this node")),
    (Tlp.CLEAR.value, pgettext_lazy("label form", "TLP:CLEAR – everybody, also without signing in")),
]
ONWARD_CHOICES: Choices = [
    (Onward.NONE.value, pgettext_lazy("label form", "Not at all")),
    (Onward.ASK.value, pgettext_lazy("label form", "After asking us")),
    (Onward.LISTED.value, pgettext_lazy("label form", "To whoever is on the release list")),
]
JUDICIAL_CHOICES: Choices = [
    (JudicialUse.NOT.value, pgettext_lazy("label form", "Not allowed")),
    (JudicialUse.WITH_PERMISSION.value, pgettext_lazy("label form", "With our permission")),
    (JudicialUse.ALLOWED.value, pgettext_lazy("label form", "Allowed")),
]
ACTION_CHOICES: Choices = [(one.value, f"PAP:{one.value}") for one in PermissibleActions]
PURPOSES: dict[str, Any] = {
    "criminal-investigation": pgettext_lazy("purpose", "criminal investigation"),
    "judicial-proceedings": pgettext_lazy("purpose", "judicial proceedings"),
    "crime-prevention": pgettext_lazy("purpose", "prevention of crime"),
    "public-health": pgettext_lazy("purpose", "public health"),
    "quality-assurance": pgettext_lazy("purpose", "quality assurance"),
    "training-and-research": pgettext_lazy("purpose", "training and research"),
}
SCHEME_CHOICES: Choices = [("", "–"), *((scheme.value, name) for scheme, name in SCHEME_NAMES.items())]


class LabelForm(forms.Form):
    """A label. A page adds it to its own form under a prefix, or uses it alone."""

    tlp = forms.ChoiceField(
        label=pgettext_lazy("label form", "Who may see this"), choices=TLP_CHOICES, widget=forms.RadioSelect
    )
    releasable_to = forms.MultipleChoiceField(
        label=pgettext_lazy("label form", "Release to"),
        help_text=pgettext_lazy(
            "label form", "Nobody chosen: only your own organisation, unless it is TLP:GREEN or TLP:CLEAR."
        ),
        required=False,
    )
    not_releasable_to = forms.MultipleChoiceField(
        label=pgettext_lazy("label form", "Never release to"),
        help_text=pgettext_lazy("label form", "Beats everything else."),
        required=False,
    )
    onward = forms.ChoiceField(label=pgettext_lazy("label form", "May they pass it on"), choices=ONWARD_CHOICES)
    purposes = forms.MultipleChoiceField(
        label=pgettext_lazy("label form", "Only for these purposes"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    judicial_use = forms.ChoiceField(
        label=pgettext_lazy("label form", "Use in judicial proceedings"), choices=JUDICIAL_CHOICES
    )
    permissible_actions = forms.ChoiceField(
        label=pgettext_lazy("label form", "Permissible actions"), choices=ACTION_CHOICES
    )
    expires = forms.DateField(label=pgettext_lazy("label form", "Expires on"), required=False, widget=DateInput)
    scheme = forms.ChoiceField(
        label=pgettext_lazy("label form", "Evaluated by the scheme"), choices=SCHEME_CHOICES, required=False
    )
    codes = forms.CharField(
        label=pgettext_lazy("label form", "Codes"),
        help_text=pgettext_lazy("label form", "Source, information and handling, as in B2 or A1 H1."),
        required=False,
        max_length=20,
    )

    def __init__(self, *args: Any, actor: Actor, label: Label | None = None, **options: Any) -> None:
        self.base = label or Label(Tlp.AMBER_STRICT, str(actor.party_id or ""))
        options["initial"] = _initial(self.base) | (options.get("initial") or {})
        super().__init__(*args, **options)
        names, self.communities = _name_choices(actor, self.base)
        for name in ("releasable_to", "not_releasable_to"):
            self.fields[name].choices = names  # type: ignore[attr-defined]  # a field with choices
        kept = {purpose: purpose for purpose in self.base.purposes or () if purpose not in PURPOSES}
        self.fields["purposes"].choices = [*PURPOSES.items(), *kept.items()]  # type: ignore[attr-defined]  # see above

    @property
    def limits_more(self) -> bool:
        """Whether the part that is folded away says something that is not the default."""
        folded = ("onward", "purposes", "judicial_use", "permissible_actions", "expires", "scheme", "codes")
        return any(name in self.errors for name in folded) or bool(self.base.purposes or self.base.expires)

    def clean(self) -> dict[str, Any]:
        """TLP:RED names recipients one by one, and codes belong to their scheme."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("tlp") == Tlp.RED and self.communities & set(cleaned.get("releasable_to", ())):
            told = pgettext_lazy(
                "label form", "TLP:RED reaches only whoever is named. Choose organisations, no networks."
            )
            self.add_error("releasable_to", told)
        if self._evaluations(cleaned) is None:
            told = pgettext_lazy("label form", "Choose a scheme, and give two codes that belong to it.")
            self.add_error("codes", told)
        return cleaned

    def to_label(self) -> Label:
        """The label that was chosen; what the form does not show stays as it was."""
        chosen = self.cleaned_data
        listed = frozenset(chosen["releasable_to"])
        return replace(
            self.base,
            tlp=Tlp(chosen["tlp"]),
            releasable_to=listed or None,
            not_releasable_to=frozenset(chosen["not_releasable_to"]),
            onward=Onward(chosen["onward"]),
            purposes=frozenset(chosen["purposes"]) or None,
            judicial_use=JudicialUse(chosen["judicial_use"]),
            permissible_actions=PermissibleActions(chosen["permissible_actions"]),
            expires=datetime.combine(chosen["expires"], time(), UTC) if chosen["expires"] else None,
            evaluations=self.base.evaluations | (self._evaluations(chosen) or frozenset()),
        )

    def _evaluations(self, cleaned: dict[str, Any]) -> frozenset[Evaluation] | None:
        """What was typed: nothing, one evaluation, or something that cannot be read (`None`)."""
        scheme, codes = cleaned.get("scheme", ""), cleaned.get("codes", "").upper().split()
        if not scheme and not codes:
            return frozenset()
        try:
            source, information = codes[0]
            return frozenset({Evaluation(Scheme(scheme), source, information, tuple(codes[1:]))})
        except (InputError, ValueError, IndexError):
            return None


def _initial(label: Label) -> dict[str, Any]:
    return {
        "tlp": label.tlp.value,
        "releasable_to": sorted((label.releasable_to or frozenset()) - {label.originator}),
        "not_releasable_to": sorted(label.not_releasable_to),
        "onward": label.onward.value,
        "purposes": sorted(label.purposes or ()),
        "judicial_use": label.judicial_use.value,
        "permissible_actions": label.permissible_actions.value,
        "expires": label.expires.date() if label.expires else None,
    }


def _name_choices(actor: Actor, base: Label) -> tuple[Choices, set[str]]:
    """Parties by kind, communities first, then countries, then names known to no list; and which are communities."""
    by_kind: dict[str, Choices] = {}
    for party in list_parties(actor):
        by_kind.setdefault(party.kind, []).append((str(party.pk), party.name))
    order = sorted(Kind, key=lambda kind: kind not in COMMUNITIES)
    groups: list[Any] = [(KIND_NAMES[kind], by_kind[kind]) for kind in order if kind in by_kind]
    countries = country_choices(get_language() or "en")
    groups.append((pgettext_lazy("label form", "countries"), countries))
    shown = {name for _, names in groups for name, _ in names}
    kept = ((base.releasable_to or frozenset()) | base.not_releasable_to) - shown - {base.originator}
    if kept:
        groups.append((pgettext_lazy("label form", "named before"), [(name, name) for name in sorted(kept)]))
    communities = {name for kind in COMMUNITIES for name, _ in by_kind.get(kind, ())}
    return groups, communities | {code for code, _ in countries}
