"""Addresses of this room: each part of a round's life has its own module, listed here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from comity.domains.exercises.outcome.urls import urlpatterns as outcome
from comity.domains.exercises.urls import enrolments, parcels, plans, rounds, taking_part

app_name = "exercises"

urlpatterns: list[URLPattern | URLResolver] = [
    *rounds.urlpatterns,
    *plans.urlpatterns,
    *enrolments.urlpatterns,
    *parcels.urlpatterns,
    *taking_part.urlpatterns,
    *outcome,
]
