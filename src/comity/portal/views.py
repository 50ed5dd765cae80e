"""Home, search, about, health."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import comity
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.web.contributions import LONGEST_SEARCH, NavigationEntry, found_for, navigation_for, waiting_for
from comity.kernel.web.pages import for_actor

HOME = pgettext_lazy("navigation", "Home")


def navigation(_actor: Actor) -> list[NavigationEntry]:
    """The portal's own entry."""
    return [NavigationEntry(HOME, reverse("home"))]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me; for visitors, what this is and how to come in."""
    actor = actor_of(request)
    if actor is None:
        return render(request, "portal/welcome.html")
    rooms = [entry for entry in navigation_for(actor) if entry.url != reverse("home")]
    return render(request, "portal/home.html", {"waiting": waiting_for(actor), "rooms": rooms})


@require_safe
@for_actor
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One question to all rooms."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = found_for(actor, words)
    return render(request, "portal/search.html", {"words": words, "found": found, "longest": LONGEST_SEARCH})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What runs here, its licence, and whom to ask."""
    return render(request, "portal/about.html")


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Whether this node answers and reaches its data; for monitors, so it says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "database not reached"}, status=503)
    return JsonResponse({"status": "ok", "version": comity.__version__})
