"""Addresses of a round before its deadline; handing in results and what follows have their own lists."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from comity.domains.exercises.urls import enrolments, parcels, plans, rounds, taking_part

app_name = "exercises"

urlpatterns: list[URLPattern | URLResolver] = [
    *rounds.urlpatterns,
    *plans.urlpatterns,
    *enrolments.urlpatterns,
    *parcels.urlpatterns,
    *taking_part.urlpatterns,
]
