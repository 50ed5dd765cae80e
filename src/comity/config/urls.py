"""All addresses of the site: each room adds its own line."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from comity.kernel.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comity.portal.urls")),
    path("", include("comity.kernel.web.urls")),
    path("account/", include("comity.kernel.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]

handler400 = "comity.kernel.web.errors.bad_request"
handler403 = "comity.kernel.web.errors.not_found"
handler404 = "comity.kernel.web.errors.not_found"
handler500 = "comity.kernel.web.errors.server_error"
