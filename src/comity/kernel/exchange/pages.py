"""What this room contributes to pages that span rooms."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange import queries
from comity.kernel.exchange.rules import PeerState
from comity.kernel.exchange.words import SERIOUS, standing_of
from comity.kernel.web.contributions import NavigationEntry, WaitingItem

EXCHANGE = pgettext_lazy("navigation", "Exchange")


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """The exchange, for who looks after it."""
    if actor.may("see exchange"):
        yield NavigationEntry(EXCHANGE, reverse("exchange:home"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """Peers that wait for a person."""
    if not actor.may("introduce peer"):
        return
    for peer in queries.list_peers(actor):
        if peer.state == PeerState.INTRODUCED or peer.fault in SERIOUS:
            standing = standing_of(peer)
            url = reverse("exchange:peer", args=[peer.pk])
            yield WaitingItem(title=peer.name, url=url, why=standing.sentence, badge=standing.badge)
