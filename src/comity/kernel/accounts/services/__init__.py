"""Writes on accounts, one function per verb; each is one transaction with its audit entry."""

from comity.kernel.accounts.services.assignments import assign_role, end_assignment, switch_assignment
from comity.kernel.accounts.services.exports import note_export
from comity.kernel.accounts.services.invitations import (
    Invited,
    accept_invitation,
    invite_person,
    withdraw_invitation,
)
from comity.kernel.accounts.services.people import (
    change_preferences,
    create_account,
    deactivate_person,
    reactivate_person,
    remove_second_factors,
)
from comity.kernel.accounts.services.sessions import end_other_sessions, end_session
from comity.kernel.accounts.services.tokens import IssuedToken, create_token, revoke_token

__all__ = [
    "Invited",
    "IssuedToken",
    "accept_invitation",
    "assign_role",
    "change_preferences",
    "create_account",
    "create_token",
    "deactivate_person",
    "end_assignment",
    "end_other_sessions",
    "end_session",
    "invite_person",
    "note_export",
    "reactivate_person",
    "remove_second_factors",
    "revoke_token",
    "switch_assignment",
    "withdraw_invitation",
]
