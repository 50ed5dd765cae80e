"""All addresses of the site: each room adds its own line."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from comity.domains.directory import api as directory
from comity.domains.exercises import api as exercises
from comity.domains.exercises.entry.api import router as entries
from comity.domains.exercises.outcome.api import router as outcome
from comity.domains.substances import api as substances
from comity.domains.substances.library.api import router as spectra
from comity.domains.substances.pictures.api import router as pictures
from comity.domains.substances.watch.api import router as alerts
from comity.kernel.accounts.api import router as accounts
from comity.kernel.exchange import api as exchange
from comity.kernel.parties.api import router as parties
from comity.kernel.web.api import api

api.add_router("", accounts)
api.add_router("", parties)
for router in exchange.ROUTERS:
    api.add_router("/exchange", router)
for router in (directory.entries, directory.parts, directory.files):
    api.add_router("/directory", router)
for router in exercises.ROUTERS:
    api.add_router("/exercises", router)
api.add_router("/exercises", entries)
api.add_router("/exercises", outcome)
api.add_router("/substances", pictures)
for router in (*substances.ROUTERS, spectra, alerts):
    api.add_router("/substances", router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comity.portal.urls")),
    path("", include("comity.kernel.web.urls")),
    path("account/", include("comity.kernel.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("log/", include("comity.kernel.ledger.urls")),
    path("exchange/", include("comity.kernel.exchange.urls")),
    path("directory/", include("comity.domains.directory.urls")),
    path("exercises/", include("comity.domains.exercises.urls")),
    path("exercises/", include("comity.domains.exercises.entry.urls")),
    path("exercises/", include("comity.domains.exercises.outcome.urls")),
    path("substances/", include("comity.domains.substances.pictures.urls")),
    path("substances/", include("comity.domains.substances.urls")),
    path("substances/", include("comity.domains.substances.library.urls")),
    path("substances/", include("comity.domains.substances.watch.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]

handler400 = "comity.kernel.web.errors.bad_request"
handler403 = "comity.kernel.web.errors.not_found"
handler404 = "comity.kernel.web.errors.not_found"
handler500 = "comity.kernel.web.errors.server_error"
