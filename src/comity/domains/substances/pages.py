"""What this room contributes to pages that span rooms: navigation, what waits, search."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext, pgettext_lazy

from comity.domains.substances.queries import SubstanceSearch, substances, waiting_for_release
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import Found, NavigationEntry, SearchHit, WaitingItem

SUBSTANCES = pgettext_lazy("navigation", "Substances")


def navigation(actor: Actor) -> Iterator[NavigationEntry]:
    """The register and the reports, for everybody who has a role."""
    if actor.may("see substances"):
        yield NavigationEntry(SUBSTANCES, reverse("substances:register"))


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """One's own reports that nobody has released yet."""
    count = waiting_for_release(actor).count()
    if count:
        title = ngettext("%(count)s report waits for its release", "%(count)s reports wait for their release", count)
        why = pgettext_lazy("substances", "Until then only your own organisation sees them.")
        yield WaitingItem(title % {"count": count}, f"{reverse('substances:reports')}?state=waiting", why)


def found(actor: Actor, words: str, limit: int) -> Found:
    """Substances by any of their names, in any spelling, and by identifier. Reports are not searched here."""
    rows = substances(actor, SubstanceSearch(text=words))[:limit]
    hits = tuple(
        SearchHit(one.name, reverse("substances:substance", args=[one.pk]), one.get_state_display(), one.formula)
        for one in rows
    )
    return Found(SUBSTANCES, hits, f"{reverse('substances:register')}?{urlencode({'q': words})}")
