"""Schemes and rounds, for those who organise them."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.views import announcing, elsewhere, home, rounds, schemes, stages

urlpatterns = [
    path("", home.show, name="home"),
    path("nodes/", elsewhere.show, name="elsewhere"),
    path("schemes/new/", schemes.create, name="scheme-new"),
    path("schemes/<uuid:scheme_id>/", schemes.show, name="scheme"),
    path("schemes/<uuid:scheme_id>/rounds/new/", rounds.create, name="round-new"),
    path("rounds/<uuid:round_id>/", rounds.show, name="round"),
    path("rounds/<uuid:round_id>/settings/", rounds.change, name="round-settings"),
    path("rounds/<uuid:round_id>/open/", stages.begin, name="round-open"),
    path("rounds/<uuid:round_id>/close/", stages.close, name="round-close"),
    path("rounds/<uuid:round_id>/deadline/", stages.move_deadline, name="round-deadline"),
    path("rounds/<uuid:round_id>/announce/", announcing.announce, name="round-announce"),
    path("rounds/<uuid:round_id>/announce/<uuid:peer_id>/withdraw/", announcing.withdraw, name="announcement-withdraw"),
    path("rounds/<uuid:round_id>/plan/proof.json", announcing.plan_proof, name="plan-proof"),
]
