"""Addresses of one's own account, of invitations and of an organisation's people."""

from __future__ import annotations

from django.urls import path

from comity.kernel.accounts.views import invitation, mine, people, tokens, trail

app_name = "accounts"

urlpatterns = [
    path("", mine.account, name="mine"),
    path("act-as/", mine.switch, name="switch_assignment"),
    path("sessions/end/", mine.end_others, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", mine.end_one, name="end_session"),
    path("tokens/new/", tokens.create, name="create_token"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("invitation/", invitation.accept, name="accept_invitation"),
    path("invitation/<str:secret>/", invitation.open_link, name="open_invitation"),
    path("people/", people.own, name="own_people"),
    path("people/<uuid:party_id>/", people.people, name="people"),
    path("people/<uuid:party_id>/invite/", people.invite, name="invite"),
    path("people/<uuid:party_id>/<uuid:user_id>/role/", people.assign, name="assign_role"),
    path("people/assignments/<uuid:assignment_id>/end/", people.end, name="end_assignment"),
    path("people/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("people/<uuid:party_id>/trail/", trail.trail, name="trail"),
]
