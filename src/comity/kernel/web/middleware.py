"""What surrounds every request: bodies of bounded size, the person's language and time zone, errors in words."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from comity.base.errors import ComityError
from comity.kernel.accounts.models import User
from comity.kernel.web import errors
from comity.kernel.web.parser import storable
from comity.kernel.web.problem import MEDIA_TYPE, for_programs, problem_for_status

LARGEST_BODY = 32 * 1024 * 1024  # bytes: the largest file a form may carry, and some room
ERROR = 400

Answer = Callable[[HttpRequest], HttpResponseBase]


class BodyLimitMiddleware:
    """Refuses a body by its announced length, before a byte of it is read (without a length Django reads none), and
    addresses with characters that no database keeps.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or let through."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or not storable(request.path_info) or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        if int(length) > LARGEST_BODY:
            return errors.too_large(request)
        return self.get_response(request)


class PersonMiddleware:
    """Language and time zone of the person, unless this device has a choice of its own; pages are private."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Follow the person, and close the answer to others."""
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and isinstance(request.user, User):
            self._follow(request, request.user)
        try:
            return _private(self.get_response(request))
        finally:
            timezone.deactivate()

    def _follow(self, request: HttpRequest, user: User) -> None:
        known = dict(settings.LANGUAGES)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language in known:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        if user.time_zone in zoneinfo.available_timezones():
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))


class ErrorsInWordsMiddleware:
    """Errors of services become pages; for programs every error is a problem document, whoever made it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and put errors for programs into their one form."""
        response = self.get_response(request)
        if response.status_code < ERROR or not for_programs(request) or response["Content-Type"] == MEDIA_TYPE:
            return response
        problem = problem_for_status(request, response.status_code)
        for header in ("Allow", "Retry-After", "WWW-Authenticate"):
            if header in response:
                problem[header] = response[header]
        return problem

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for what a service refused; anything else is a fault of ours, for Django to log."""
        return errors.refused(request, exception) if isinstance(exception, ComityError) else None


def _private(response: HttpResponseBase) -> HttpResponseBase:
    if "Cache-Control" not in response:
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ("Cookie",))
    return response
