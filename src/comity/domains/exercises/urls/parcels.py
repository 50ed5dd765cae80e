"""Parcels: prepared, labelled, dispatched, delivered, damaged, replaced; and the page behind a label."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.views import delivery, parcels, sending

urlpatterns = [
    path("rounds/<uuid:round_id>/parcels/", parcels.listing, name="parcels"),
    path("rounds/<uuid:round_id>/parcels/prepare/", sending.prepare, name="prepare-parcels"),
    path("rounds/<uuid:round_id>/parcels/labels/", sending.labels, name="labels"),
    path("rounds/<uuid:round_id>/parcels/dispatch/", sending.dispatch_all, name="dispatch-all"),
    path("parcels/<uuid:parcel_id>/", parcels.show, name="parcel"),
    path("parcels/<uuid:parcel_id>/dispatch/", sending.dispatch, name="dispatch"),
    path("parcels/<uuid:parcel_id>/delivered/", parcels.delivered, name="delivered"),
    path("parcels/<uuid:parcel_id>/damage/", parcels.damaged, name="damaged"),
    path("parcels/<uuid:parcel_id>/replace/", sending.replace, name="replace"),
    path("label/<str:secret>/", delivery.show, name="label"),
]
