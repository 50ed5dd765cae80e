"""One entry with everything that the actor may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from comity.base.clock import now
from comity.base.errors import NotFoundError
from comity.domains.directory.models import AccreditedScope, ContactPoint, Fact, Profile
from comity.domains.directory.queries.visibility import seen_party, visible_parties
from comity.domains.directory.rules import ScopeState, scope_state
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.queries import members, memberships

HOLDING_NO_MORE = (ScopeState.ENDED, ScopeState.WITHDRAWN)
MEMBERS_SHOWN = 20  # the rest is one link away, in the search narrowed to this network


@dataclass(frozen=True, slots=True)
class ScopeView:
    """An accredited scope, and whether it holds today."""

    scope: AccreditedScope
    state: ScopeState


@dataclass(frozen=True, slots=True)
class EntryView:
    """What one page shows."""

    party: Party
    profile: Profile
    disciplines: Sequence[str]
    scopes: Sequence[ScopeView]
    contacts: Sequence[ContactPoint]
    hidden_contacts: int
    facts: Sequence[Fact]
    member_of: Sequence[Membership]
    past_member_of: Sequence[Membership]
    members: Sequence[Membership]
    members_count: int


def entry(actor: Actor, party_id: UUID) -> EntryView:
    """One entry, or `NotFoundError`."""
    party, today = seen_party(actor, party_id), now().date()
    profile = Profile.objects.filter(party=party).first() or Profile(party=party, version=0)
    contacts = list(ContactPoint.objects.filter(profile=party.pk))
    shown = [contact for contact in contacts if not contact.person or actor.may("see contact persons", party)]
    above = list(memberships(actor, party_id).filter(of__in=visible_parties(actor).values("pk")))
    below = _members(actor, party_id, today)
    return EntryView(
        party=party,
        profile=profile,
        disciplines=[discipline.code for discipline in profile.disciplines.all()],
        scopes=sorted(map(scope_view, profile.scopes.all()), key=lambda view: view.state in HOLDING_NO_MORE),
        contacts=shown,
        hidden_contacts=len(contacts) - len(shown),
        facts=list(profile.facts.all()),
        member_of=[one for one in above if one.until is None or one.until > today],
        past_member_of=[one for one in above if one.until is not None and one.until <= today],
        members=list(below[:MEMBERS_SHOWN]),
        members_count=below.count(),
    )


def contact_point(actor: Actor, contact_id: UUID) -> ContactPoint:
    """One contact point for editing, or `NotFoundError`."""
    found = ContactPoint.objects.filter(pk=contact_id).select_related("profile__party").first()
    if found is None:
        raise NotFoundError
    party = seen_party(actor, found.profile_id)
    if not actor.may("edit contact points", party):
        raise NotFoundError
    return found


def known_scope(actor: Actor, scope_id: UUID) -> AccreditedScope:
    """One accredited scope, or `NotFoundError`."""
    found = AccreditedScope.objects.filter(pk=scope_id).select_related("profile__party").first()
    if found is None:
        raise NotFoundError
    seen_party(actor, found.profile_id)
    return found


def _members(actor: Actor, party_id: UUID, today: date) -> QuerySet[Membership]:
    return members(actor, party_id, on=today).filter(member__in=visible_parties(actor).values("pk"))


def scope_view(scope: AccreditedScope) -> ScopeView:
    """A scope, and whether it holds today."""
    return ScopeView(scope, scope_state(scope.since, scope.until, scope.withdrawn_on, now().date()))
