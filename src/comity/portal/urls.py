"""Addresses of pages that span the rooms."""

from __future__ import annotations

from django.urls import path

from comity.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("health/", views.health, name="health"),
]
