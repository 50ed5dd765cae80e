"""What every page shows besides its own content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info, pgettext_lazy

import comity
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.web import standing
from comity.kernel.web.badges import Text
from comity.kernel.web.contributions import navigation_for
from comity.kernel.web.display import chosen_display

ACCOUNT_TABS: tuple[tuple[Text, str], ...] = (
    (pgettext_lazy("account", "My account"), "accounts:mine"),
    (pgettext_lazy("account", "E-mail"), "account_email"),
    (pgettext_lazy("account", "Password"), "account_change_password"),
    (pgettext_lazy("account", "Second factor and passkeys"), "mfa_index"),
    (pgettext_lazy("account", "Sessions"), "usersessions_list"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Version, languages, display, navigation and who is acting for whom; each is looked up only where it is shown."""
    return {
        "version": comity.__version__,
        "languages": [(code, get_language_info(code)) for code, _name in settings.LANGUAGES],
        "display": chosen_display(request),
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "standing": SimpleLazyObject(lambda: standing.of(request)),
        "account_tabs": SimpleLazyObject(lambda: _account_tabs(request)),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    actor = actor_of(request)
    entries = navigation_for(actor) if actor else []
    places = {place: entry for entry in entries for place in (entry.url, *entry.also)}
    here = places.get(max((place for place in places if _is_here(request.path, place)), key=len, default=""))
    return [{"label": entry.label, "url": entry.url, "current": entry is here} for entry in entries]


def _account_tabs(request: HttpRequest) -> list[tuple[Text, str, bool]]:
    found = [(label, reverse(name)) for label, name in ACCOUNT_TABS]
    here = max((address for _label, address in found if _is_here(request.path, address)), key=len, default="")
    return [(label, address, address == here) for label, address in found]


def _is_here(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
