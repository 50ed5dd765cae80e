"""What everybody may read, without signing in: a page and an Atom feed of alerts under TLP:CLEAR."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from comity.base.errors import NotFoundError
from comity.domains.substances.watch.feed import MOST_ENTRIES, atom
from comity.domains.substances.watch.queries import public_alerts
from comity.domains.substances.watch.views.alerts import shown
from comity.domains.substances.watch.words import level_badge, state_badge
from comity.kernel.web.conditional import etag


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The newest public alerts."""
    found = public_alerts()[:MOST_ENTRIES]
    rows = [(one, level_badge(one), state_badge(one) if one.retracted_at else None) for one in found]
    return render(request, "substances/watch/public.html", {"rows": rows, "node": settings.NODE_NAME})


@require_safe
def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One public alert."""
    alert = public_alerts().filter(pk=alert_id).first()
    if alert is None:
        raise NotFoundError
    return render(request, "substances/watch/public_alert.html", shown(alert))


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The same as Atom (RFC 4287); whoever has it already gets 304."""
    found = list(public_alerts()[:MOST_ENTRIES])
    tag = etag("alerts", *(f"{one.pk}.{one.version}" for one in found))
    newest = max((one.retracted_at or one.published_at for one in found if one.published_at), default=None)
    seconds = int(newest.timestamp()) if newest else None
    known = get_conditional_response(request, etag=tag, last_modified=seconds)
    if known is not None:
        return known
    answer = HttpResponse(atom(found, settings.ADDRESS), content_type="application/atom+xml; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=300"
    return answer
