"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from comity.domains.substances.views import (
    entry,
    exports,
    files,
    pictures_of,
    profiles,
    register,
    releasing,
    reports,
    schedules,
)

app_name = "substances"

urlpatterns = [
    path("", register.listing, name="register"),
    path("new/", register.add, name="add"),
    path("unknown/", register.unknown, name="unknown"),
    path("schedules/import/", schedules.take_in, name="schedules"),
    path("shared-cas/", register.one_cas, name="shared-cas"),
    path("<uuid:substance_id>/", register.show, name="substance"),
    path("<uuid:substance_id>/structure.svg", pictures_of.structure, name="structure"),
    path("<uuid:substance_id>/names/", register.name, name="name"),
    path("<uuid:substance_id>/rename/", register.rename, name="rename"),
    path("<uuid:substance_id>/identify/", register.identify, name="identify"),
    path("<uuid:substance_id>/retract/", register.retract, name="retract"),
    path("<uuid:substance_id>/control/", register.control, name="control"),
    path("<uuid:substance_id>/release/", releasing.release, name="release-substance"),
    path("reports/", reports.listing, name="reports"),
    path("reports/new/", entry.new, name="new-report"),
    path("reports/import/", files.take_in, name="import"),
    path("reports/export/", exports.choose, name="export"),
    path("reports/<uuid:report_id>/", reports.show, name="report"),
    path("reports/<uuid:report_id>/correct/", entry.correct, name="correct-report"),
    path("reports/<uuid:report_id>/release/", reports.release, name="release-report"),
    path("reports/<uuid:report_id>/withdraw/", reports.withdraw, name="withdraw-report"),
    path("reports/<uuid:report_id>/field-label/", reports.label_field, name="label-field"),
    path("reports/<uuid:report_id>/profiles/add/", profiles.add, name="add-profile"),
    path("reports/<uuid:report_id>/photographs/", pictures_of.attach, name="attach-photograph"),
    path("reports/<uuid:report_id>/photographs/<str:digest>", pictures_of.photograph, name="photograph"),
    path("reports/<uuid:report_id>/photographs/<str:digest>/remove/", pictures_of.remove, name="remove-photograph"),
    path("comparability/", reports.comparability, name="comparability"),
]
