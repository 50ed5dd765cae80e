"""Who reads through a request, and for which purpose they say they do: `?purpose=public-health`."""

from __future__ import annotations

from django.http import HttpRequest

from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import viewer_of

LONGEST_PURPOSE = 40  # characters, as on a label


def reader_of(request: HttpRequest, actor: Actor) -> Viewer:
    """The viewer that the actor is in this request; a page with several lists makes it once."""
    return viewer_of(actor, purpose=request.GET.get("purpose", "")[:LONGEST_PURPOSE])
