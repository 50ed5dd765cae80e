"""Error pages: what happened, in words, and what to do. Nothing of the inside of the node, and no record's existence.

Named in `config/urls.py` as handler400 … handler500, in the settings as CSRF_FAILURE_VIEW.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language, pgettext, pgettext_lazy

from comity.base.errors import ComityError, NotFoundError
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import kept_fields, sent_from_here
from comity.kernel.web.problem import for_programs, problem_for_error, problem_for_status, status_of

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: Text
    what: Text
    remedy: Text


BAD_REQUEST = Words(
    pgettext_lazy("error page", "This request cannot be read"),
    pgettext_lazy("error page", "Something in the address or in what was sent is not as this site expects it."),
    pgettext_lazy("error page", "Go back, reload the page and try again. Links from old mails may have expired."),
)
NOT_FOUND = Words(
    pgettext_lazy("error page", "There is nothing here for you"),
    pgettext_lazy("error page", "Either this page does not exist, or it is not for the role in which you act now."),
    pgettext_lazy(
        "error page", "Check the address, or act in another of your roles. Search finds everything that is for you."
    ),
)
TOO_LARGE = Words(
    pgettext_lazy("error page", "That was too large"),
    pgettext_lazy("error page", "What you sent is larger than this site accepts. Nothing was changed."),
    pgettext_lazy("error page", "Go back: what you typed is still there. Send a smaller file, or split it."),
)
REFUSED = pgettext_lazy("error page", "This was not done")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where Django found the body too large."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return _page(request, 400, BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404, also for what exists and is not for this reader."""
    return _page(request, 404, NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    return _page(request, 413, TOO_LARGE)


def refused(request: HttpRequest, error: ComityError) -> HttpResponse:
    """What a service refused, in its own words."""
    if for_programs(request):
        return problem_for_error(request, error)
    if isinstance(error, NotFoundError):
        return not_found(request)
    language = get_language() or "en"
    remedy = error.remedy.render(language) if error.remedy else ""
    return _page(request, status_of(error), Words(REFUSED, error.what.render(language), remedy))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs nothing that could be broken."""
    if for_programs(request):
        return problem_for_status(request, 500)
    return HttpResponse(get_template("500.html").render({}), status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form without a valid token: often only a page left open for too long. What was typed can be sent again."""
    if for_programs(request):
        return problem_for_status(request, 403)
    kept = kept_fields(request) if request.method == "POST" and sent_from_here(request) else []
    context = {"kept": kept, "files": bool(request.FILES)}
    return render(request, "web/send_again.html", context, status=403)


def _page(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    if for_programs(request):
        return problem_for_status(request, status)
    return render(
        request, "web/error.html", {"words": words, "home": pgettext("error page", "To the start")}, status=status
    )
