"""Addresses of the watch."""

from __future__ import annotations

from django.urls import path

from comity.domains.substances.watch.views import alerts, public, reviewing, subscriptions

app_name = "watch"

urlpatterns = [
    path("alerts/", alerts.listing, name="alerts"),
    path("alerts/new/", reviewing.write, name="write"),
    path("alerts/drafts/", reviewing.waiting, name="drafts"),
    path("alerts/subscriptions/", subscriptions.mine, name="subscriptions"),
    path("alerts/subscriptions/<uuid:subscription_id>/end/", subscriptions.end, name="unsubscribe"),
    path("alerts/public/", public.page, name="public"),
    path("alerts/public/feed.atom", public.feed, name="feed"),
    path("alerts/public/<uuid:alert_id>/", public.one, name="public-alert"),
    path("alerts/<uuid:alert_id>/", alerts.show, name="alert"),
    path("alerts/<uuid:alert_id>/read/", alerts.read, name="read"),
    path("alerts/<uuid:alert_id>/review/", reviewing.review, name="review"),
    path("alerts/<uuid:alert_id>/dismiss/", reviewing.dismiss, name="dismiss"),
    path("alerts/<uuid:alert_id>/retract/", reviewing.retract, name="retract"),
]
