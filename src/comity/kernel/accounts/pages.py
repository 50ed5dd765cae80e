"""What this room contributes to pages that span rooms."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts import queries
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import NavigationEntry, WaitingItem

PEOPLE = pgettext_lazy("navigation", "People")


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """The people of the organisation acted for."""
    if actor.may_in_own_party("see people"):
        yield NavigationEntry(PEOPLE, reverse("accounts:own_people"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """A second factor that is not set up yet."""
    if actor.user_id is not None and not queries.second_factors(actor):
        yield WaitingItem(
            title=pgettext_lazy("waiting", "Protect your account with a passkey or a second factor"),
            url=reverse("mfa_index"),
            why=pgettext_lazy("waiting", "A password alone can be stolen without your noticing."),
        )
