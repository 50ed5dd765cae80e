"""Our own cards, for whoever may have them: they hold only what the node says of itself to everybody it meets. And how
our keys stand, for whoever looks after the exchange.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import OwnCard, OwnKey
from comity.kernel.exchange.models.peers import PURPOSE_NAMES
from comity.kernel.exchange.rules import Purpose
from comity.kernel.ledger.identity import node_identity
from comity.kernel.web.badges import Text


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A key that this node has or had."""

    purpose: str
    public: str
    since: datetime
    until: datetime | None
    compromised_at: datetime | None
    signs_until: date | None
    """The last day on which a replaced key of the log signs heads beside the new one."""

    @property
    def words(self) -> Text:
        """What it is for."""
        return PURPOSE_NAMES[Purpose(self.purpose)]


def own_keys(actor: Actor) -> list[KeyStanding]:
    """The keys of this node by purpose, oldest first, with those that were replaced."""
    if not actor.may("see exchange"):
        return []
    handing_over = {key.verifier.vkey: until for key, until in node_identity().handing_over}
    return [
        KeyStanding(one.purpose, one.public, one.since, one.until, one.compromised_at, handing_over.get(one.public))
        for one in OwnKey.objects.all()
    ]


def cards_after(serial: int, limit: int) -> list[str]:
    """Our cards behind a serial, oldest first, so that a peer can follow every change of keys."""
    found = OwnCard.objects.filter(serial__gt=serial).order_by("serial")
    return list(found.values_list("envelope", flat=True)[:limit])


def newest_card() -> OwnCard | None:
    """The card that counts."""
    return OwnCard.objects.first()
