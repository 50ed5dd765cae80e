"""Reads of the directory: the actor first; only what that actor may see."""

from comity.domains.directory.queries.entries import EntryView, contact_point, entry, known_scope, scope_view
from comity.domains.directory.queries.exporting import export_entries
from comity.domains.directory.queries.history import history
from comity.domains.directory.queries.places import PlaceOnMap, places
from comity.domains.directory.queries.searching import Search, joinable, networks, search

__all__ = [
    "EntryView",
    "PlaceOnMap",
    "Search",
    "contact_point",
    "entry",
    "export_entries",
    "history",
    "joinable",
    "known_scope",
    "networks",
    "places",
    "scope_view",
    "search",
]
