"""Addresses of the library: searching, keeping, asking."""

from __future__ import annotations

from django.urls import path

from comity.domains.substances.library.views import naming, questions, searching, spectra

app_name = "spectra"

urlpatterns = [
    path("search/", searching.search, name="search"),
    path("search/mixture/", searching.mixture, name="mixture"),
    path("search/save/", searching.save, name="save"),
    path("search/ask/", questions.ask, name="ask"),
    path("questions/<uuid:question>/", questions.show, name="question"),
    path("spectra/", spectra.listing, name="list"),
    path("spectra/add/", spectra.add, name="add"),
    path("spectra/<uuid:spectrum_id>/", spectra.show, name="spectrum"),
    path("spectra/<uuid:spectrum_id>/label/", spectra.relabel, name="label"),
    path("spectra/<uuid:spectrum_id>/identify/", naming.identify, name="identify"),
    path("spectra/<uuid:spectrum_id>/retract/", naming.retract, name="retract"),
    path("spectra/<uuid:spectrum_id>/publish/", naming.publish, name="publish"),
    path("spectra/<uuid:spectrum_id>/withdraw/", spectra.withdraw, name="withdraw"),
    path("spectra/<uuid:spectrum_id>/spectrum.msp", spectra.download, name="file"),
]
