"""Addresses of what comes of a round."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.outcome.views import affairs, downloads, evaluations, gates, laboratory, pictures

app_name = "outcome"
urlpatterns = [
    path("rounds/<uuid:round_id>/gates/", gates.show, name="gates"),
    path("rounds/<uuid:round_id>/gates/run/", gates.run, name="run_gates"),
    path("rounds/<uuid:round_id>/gates/<str:item>/<str:measurand>/", pictures.at_gates, name="gate_picture"),
    path("rounds/<uuid:round_id>/evaluation/", evaluations.show, name="evaluation"),
    path("rounds/<uuid:round_id>/evaluation/request/", evaluations.request_one, name="request_evaluation"),
    path("rounds/<uuid:round_id>/release/", evaluations.release, name="release"),
    path("evaluations/<uuid:run_id>/scores/", evaluations.scores, name="scores"),
    path("evaluations/<uuid:run_id>/chart.json", pictures.ordered, name="chart"),
    path("evaluations/<uuid:run_id>/evaluation.json", downloads.document, name="document"),
    path("rounds/<uuid:round_id>/cases/", affairs.cases, name="cases"),
    path("rounds/<uuid:round_id>/cases/<uuid:laboratory_id>/new/", affairs.file_one, name="file_case"),
    path("cases/<uuid:case_id>/", affairs.case, name="case"),
    path("rounds/<uuid:round_id>/standard/", affairs.standard, name="standard"),
    path("rounds/<uuid:round_id>/regions/", affairs.regions, name="regions"),
    path("schemes/<uuid:scheme_id>/regions/", affairs.regions_of_scheme, name="regions_of_scheme"),
    path("rounds/<uuid:round_id>/statements/", evaluations.statements, name="issue_statements"),
    path("reports/", laboratory.reports, name="reports"),
    path("reports/<uuid:round_id>/", laboratory.show, name="round"),
    path("reports/<uuid:round_id>/statement/<uuid:laboratory_id>/", laboratory.state, name="issue_statement"),
    path("files/<uuid:file_id>/", downloads.report, name="file"),
    path("notices/<uuid:notice_id>/", laboratory.acknowledge, name="acknowledge"),
    path("follow-ups/", laboratory.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", laboratory.follow_up, name="follow_up"),
    path("performance/", laboratory.performance, name="performance"),
    path("performance/<uuid:laboratory_id>/", laboratory.performance, name="performance_of"),
    path("statements/<uuid:statement_id>.pdf", downloads.statement, name="statement"),
    path("statements/check/<str:number>/", downloads.check, name="check_statement"),
]
