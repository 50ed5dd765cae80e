"""Addresses of the log: pages for people; below them the static files that C2SP clients ask for."""

from __future__ import annotations

from django.urls import path, re_path

from comity.kernel.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.log, name="log"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    re_path(r"^(?P<name>tile/[0-9a-z/x.]+)$", views.tile, name="tile"),
    path("witness/add-checkpoint", views.add_checkpoint, name="add_checkpoint"),
    path("entry/<int:index>", views.entry, name="entry"),
    path("entry/<int:index>/proof", views.proof, name="proof"),
    path("entry/<int:index>/bundle", views.bundle, name="bundle"),
]
