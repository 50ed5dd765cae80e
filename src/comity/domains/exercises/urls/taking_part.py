"""A laboratory's own part in rounds, before results are handed in."""

from __future__ import annotations

from django.urls import path

from comity.domains.exercises.views import taking_part

urlpatterns = [
    path("part/<uuid:enrolment_id>/", taking_part.show, name="part"),
    path("part/<uuid:enrolment_id>/answer/", taking_part.answer, name="answer"),
    path("part/<uuid:enrolment_id>/look-ups/", taking_part.look_ups, name="look-ups"),
    path("announced/<uuid:round_id>/", taking_part.announced, name="announced"),
    path("announced/<uuid:round_id>/request/", taking_part.request_place, name="request"),
]
