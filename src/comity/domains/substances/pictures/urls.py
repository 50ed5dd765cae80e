"""Addresses of the pictures."""

from __future__ import annotations

from django.urls import path

from comity.domains.substances.pictures.views import links, maps, market, series, trends

app_name = "pictures"

urlpatterns = [
    path("trends/", trends.show, name="trends"),
    path("trends/<uuid:substance_id>/", trends.part, name="part"),
    path("map/", maps.world, name="map"),
    path("spread/", maps.spread, name="spread"),
    path("market/", market.show, name="market"),
    path("linked/", links.show, name="links"),
    path("linked/compare/", links.beside, name="compare"),
    path("linked/series/<uuid:series_id>/withdraw/", series.withdraw, name="withdraw-series"),
]
