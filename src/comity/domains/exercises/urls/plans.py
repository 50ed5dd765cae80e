"""The plan of a round: read, edited as a form or as a file, frozen; measurements on its items."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.views import item_data, plan_editor, plan_files, plans

urlpatterns = [
    path("rounds/<uuid:round_id>/plan/", plans.show, name="plan"),
    path("rounds/<uuid:round_id>/plan/edit/", plan_editor.edit, name="plan-edit"),
    path("rounds/<uuid:round_id>/plan/file/", plan_files.edit, name="plan-file"),
    path("rounds/<uuid:round_id>/plan.toml", plan_files.download, name="plan-toml"),
    path("rounds/<uuid:round_id>/plan/freeze/", plans.freeze, name="plan-freeze"),
    path("rounds/<uuid:round_id>/items/", item_data.show, name="items"),
    path("rounds/<uuid:round_id>/items/<str:item>/<str:measurand>/", item_data.record, name="item-data"),
]
