"""Who takes part, with names, for the coordinator; codes, for whoever may see them."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.views import codes, enrolment, enrolments, permits

urlpatterns = [
    path("rounds/<uuid:round_id>/laboratories/", enrolments.listing, name="enrolments"),
    path("rounds/<uuid:round_id>/laboratories/invite/", enrolments.invite, name="invite"),
    path("rounds/<uuid:round_id>/codes/", codes.listing, name="participants"),
    path("rounds/<uuid:round_id>/codes/look-up/", codes.look_up, name="look-up"),
    path("enrolments/<uuid:enrolment_id>/", enrolment.show, name="enrolment"),
    path("enrolments/<uuid:enrolment_id>/decide/", enrolment.decide, name="decide"),
    path("enrolments/<uuid:enrolment_id>/withdraw/", enrolment.withdraw, name="withdraw"),
    path("enrolments/<uuid:enrolment_id>/menu/", enrolment.menu, name="menu"),
    path("enrolments/<uuid:enrolment_id>/permits/new/", permits.add, name="permit-new"),
    path("enrolments/<uuid:enrolment_id>/permits/<uuid:permit_id>/", permits.change, name="permit"),
]
