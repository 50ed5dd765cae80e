"""Addresses of the pages on which laboratories hand in results."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.entry.views import files, receipts, sheets

app_name = "entry"

urlpatterns = [
    path("entries/", sheets.listing, name="list"),
    path("entries/<uuid:enrolment_id>/", sheets.sheet, name="sheet"),
    path("entries/<uuid:enrolment_id>/autosave/", sheets.autosave, name="autosave"),
    path("entries/<uuid:enrolment_id>/drafts/", sheets.drafts, name="drafts"),
    path("entries/<uuid:enrolment_id>/upload/", files.upload, name="upload"),
    path("entries/<uuid:enrolment_id>/template.<str:kind>", files.template, name="template"),
    path("receipts/verify/", receipts.verify, name="verify"),
    path("receipts/<uuid:submission_id>/", receipts.receipt, name="receipt"),
    path("receipts/<uuid:submission_id>/receipt.json", receipts.download, name="receipt-file"),
    path("receipts/<uuid:submission_id>/nominate/", receipts.nominate, name="nominate"),
    path("receipts/<uuid:submission_id>/verdict/", receipts.verdict, name="verdict"),
]
