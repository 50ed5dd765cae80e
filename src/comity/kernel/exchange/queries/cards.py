"""Our own cards, for whoever may have them: they hold only what the node says of itself to everybody it meets."""

from __future__ import annotations

from comity.kernel.exchange.models import OwnCard


def cards_after(serial: int, limit: int) -> list[str]:
    """Our cards behind a serial, oldest first, so that a peer can follow every change of keys."""
    found = OwnCard.objects.filter(serial__gt=serial).order_by("serial")
    return list(found.values_list("envelope", flat=True)[:limit])


def newest_card() -> OwnCard | None:
    """The card that counts."""
    return OwnCard.objects.first()
