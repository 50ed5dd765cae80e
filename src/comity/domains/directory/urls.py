"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from comity.domains.directory.views import contacts, entries, files, maps, memberships, parts, scopes

app_name = "directory"

urlpatterns = [
    path("", entries.listing, name="list"),
    path("map/", maps.world, name="map"),
    path("import/", files.take_in, name="import"),
    path("reference/", files.load_reference, name="reference"),
    path("export.<str:kind>", files.export, name="export"),
    path("new/", entries.register, name="register"),
    path("<uuid:party_id>/", entries.show, name="entry"),
    path("<uuid:party_id>/profile/", entries.edit, name="edit"),
    path("<uuid:party_id>/parts/new/", parts.register, name="register-part"),
    path("<uuid:party_id>/end/", parts.end, name="end"),
    path("<uuid:party_id>/name/", entries.rename, name="rename"),
    path("<uuid:party_id>/history/", entries.past, name="history"),
    path("<uuid:party_id>/contacts/new/", contacts.add, name="add-contact"),
    path("contacts/<uuid:contact_id>/", contacts.change, name="change-contact"),
    path("contacts/<uuid:contact_id>/remove/", contacts.remove, name="remove-contact"),
    path("<uuid:party_id>/scopes/new/", scopes.add, name="add-scope"),
    path("scopes/<uuid:scope_id>/", scopes.change, name="change-scope"),
    path("scopes/<uuid:scope_id>/withdraw/", scopes.withdraw, name="withdraw-scope"),
    path("<uuid:party_id>/memberships/new/", memberships.add, name="add-membership"),
    path("memberships/<uuid:membership_id>/end/", memberships.end, name="end-membership"),
]
