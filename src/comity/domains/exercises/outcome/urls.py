"""Addresses of what comes of a round."""

from __future__ import annotations

from django.urls import path
from django.views.generic import View

app_name = "outcome"
urlpatterns = [
    path("rounds/<uuid:round_id>/", View.as_view(), name="round"),
    path("statements/<str:number>/", View.as_view(), name="check_statement"),
]
