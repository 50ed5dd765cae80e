"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from comity.kernel.web import display, views

app_name = "web"

urlpatterns = [
    path("display/", display.choose_display, name="display"),
    path("offline/", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service-worker"),
]
