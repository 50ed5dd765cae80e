"""What the pages of pictures share: where they stand, what is asked, what to do where there is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext, pgettext_lazy

from comity.domains.substances.queries.sightings import Coverage
from comity.kernel.accounts.actor import Actor

SUBSTANCES = pgettext_lazy("navigation", "Substances")
TABS = (
    ("pictures:trends", pgettext_lazy("pictures", "Trends")),
    ("pictures:map", pgettext_lazy("pictures", "Map")),
    ("pictures:spread", pgettext_lazy("pictures", "Spread")),
    ("pictures:market", pgettext_lazy("pictures", "Market")),
    ("pictures:links", pgettext_lazy("pictures", "Linked seizures")),
)


def framed(request: HttpRequest, name: str, **context: Any) -> dict[str, Any]:
    """The context of a page, with its tabs; a stated purpose goes along."""
    purpose = request.GET.get("purpose", "")
    keep = f"?{urlencode({'purpose': purpose})}" if purpose else ""
    tabs = [(words, reverse(route) + keep, route == name) for route, words in TABS]
    title = next((words for route, words in TABS if route == name), "")
    crumbs = [(SUBSTANCES, reverse("substances:register")), (title, "")]
    covered: Sequence[Coverage] = getattr(context.get("found"), "coverage", ())
    counts = {"countries": len(covered), "reporters": sum(one.reporters for one in covered)}
    return {"tabs": tabs, "title": title, "crumbs": crumbs, **counts, **context}


def nothing_yet(actor: Actor) -> Mapping[str, str]:
    """What to do where no report can be counted."""
    empty = {
        "title": pgettext("pictures", "No report that you may see can be counted yet"),
        "text": pgettext("pictures", "Counts are made of reports that their labels let you see."),
    }
    if actor.may_in_own_party("file report"):
        empty["url"], empty["label"] = reverse("substances:new-report"), pgettext("pictures", "File a report")
    return empty
