"""What the watch and the library contribute to pages that span rooms."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.domains.substances.watch.queries import drafts, unread
from comity.domains.substances.watch.words import level_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import NavigationEntry, WaitingItem

MOST_SHOWN = 5


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """The search of spectra and the alerts, for everybody who has a role."""
    if actor.may("search spectra"):
        label, also = pgettext_lazy("navigation", "Spectra"), (reverse("spectra:list"),)
        yield NavigationEntry(label, reverse("spectra:search"), also)
    if actor.may("see alerts"):
        yield NavigationEntry(pgettext_lazy("navigation", "Alerts"), reverse("watch:alerts"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """Drafts to review, and alerts that one has not read."""
    if actor.may_in_own_party("review alert"):
        for one in drafts(actor)[:MOST_SHOWN]:
            url = reverse("watch:review", args=[one.pk])
            why = pgettext_lazy("waiting", "An alert waits for review.")
            yield WaitingItem(one.title, url, why, badge=level_badge(one))
    if actor.may("see alerts"):
        for one in unread(actor)[:MOST_SHOWN]:
            url = reverse("watch:alert", args=[one.pk])
            yield WaitingItem(one.title, url, pgettext_lazy("waiting", "A new alert."), badge=level_badge(one))
