"""Light, dark, or as the device: a cookie says so, set by a plain form."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comity.kernel.web.pages import local_address

COOKIE = "comity_display"
CHOICES = ("device", "light", "dark")
KEPT_FOR = 365 * 24 * 3600  # seconds


def chosen_display(request: HttpRequest) -> str:
    """What the reader chose on this device."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in CHOICES else "device"


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back."""
    response = HttpResponseRedirect(local_address(request, request.POST.get("next")))
    chosen = request.POST.get("display", "")
    if chosen in CHOICES:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, chosen, max_age=KEPT_FOR, secure=secure, httponly=True, samesite="Lax")
    return response
