"""All addresses of the site: each room adds its own line."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("comity.kernel.accounts.urls")),
]
