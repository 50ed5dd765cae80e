"""Who acts for whom in which role: giving, ending, and choosing among one's own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_for
from comity.kernel.accounts.models import ApiToken, Assignment, User
from comity.kernel.accounts.policy import grantable
from comity.kernel.accounts.queries import get_assignment, get_colleague
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.services import record
from comity.kernel.parties.locks import one_at_a_time
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import get_party


@transaction.atomic
def assign_role(actor: Actor, user_id: UUID, party_id: UUID, role: str) -> Assignment:
    """Give a further role to somebody who acts for this party (or a part of it) already. Others are invited."""
    party = get_party(actor, party_id)
    actor.require("assign role", party)
    require_grantable(actor, party, role)
    user = get_colleague(actor, party, user_id)
    return give(actor, user, party, Role(role))


@transaction.atomic
def end_assignment(actor: Actor, assignment_id: UUID) -> Assignment:
    """End an assignment now: one's own, or one that the actor could have given. Its tokens stop working."""
    assignment = get_assignment(actor, assignment_id)
    keep_party(assignment.party_id)
    assignment.refresh_from_db()
    if assignment.user_id != actor.user_id or actor.via == "token":
        actor.require("end assignment", assignment.party)
        require_grantable(actor, assignment.party, assignment.role)
    if assignment.until is not None and assignment.until <= now():
        raise ConflictError("ended-already", message("account", "This assignment has ended already."))
    refuse_last_administrator(assignment)
    stop(actor, assignment)
    return assignment


@transaction.atomic
def switch_assignment(actor: Actor, assignment_id: UUID) -> Actor:
    """Act with another of one's own assignments from now on."""
    actor.in_person()
    chosen = (
        Assignment.objects.active(now())
        .filter(pk=assignment_id, user_id=actor.own_account)
        .select_related("party", "user")
        .first()
    )
    if chosen is None:
        raise NotFoundError
    changed = actor_for(chosen, via=actor.via, origin=actor.origin)
    record(changed, "switch assignment", party_id=chosen.party_id, object_ref=f"assignment:{chosen.pk}")
    return changed


def give(actor: Actor, user: User, party: Party, role: Role) -> Assignment:
    """Write the assignment and its audit entry; the caller has asked the policy."""
    if party.ended_on is not None and party.ended_on <= now().date():
        raise ConflictError("party-ended", message("account", "This organisation has ended."))
    keep_party(party.pk)
    if Assignment.objects.filter(user=user, party=party, role=role, until__isnull=True).exists():
        raise ConflictError("assigned-already", message("account", "This person has this role here already."))
    assignment = Assignment.objects.create(user=user, party=party, role=role, since=now())
    detail = {"user": str(user.pk), "role": role.value}
    record(actor, "assign role", party_id=party.pk, object_ref=f"assignment:{assignment.pk}", detail=detail)
    return assignment


def stop(actor: Actor, assignment: Assignment) -> None:
    """End an assignment and its tokens, and write it down; the caller has asked the policy."""
    at = now()
    assignment.until = max(at, assignment.since)
    assignment.save(update_fields=["until"])
    ApiToken.objects.filter(assignment=assignment, revoked_at__isnull=True).update(revoked_at=at)
    detail = {"user": str(assignment.user_id), "role": assignment.role}
    ref = f"assignment:{assignment.pk}"
    record(actor, "end assignment", party_id=assignment.party_id, object_ref=ref, detail=detail)


def keep_party(party_id: UUID) -> None:
    """Changes to the people of one party happen one after another."""
    one_at_a_time(f"people of {party_id}")


def require_grantable(actor: Actor, party: Party, role: str) -> None:
    """Refuse a role that is none, or that the actor may not give or end here."""
    if role not in set(Role):
        what = message("account", "'{role}' is not a role.", role=role[:30])
        raise InputError("role-unknown", what, where="role")
    if role not in grantable(actor, party):
        what = message("account", "You may not give or end this role: {role}.", role=role)
        remedy = message("account", "Ask an administrator of that organisation.")
        raise NotAllowedError("role-not-grantable", what, where="role", remedy=remedy)


def refuse_last_administrator(assignment: Assignment) -> None:
    """A party does not lose its last administrator by a slip."""
    if assignment.role != Role.ADMINISTRATOR:
        return
    others = Assignment.objects.active(now()).filter(party_id=assignment.party_id, role=Role.ADMINISTRATOR)
    if not others.exclude(pk=assignment.pk).exclude(user_id=assignment.user_id).exists():
        raise ConflictError(
            "last-administrator",
            message("account", "This is the last administrator of the organisation."),
            remedy=message("account", "Make somebody else administrator first."),
        )
